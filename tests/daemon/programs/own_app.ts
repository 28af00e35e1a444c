// A program with an HTTP server of its own, one of whose routes leads to a Jet
// daemon: own_app.ts [hono | node], to use the WebSocket handler of hono/bun or
// a server of node:http.
import process from "node:process";
import { Hono } from "npm:hono@4.13.19";
import { createServer } from "node:http";
import { getRequestListener } from "npm:@hono/node-server@2.1.9";
import { Daemon, upgradeListener } from "../../../daemon.ts";
import { Method, State } from "../../../peer.ts";

declare const Bun: {
  serve(options: {
    hostname: string;
    port: number;
    fetch: unknown;
    websocket: unknown;
  }): { readonly port: number };
};

const daemon = new Daemon({
  name: "embedded",
  maxMessage: 10_000,
  silentTimeout: 1,
});
for (const type of ["connect", "disconnect"] as const) {
  daemon.addEventListener(type, (event) => {
    const { peer, reason } = event.detail;
    console.log(type, peer.transport, JSON.stringify(peer.name), reason);
  });
}

const app = new Hono();
app.get("/", (context) => context.text("hello"));
app.get("/jet", daemon.upgrade);

if (process.argv[2] === "node") {
  const server = createServer(getRequestListener(app.fetch));
  server.on("upgrade", upgradeListener(app.fetch));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    console.log("port", typeof address === "object" && address?.port);
  });
} else if ("Deno" in globalThis) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    app.fetch,
  );
  console.log("port", server.addr.port);
} else {
  const websocket = process.argv[2] === "hono"
    ? (await import("npm:hono@4.13.19/bun")).websocket
    : daemon.websocket;
  const { fetch } = app;
  const options = { hostname: "127.0.0.1", port: 0, fetch, websocket };
  console.log("port", Bun.serve(options).port);
}

const peer = daemon.peer({ name: "inside" });
await peer.add(new State("answer", 42));
await peer.add(
  new Method("close", async () => {
    // After the answer.
    setTimeout(async () => {
      await daemon.close();
      console.log("closed", daemon.addresses.length, daemon.peers.length);
      process.exit(0);
    }, 250);
    await Promise.resolve();
  }),
);
console.log("ready");
