// A program that lets peers in on a route of its own, knows its users by their
// cookies and tokens, and has nothing to do with a users file:
// authorize.ts [allowed origin].
import process from "node:process";
import { Hono } from "npm:hono@4.13.19";
import { Daemon } from "../../../daemon.ts";
import { Method, State } from "../../../peer.ts";

declare const Bun: {
  serve(options: {
    hostname: string;
    port: number;
    fetch: unknown;
    websocket: unknown;
  }): { readonly port: number };
};

const staff = ["staff"];
const rights = { fetchGroups: staff, setGroups: staff, callGroups: staff };

const daemon = new Daemon({
  allowOrigins: process.argv.slice(2),
  async authorize(request, credentials) {
    await Promise.resolve();
    const cookie = request.headers.get("cookie") ?? "";
    if (cookie.includes("session=staff")) return { name: "sue", rights };
    if (cookie !== "") return new Response("log in first\n", { status: 403 });
    if (credentials === null) return null;
    if (credentials.scheme === "bearer" && credentials.token === "token-1") {
      return { name: "robot", rights };
    }
    if (credentials.scheme === "basic" && credentials.password === "known") {
      return { name: credentials.name, rights };
    }
    return new Response("unknown\n", { status: 401 });
  },
});

const app = new Hono();
app.get("/jet", daemon.upgrade);

if ("Deno" in globalThis) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    app.fetch,
  );
  console.log("port", server.addr.port);
} else {
  const { fetch } = app;
  const { websocket } = daemon;
  const options = { hostname: "127.0.0.1", port: 0, fetch, websocket };
  console.log("port", Bun.serve(options).port);
}

const peer = daemon.peer({ name: "inside" });
const access = { fetchGroups: staff, setGroups: staff, callGroups: staff };
await peer.add(new State("staff", 42, { access, set: (value) => ({ value }) }));
await peer.add(new Method("whoami", () => "staff", { access }));
console.log("ready");
