// Prints everything that happens on the bus until it is interrupted.
// Usage: deno run -A examples/watch.ts [url]
import { argv, env } from "node:process";
import { Peer } from "../peer.ts";

const url = argv[2] ?? env.JET_URL ?? "tcp://localhost:11122";
await using peer = await Peer.connect(url, { name: "watch" });
for await (const { event, path, value } of peer.fetch({})) {
  console.log(event.padEnd(6), path, value === undefined ? "" : value);
}
