/**
 * Load of one kind of peers, which goes on until it pauses.
 *
 * @module
 */
import { concat } from "../../base/concat.ts";
import { RawPeer } from "../generator/raw_peer.ts";
import { StreamWire } from "../generator/stream_wire.ts";
import type { Wire } from "./wires.ts";

const STATES = 64;

/** The ports of a daemon on loopback, by the names of the wires. */
export type Ports = Readonly<Record<Wire["name"], number>>;

/** A load that goes on while it is not stopped. */
export interface Load {
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

async function connect(ports: Ports, wire: Wire): Promise<RawPeer> {
  const port = ports[wire.name];
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

/** Changes of an owner that fetchers get. */
export async function fanOut(
  ports: Ports,
  wire: Wire,
  fetchers: number,
  inFlight: number,
  values: readonly Uint8Array[],
): Promise<Load> {
  const prefix = `${wire.name}/fan${fetchers}-${values[0].length}`;
  const owner = await connect(ports, wire);
  const paths = await addStates(owner, wire, prefix, values[0]);
  const messages = paths.flatMap((path) =>
    values.map((value) => wire.change(path, value))
  );
  const peers: RawPeer[] = [];
  for (let n = 0; n < fetchers; n++) {
    const peer = await connect(ports, wire);
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

/** Sets of a requester that an owner answers. */
export async function sets(
  ports: Ports,
  wire: Wire,
  inFlight: number,
  values: readonly Uint8Array[],
): Promise<Load> {
  const prefix = `${wire.name}/set${inFlight}`;
  const owner = await connect(ports, wire);
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
  const client = await connect(ports, wire);
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
