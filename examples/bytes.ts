// Bytes, typed arrays and numbers with a type, over binary Jet.
// Needs a daemon: deno run -A daemon.ts
// Usage: deno run -A examples/bytes.ts [binary url] [JSON url]; JET_URL is both
import { argv, env } from "node:process";
import {
  fromDataUrl,
  Method,
  Peer,
  State,
  typed,
  TypedBytes,
} from "../peer.ts";

const [
  ,
  ,
  url = env.JET_URL ?? "jetb://localhost:11124",
  json = env.JET_URL ?? "ws://localhost:11123",
] = argv;
// Of an address that begins with ws: the binary subprotocol is used.
const options = { binary: true };

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
  <circle cx="4" cy="4" r="4"/></svg>`;

// The owner says what its values are.
await using owner = await Peer.connect(url, options);
const picture = new TypedBytes("image/svg+xml", new TextEncoder().encode(svg));
await owner.add(new State("chart/picture", picture));
await owner.add(new State("chart/samples", new Float32Array([0.5, 1, 0.5])));
await owner.add(
  new State<number>("chart/count", 3, {
    type: "u32", // without it an f64
    set() {},
  }),
);
await owner.add(
  new Method("chart/size", ([data]: [Uint8Array]) => data.length),
);

// A client over binary Jet gets them as they are.
await using client = await Peer.connect(url, options);
for (const { path, value } of await client.get({ below: "chart" })) {
  console.log("binary", path, value);
}
await client.set("chart/count", typed("u32", 4));
console.log("size", await client.call("chart/size", [new Uint8Array(1000)]));

// A client over JSON sees a `data:` URL, an array and a number.
await using page = await Peer.connect(json);
for (const { path, value } of await page.get({ below: "chart" })) {
  console.log("JSON  ", path, value);
  const bytes = typeof value === "string" ? fromDataUrl(value) : undefined;
  if (bytes !== undefined) {
    console.log("       ", bytes.type, bytes.bytes.length);
  }
}
