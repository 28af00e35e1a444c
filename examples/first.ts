// An owner and a client of it. Needs a daemon: deno run -A daemon.ts
// Usage: deno run -A examples/first.ts [url], or with bun, or node from 24 on
import { argv, env } from "node:process";
import { InvalidArgument, Method, Peer, State } from "../peer.ts";

const url = argv[2] ?? env.JET_URL ?? "tcp://localhost:11122";

// The owner: a state that others may set, and a method.
await using owner = await Peer.connect(url);
const target = await owner.add(
  new State("house/target", 20, {
    set(value) {
      if (value > 30) throw new InvalidArgument("too hot");
      return { value: Math.round(value * 2) / 2 }; // adapted to half degrees
    },
  }),
);
await owner.add(
  new Method("house/boost", (args: number[]) => {
    target.value += args[0];
    return target.value;
  }),
);

// A client: it watches, sets and calls paths, whichever peer owns them.
await using client = await Peer.connect(url);
client.fetch<number>({ path: { startsWith: "house/" } }, (change) => {
  console.log(change.event, change.path, change.value ?? "");
});
await client.set("house/target", 21.3);
console.log("boosted to", await client.call("house/boost", [2]));
await client.set("house/target", 99).catch((error) =>
  console.log(error.name, error.message)
);
