// Servers of Bun that lack what an upgrade needs: prints the error of a peer.
import { Hono } from "npm:hono@4.13.19";
import process from "node:process";
import { Daemon } from "../../../daemon.ts";
import { Peer } from "../../../peer.ts";

declare const Bun: {
  serve(options: {
    hostname: string;
    port: number;
    fetch: unknown;
    websocket?: unknown;
  }): { readonly port: number };
};

const daemon = new Daemon();
const app = new Hono();
app.get("/jet", daemon.upgrade);
const { websocket } = daemon;
const servers = [
  { fetch: (request: Request) => app.fetch(request), websocket },
  { fetch: (request: Request) => app.fetch(request, { KEY: "1" }), websocket },
  { fetch: app.fetch },
];
for (const server of servers) {
  const { port } = Bun.serve({ hostname: "127.0.0.1", port: 0, ...server });
  await Peer.connect(`ws://127.0.0.1:${port}/jet`)
    .catch((error) => console.log(String(error)));
}
process.exit();
