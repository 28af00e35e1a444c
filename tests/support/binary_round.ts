// Sends values of all types through a daemon and back, on any runtime:
// binary_round.ts PREFIX jetb://… ws://…
import process from "node:process";
import { Method, Peer, State, TypedBytes } from "../../peer.ts";

const [prefix, ...urls] = process.argv.slice(2);

function shown(value: unknown): string {
  if (value instanceof TypedBytes) return `${value.type} ${value.bytes}`;
  if (typeof value !== "object" || value === null) {
    return `${typeof value} ${value}`;
  }
  return ArrayBuffer.isView(value)
    ? `${value.constructor.name} ${value}`
    : JSON.stringify(value);
}

const VALUES: readonly unknown[] = [
  1.5,
  "hé",
  null,
  true,
  { a: [1] },
  -1n,
  new Uint8Array([1, 2]),
  new Float64Array([1, 2]),
  new Int16Array([-1]),
  new TypedBytes("image/png", new Uint8Array([3])),
  new TypedBytes("image/bmp", new Uint8Array([4])),
];

for (const url of urls) {
  const binary = url.startsWith("ws:");
  const owner = await Peer.connect(url, { binary });
  const client = await Peer.connect(url, { binary });
  const path = prefix + (binary ? "ws" : "tcp");
  const state = new State<unknown>(path, 0, { set() {} });
  await owner.add(state);
  await owner.add(
    new Method(`${path}-echo`, ([one]: unknown[]) => one),
  );
  const seen: unknown[] = [];
  const ended = Promise.withResolvers<void>();
  const end = 2 * VALUES.length + 1;
  const fetcher = client.fetch({ path }, ({ value }) => {
    if (seen.push(value) === end) ended.resolve();
  });
  await fetcher.ready;
  for (const value of VALUES) {
    await client.set(path, value);
    state.value = value;
    const back = await client.call(`${path}-echo`, [value]);
    if (shown(back) !== shown(value)) throw new Error(`echo: ${shown(back)}`);
  }
  await ended.promise;
  const expected = [0, ...VALUES.flatMap((value) => [value, value])];
  if (seen.map(shown).join() !== expected.map(shown).join()) {
    throw new Error(seen.map(shown).join());
  }
  await client.close();
  await owner.close();
}
console.log("done");
