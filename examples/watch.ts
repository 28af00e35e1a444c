// Prints everything that happens on the bus until it is interrupted.
// Usage: deno run -A examples/watch.ts [url]
import { Peer } from "../peer.ts";

const [url = "tcp://localhost:11122"] = Deno.args;
await using peer = await Peer.connect(url, { name: "watch" });
for await (const { event, path, value } of peer.fetch({})) {
  console.log(event.padEnd(6), path, value === undefined ? "" : value);
}
