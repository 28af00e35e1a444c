/**
 * The nodes that puts are relayed of: few, with many properties, each of which
 * is written in turn.
 *
 * @module
 */
import {
  eachAnswered,
  get,
  letters,
  put,
  Sequence,
  type Template,
} from "./messages.ts";
import type { Run } from "./run.ts";
import type { Socket } from "./socket.ts";

const SOULS = 20;
const KEYS = 100;
/** Time for a relay to answer. */
const ANSWER_TIMEOUT_S = 5;

const soul = (n: number) => `soul${letters(n).slice(-2)}`;
const key = (n: number) => `key${letters(n).slice(-2)}`;

/** A put of each property. */
export function puts(): Template[] {
  return Array.from(
    { length: SOULS * KEYS },
    (_, n) => put(soul(n % SOULS), [key(Math.floor(n / SOULS))]),
  );
}

/** Puts all properties; the number of the next put. */
export async function fill(run: Run, socket: Socket): Promise<number> {
  const keys = Array.from({ length: KEYS }, (_, n) => key(n));
  const nodes = Array.from({ length: SOULS }, (_, n) => put(soul(n), keys));
  const sequence = new Sequence(nodes);
  await answered(run, socket, sequence, SOULS);
  // The next states have to be later.
  return SOULS * KEYS * 10;
}

/** Connects a peer that subscribes to all nodes. */
export async function subscribe(run: Run): Promise<Socket> {
  const socket = await run.connect();
  const gets = Array.from({ length: SOULS }, (_, n) => get(soul(n)));
  const first = SOULS * subscribers++;
  await answered(run, socket, new Sequence(gets, 1, first), SOULS);
  return socket;
}

// The ids of the gets of all of them differ.
let subscribers = 1;

/** Sends messages, and waits until each is answered. */
export async function answered(
  run: Run,
  socket: Socket,
  sequence: Sequence,
  count: number,
): Promise<void> {
  const waiting = new Set<number>();
  for (let n = 0; n < count; n++) waiting.add(sequence.next + n);
  const all = new Promise<void>((resolve) => {
    socket.onMessage = (message) => {
      eachAnswered(message, (number) => waiting.delete(number));
      if (waiting.size === 0) resolve();
    };
  });
  socket.send(sequence.take(count));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${waiting.size} of ${count} not answered`)),
      ANSWER_TIMEOUT_S * 1000,
    );
  });
  await run.until(Promise.race([all, late])).finally(() => clearTimeout(timer));
  socket.onMessage = () => {};
}
