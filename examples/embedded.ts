// A daemon inside a Hono app, with a peer in the same process that owns the
// time. Watch it: deno run -A examples/watch.ts ws://localhost:8080/jet
import { Hono } from "npm:hono@4.13.19";
import { Daemon, State } from "../mod.ts";

const daemon = new Daemon({ name: "embedded" });
const app = new Hono();
app.get("/", (context) => context.text(`${daemon.peers.length} peers\n`));
app.get("/jet", daemon.upgrade);
Deno.serve({ port: 8080 }, app.fetch);

const peer = daemon.peer({ name: "clock" });
const time = await peer.add(new State("time", Date.now()));
setInterval(() => time.change(Date.now()), 1000);
