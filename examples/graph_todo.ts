// A list of things to do that all who run this share, also with apps of GUN.
// Needs a daemon: deno run -A daemon.ts
// Usage: deno run -A examples/graph_todo.ts [what to do] [url of a WebSocket]
import { argv, env } from "node:process";
import { Graph } from "../gun.ts";

const [, , title, url = env.JET_URL ?? "ws://localhost:11123"] = argv;
await using graph = await Graph.connect(new URL("/gun", url).href);
const list = graph.get("todo");

if (title) await list.set({ title, done: false });

// Prints the list, then every change of it, until it is interrupted.
for await (const { key, value, properties } of list.members()) {
  if (value === null) console.log("gone ", key);
  else {
    const mark = properties.get("done") === true ? "[x]" : "[ ]";
    console.log(mark, properties.get("title"));
  }
}
