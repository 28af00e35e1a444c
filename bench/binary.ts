/**
 * Binary Jet beside JSON, on our own daemon and in the same cases: fan-out and
 * set. Both kinds of peers are connected to the same daemon all the time and
 * take turns, so that a slow second of the machine hits both.
 *
 *     deno run -A bench/binary.ts [--seconds 8] [--runtime deno|bun] [--only TEXT] [--out]
 *
 * Only the cases whose names have TEXT in them; `--out` writes BINARY.md.
 *
 * @module
 */
import { concat } from "../base/concat.ts";
import { parseArgs } from "@std/cli/parse-args";
import { Awake } from "./awake.ts";
import { RawPeer } from "./generator/raw_peer.ts";
import { StreamWire } from "./generator/stream_wire.ts";
import { readCpu } from "./proc.ts";

const encoder = new TextEncoder();
const STATES = 64;
/** Turns of each wire in a case. */
const TURNS = 8;

/** How the messages of one kind of peers look like. */
interface Wire {
  readonly name: "JSON" | "binary";
  readonly littleEndian: boolean;
  add(id: number, path: string, value: Uint8Array): Uint8Array;
  fetch(id: number, prefix: string): Uint8Array;
  /** Messages that a fetch brings beside those of the elements. */
  readonly extra: number;
  change(path: string, value: Uint8Array): Uint8Array;
  set(id: number, path: string, value: Uint8Array): Uint8Array;
  /**
   * Writes the owner's answer to the forwarded request from `start` to `out`;
   * returns where it ends.
   */
  answer(
    bytes: Uint8Array,
    start: number,
    out: Uint8Array,
    at: number,
  ): number;
  number(n: number): Uint8Array;
  /** A JSON text as a value. */
  text(json: string): Uint8Array;
  /** An array of f64 as a value. */
  samples(numbers: Float64Array): Uint8Array;
  /** Bytes as a value. */
  bytes(bytes: Uint8Array): Uint8Array;
}

function framed(littleEndian: boolean, ...parts: Uint8Array[]): Uint8Array {
  const body = concat(parts);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, body.length, littleEndian);
  return concat([head, body]);
}

const jsonFrame = (...parts: (string | Uint8Array)[]) =>
  framed(
    false,
    ...parts.map((p) => typeof p === "string" ? encoder.encode(p) : p),
  );

const ANSWER_HEAD = encoder.encode('{"id":"');
const ANSWER_TAIL = encoder.encode('","result":true}');

const JSON_WIRE: Wire = {
  name: "JSON",
  littleEndian: false,
  extra: 1,
  add: (id, path, value) =>
    jsonFrame(
      `{"id":${id},"method":"add","params":{"path":"${path}","value":`,
      value,
      "}}",
    ),
  fetch: (id, prefix) =>
    jsonFrame(
      `{"id":${id},"method":"fetch","params":{"id":"f","path":{"startsWith":"${prefix}"}}}`,
    ),
  change: (path, value) =>
    jsonFrame(
      `{"method":"change","params":{"path":"${path}","value":`,
      value,
      "}}",
    ),
  set: (id, path, value) =>
    jsonFrame(
      `{"id":${id},"method":"set","params":{"path":"${path}","value":`,
      value,
      "}}",
    ),
  answer(bytes, start, out, at) {
    // {"id":"123",…
    const first = at + 4;
    out.set(ANSWER_HEAD, first);
    let end = first + ANSWER_HEAD.length;
    for (let from = start + 7; bytes[from] !== 0x22; from++) {
      out[end++] = bytes[from];
    }
    out.set(ANSWER_TAIL, end);
    end += ANSWER_TAIL.length;
    const length = end - first;
    out[at] = out[at + 1] = 0;
    out[at + 2] = length >> 8;
    out[at + 3] = length;
    return end;
  },
  number: (n) => encoder.encode(`${n}`),
  text: (json) => encoder.encode(json),
  samples: (numbers) => encoder.encode(JSON.stringify([...numbers])),
  bytes: (bytes) =>
    encoder.encode(
      `"data:application/octet-stream;base64,${bytes.toBase64()}"`,
    ),
};

const binaryFrame = (...parts: (number[] | Uint8Array)[]) =>
  framed(true, ...parts.map((p) => new Uint8Array(p)));
const u32 = (n: number) => [n & 255, n >> 8 & 255, n >> 16 & 255, n >>> 24];
const key = (text: string) => {
  const bytes = encoder.encode(text);
  return concat([
    new Uint8Array([bytes.length & 255, bytes.length >> 8]),
    bytes,
  ]);
};

const BINARY_WIRE: Wire = {
  name: "binary",
  littleEndian: true,
  extra: 2,
  add: (id, path, value) => binaryFrame([2, ...u32(id), 1], key(path), value),
  fetch: (id, prefix) => binaryFrame([2, ...u32(id), 8], key(prefix)),
  change: (path, value) => binaryFrame([4, 7], key(path), value),
  set: (id, path, value) => binaryFrame([2, ...u32(id), 3], key(path), value),
  answer(bytes, start, out, at) {
    out.fill(0, at, at + 15);
    out[at] = 11;
    out[at + 4] = 3;
    for (let i = 1; i <= 4; i++) out[at + 4 + i] = bytes[start + i];
    return at + 15;
  },
  number(n) {
    const bytes = new Uint8Array(13);
    bytes.set([19, 8]);
    new DataView(bytes.buffer).setFloat64(5, n, true);
    return bytes;
  },
  text: (json) => typedValue(1, encoder.encode(json)),
  samples: (numbers) => typedValue(32, new Uint8Array(numbers.slice().buffer)),
  bytes: (bytes) => typedValue(2, bytes),
};

function typedValue(type: number, bytes: Uint8Array): Uint8Array {
  return concat([new Uint8Array([type, ...u32(bytes.length)]), bytes]);
}

/** A daemon of ours. */
interface Daemon {
  pid: number;
  ports: Record<Wire["name"], number>;
  stop(): Promise<void>;
}

async function start(runtime: string): Promise<Daemon> {
  const free = ["--port", "0", "--ws-port", "0", "--binary-port", "0"];
  const args = ["daemon.ts", ...free, "--no-unix"];
  const command = runtime === "deno"
    ? new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", ...args],
      stdout: "piped",
    })
    : new Deno.Command(runtime, { args, stdout: "piped" });
  const child = command.spawn();
  let log = "";
  const found = (scheme: string) =>
    Number(new RegExp(`${scheme}://.*:(\\d+)\\n`).exec(log)?.[1]);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!found("jetb")) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the daemon ended");
    log += value;
  }
  return {
    pid: child.pid,
    ports: { JSON: found("tcp"), binary: found("jetb") },
    async stop() {
      child.kill();
      await child.status;
      await reader.cancel();
    },
  };
}

/** A load that goes on while it is not stopped. */
interface Load {
  /** What has been done so far. */
  done(): number;
  resume(): void;
  /** Fulfilled when nothing is under way any more. */
  pause(): Promise<void>;
  close(): void;
}

const fail = (reason: Error) => {
  console.error(reason.message);
  Deno.exit(1);
};

async function connect(daemon: Daemon, wire: Wire): Promise<RawPeer> {
  const port = daemon.ports[wire.name];
  const framing = new StreamWire(wire.littleEndian);
  const peer = await RawPeer.connect(port, 1 << 16, fail, framing);
  // The info, which comes by itself.
  if (wire.littleEndian) await peer.arrived(1);
  return peer;
}

async function addStates(
  peer: RawPeer,
  wire: Wire,
  prefix: string,
  value: Uint8Array,
): Promise<string[]> {
  const paths = Array.from(
    { length: STATES },
    (_, n) => `${prefix}/state${String(n).padStart(2, "0")}`,
  );
  for (const [n, path] of paths.entries()) {
    const before = peer.frames;
    peer.send(wire.add(n + 1, path, value));
    await peer.arrived(before + 1);
  }
  return paths;
}

async function fanOut(
  daemon: Daemon,
  wire: Wire,
  fetchers: number,
  inFlight: number,
  values: readonly Uint8Array[],
): Promise<Load> {
  const prefix = `${wire.name}/fan${fetchers}-${values[0].length}`;
  const owner = await connect(daemon, wire);
  const paths = await addStates(owner, wire, prefix, values[0]);
  const messages = paths.flatMap((path) =>
    values.map((value) => wire.change(path, value))
  );
  const peers: RawPeer[] = [];
  for (let n = 0; n < fetchers; n++) {
    const peer = await connect(daemon, wire);
    const before = peer.frames;
    peer.send(wire.fetch(1, `${prefix}/`));
    await peer.arrived(before + STATES + wire.extra);
    peers.push(peer);
  }
  const before = peers.map((peer) => peer.frames);
  let sent = 0;
  let running = false;
  let due = false;
  let idle: (() => void) | undefined;
  const slowest = () =>
    peers.reduce((least, p, n) => Math.min(least, p.frames - before[n]), sent);
  const pump = () => {
    due = false;
    const heard = slowest();
    if (!running) {
      if (heard === sent) idle?.();
      return;
    }
    const free = inFlight - (sent - heard);
    const batch: Uint8Array[] = [];
    for (let n = 0; n < free; n++) {
      batch.push(messages[(sent + n) % messages.length]);
    }
    sent += free;
    if (batch.length > 0) owner.send(concat(batch));
  };
  for (const peer of peers) {
    peer.onFrames = () => {
      if (due) return;
      due = true;
      queueMicrotask(pump);
    };
  }
  return {
    done: () => peers.reduce((sum, p, n) => sum + p.frames - before[n], 0),
    resume() {
      running = true;
      pump();
    },
    async pause() {
      running = false;
      if (slowest() < sent) {
        await new Promise<void>((resolve) => idle = resolve);
      }
    },
    close() {
      for (const peer of [owner, ...peers]) peer.close();
    },
  };
}

async function sets(
  daemon: Daemon,
  wire: Wire,
  inFlight: number,
  values: readonly Uint8Array[],
): Promise<Load> {
  const prefix = `${wire.name}/set${inFlight}`;
  const owner = await connect(daemon, wire);
  const paths = await addStates(owner, wire, prefix, values[0]);
  const out = new Uint8Array(1 << 16);
  let length = 0;
  owner.inspect = (bytes, start) => {
    length = wire.answer(bytes, start, out, length);
  };
  owner.onFrames = () => {
    // A copy: its write may still be under way when the next answers come.
    owner.send(out.slice(0, length));
    length = 0;
  };
  const client = await connect(daemon, wire);
  const messages = paths.flatMap((path, n) =>
    values.map((value, k) =>
      wire.set(100_000 + n * values.length + k, path, value)
    )
  );
  const before = client.frames;
  let sent = 0;
  let running = false;
  let idle: (() => void) | undefined;
  const pump = () => {
    const done = client.frames - before;
    if (!running) {
      if (done === sent) idle?.();
      return;
    }
    const free = inFlight - (sent - done);
    const batch: Uint8Array[] = [];
    for (let n = 0; n < free; n++) {
      batch.push(messages[(sent + n) % messages.length]);
    }
    sent += free;
    if (batch.length > 0) client.send(concat(batch));
  };
  client.onFrames = pump;
  return {
    done: () => client.frames - before,
    resume() {
      running = true;
      pump();
    },
    async pause() {
      running = false;
      if (client.frames - before < sent) {
        await new Promise<void>((resolve) => idle = resolve);
      }
    },
    close() {
      owner.close();
      client.close();
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

const args = parseArgs(Deno.args, {
  string: ["seconds", "runtime", "only"],
  boolean: ["out"],
});
const seconds = Number(args.seconds ?? 8);
const awake = new Awake();

type Make = (daemon: Daemon, wire: Wire) => Promise<Load>;
const numbers = (wire: Wire) =>
  Array.from({ length: 64 }, (_, n) => wire.number(100_000.25 + n));
const texts = (wire: Wire) =>
  Array.from({ length: 64 }, (_, n) =>
    wire.text(JSON.stringify({
      id: 1000 + n,
      name: "channel",
      samples: Array.from({ length: 40 }, (_, i) => i * 1.25 + n),
    })));
/** Measured values, as many digits as they have. */
const samples = (wire: Wire) =>
  Array.from(
    { length: 16 },
    (_, n) =>
      wire.samples(
        Float64Array.from({ length: 128 }, (_, i) => Math.sin(i + n) * 10),
      ),
  );
/** Bytes that no compression makes less. */
const images = (wire: Wire) =>
  Array.from(
    { length: 16 },
    () => wire.bytes(crypto.getRandomValues(new Uint8Array(4096))),
  );

const CASES: readonly (readonly [string, Make])[] = [
  [
    "fan-out to 1, numbers",
    (d, w) => fanOut(d, w, 1, 64, numbers(w)),
  ],
  [
    "fan-out to 10, numbers",
    (d, w) => fanOut(d, w, 10, 64, numbers(w)),
  ],
  [
    "fan-out to 100, numbers",
    (d, w) => fanOut(d, w, 100, 64, numbers(w)),
  ],
  [
    "fan-out to 100, numbers, 1024 in flight",
    (d, w) => fanOut(d, w, 100, 1024, numbers(w)),
  ],
  [
    "fan-out to 10, JSON of 300 bytes",
    (d, w) => fanOut(d, w, 10, 64, texts(w)),
  ],
  ["fan-out to 1, 128 numbers", (d, w) => fanOut(d, w, 1, 64, samples(w))],
  ["fan-out to 10, 128 numbers", (d, w) => fanOut(d, w, 10, 64, samples(w))],
  ["fan-out to 1, 4 KiB of bytes", (d, w) => fanOut(d, w, 1, 64, images(w))],
  ["fan-out to 10, 4 KiB of bytes", (d, w) => fanOut(d, w, 10, 64, images(w))],
  ["set, 1 in flight", (d, w) => sets(d, w, 1, numbers(w))],
  ["set, 100 in flight", (d, w) => sets(d, w, 100, numbers(w))],
  ["set of 128 numbers, 100 in flight", (d, w) => sets(d, w, 100, samples(w))],
  [
    "set of 4 KiB of bytes, 100 in flight",
    (d, w) => sets(d, w, 100, images(w)),
  ],
];

const table: string[] = [];

function report(line: string): void {
  table.push(line);
  console.log(line);
}

report(
  "| runtime | case | JSON /s | binary /s | binary / JSON | µs of the daemon's CPU, JSON | binary |",
);
report("|---|---|---|---|---|---|---|");
const { runtime: only } = args;
for (const runtime of typeof only === "string" ? [only] : ["deno", "bun"]) {
  for (const [name, make] of CASES) {
    if (!name.includes(`${args.only ?? ""}`)) continue;
    const daemon = await start(runtime);
    const sides: { load: Load; rates: number[]; costs: number[] }[] = [];
    for (const wire of [JSON_WIRE, BINARY_WIRE]) {
      const load = await make(daemon, wire);
      sides.push({ load, rates: [], costs: [] });
    }
    const turn = async (side: typeof sides[number], seconds: number) => {
      const { load } = side;
      load.resume();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const from = performance.now();
      const before = load.done();
      const cpu = readCpu(daemon.pid);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      const done = load.done() - before;
      const took = performance.now() - from;
      side.rates.push(done / took * 1000);
      side.costs.push((readCpu(daemon.pid) - cpu) * 1000 / done);
      await load.pause();
    };
    for (const side of sides) await turn(side, 1);
    for (const side of sides) {
      side.rates = [];
      side.costs = [];
    }
    for (let n = 0; n < TURNS; n++) {
      for (const side of n % 2 === 0 ? sides : sides.toReversed()) {
        await turn(side, seconds / 2 / TURNS);
      }
    }
    const ratio = median(
      sides[0].rates.map((rate, n) => sides[1].rates[n] / rate),
    );
    const [json, binary] = sides.map(({ rates }) =>
      Math.round(median(rates)).toLocaleString("en")
    );
    const [jsonCost, binaryCost] = sides.map(({ costs }) =>
      median(costs).toFixed(2)
    );
    report(
      `| ${runtime} | ${name} | ${json} | ${binary} | ${
        ratio.toFixed(2)
      } | ${jsonCost} | ${binaryCost} |`,
    );
    for (const { load } of sides) load.close();
    await daemon.stop();
  }
}
if (args.out) {
  const file = new URL("BINARY.md", import.meta.url);
  await Deno.writeTextFile(
    file,
    `# Binary Jet beside JSON

Measured by \`deno run -A bench/binary.ts --seconds ${seconds} --out\`. Both kinds of peers are connected to the same daemon and take turns, ${TURNS} each; the ratios count. A number is an f64 in binary and has eight characters in JSON; the 128 numbers are an array of f64, with all their digits in JSON; the 4 KiB are bytes, a data URL in JSON.

${table.join("\n")}

Where the bytes of values dominate, JSON has twice as many of them for numbers and a third more for bytes, and each is looked at. Elsewhere:

- To many fetchers the cost is a write to each socket, whatever is in it. JSON peers whose fetches have one id are written the same memory; the id of a fetch of binary Jet is like no other in the daemon, as the format has it, so that each link writes a copy with its own.
- With one set in flight the time is spent on waking up and on single small reads and writes, not on the message.
- A value that is JSON for both is checked and copied in either form.
`,
  );
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", file.href],
  })
    .output();
}
await awake.stop();
Deno.exit();
