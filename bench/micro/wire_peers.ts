/**
 * The bus of a checkout, with peers that are bytes only: what is measured is the
 * daemon's own, without sockets and without the library's peer. Checkouts may be
 * as old as e9f090f.
 *
 * @module
 */
import { existsSync } from "node:fs";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { Clock } from "../../base/clock.ts";
import type { Link } from "../../protocol/link.ts";
import { plainOptions } from "../plain_bus.ts";

/** What a peer's bytes are handed to; `arrived` is newer than e9f090f. */
interface Input {
  arrived?(): void;
  message(bytes: Uint8Array, start: number, end: number): void;
}

/** Carries out so many operations. */
export type Operations = (count: number) => void | Promise<void>;

/** Messages that arrive in one read. */
export const READ_MESSAGES = 16;
/** Different requests of a kind. */
const REQUESTS = 1024;
const QUOTE = 0x22;
const encoder = new TextEncoder();
const ANSWER_START = encoder.encode('{"id":"');
const ANSWER_END = encoder.encode('","result":true}');
const MAX_TOKEN_BYTES = 10;

/** An owner's answer; the memory is used again. */
interface Answer {
  readonly bytes: Uint8Array;
  length: number;
}

function newAnswer(): Answer {
  const room = ANSWER_START.length + MAX_TOKEN_BYTES + ANSWER_END.length;
  const bytes = new Uint8Array(room);
  bytes.set(ANSWER_START);
  return { bytes, length: 0 };
}

/** A link whose peer counts messages and, as an owner, answers requests. */
class WirePeer implements Link {
  readonly transport = "local";
  readonly remote = "bench";
  readonly backlog = 0;
  readonly taken = 0;
  messages = 0;
  #input: Input | undefined;
  readonly #isOwner: boolean;
  readonly #answers: Answer[] = [];
  #unanswered = 0;

  /** @param isOwner Whether it is asked by the daemon. */
  constructor(isOwner = false) {
    this.#isOwner = isOwner;
  }

  /** Whether it has been asked, and has not answered. */
  get isAsked(): boolean {
    return this.#unanswered > 0;
  }

  start(input: Input): void {
    this.#input = input;
  }

  send(_head: ByteWriter | null, { bytes }: ByteWriter): void {
    this.messages++;
    let at = ANSWER_START.length;
    if (!this.#isOwner || bytes[at - 1] !== QUOTE) return;
    const answer = this.#answers[this.#unanswered++] ??= newAnswer();
    for (; bytes[at] !== QUOTE; at++) answer.bytes[at] = bytes[at];
    answer.bytes.set(ANSWER_END, at);
    answer.length = at + ANSWER_END.length;
  }

  sendBytes(): void {
    throw new Error("not in JSON");
  }

  /** Has one read bring messages. */
  arrive(messages: readonly Uint8Array[], from: number, count: number): void {
    const input = this.#input;
    input?.arrived?.();
    for (let n = from; n < from + count; n++) {
      const message = messages[n % REQUESTS];
      input?.message(message, 0, message.length);
    }
  }

  /** Has one read bring the answers to all that it was asked. */
  answer(): void {
    const input = this.#input;
    const count = this.#unanswered;
    this.#unanswered = 0;
    input?.arrived?.();
    for (let n = 0; n < count; n++) {
      const { bytes, length } = this.#answers[n];
      input?.message(bytes, 0, length);
    }
  }

  pause(): void {}
  resume(): void {}
  close(): void {}

  takeBytesInText(): boolean {
    return true;
  }
}

/** Time of the system; a turn ends when the benchmark says so. */
class TurnClock implements Clock {
  readonly #tasks: (() => void)[] = [];

  // It was monotonic at e9f090f.
  now(): number {
    return performance.now();
  }

  monotonic(): number {
    return performance.now();
  }

  after(): () => void {
    return () => {};
  }

  /** What e9f090f has instead of `after`. */
  wake(): void {}

  endOfTurn(task: () => void): void {
    this.#tasks.push(task);
  }

  soon(task: () => void): void {
    this.#tasks.push(task);
  }

  nextTurn(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Ends the turn, and those that follow from it. */
  settle(): void {
    for (let n = 0; n < this.#tasks.length; n++) this.#tasks[n]();
    this.#tasks.length = 0;
  }
}

function requests(
  method: string,
  params: (n: number) => Record<string, unknown>,
): Uint8Array[] {
  return Array.from(
    { length: REQUESTS },
    (_, n) =>
      encoder.encode(
        JSON.stringify({ id: 1000 + n, method, params: params(n) }),
      ),
  );
}

/**
 * Opens the bus of a checkout.
 *
 * @returns Its cases by their names.
 */
export async function openBus(
  checkout: string,
): Promise<Record<string, Operations>> {
  const { Bus }: typeof import("../../bus/bus.ts") = await import(
    `${checkout}/bus/bus.ts`
  );
  const place = ["protocol/dialects/detect.ts", "protocol/dialects.ts"]
    .find((place) => existsSync(`${checkout}/${place}`));
  const { Dialects }: typeof import("../../protocol/dialects/detect.ts") =
    await import(`${checkout}/${place}`);
  const clock = new TurnClock();
  const bus = new Bus({
    ...plainOptions(clock),
    // An infinite number is slower to compare with.
    softBacklog: 1 << 20,
    hardBacklog: 1 << 26,
  });
  const { classic } = new Dialects();
  const owner = new WirePeer(true);
  const client = new WirePeer();
  for (const peer of [owner, client]) bus.connect(peer, classic);
  const path = "bench/state";

  /** Sends requests of a peer, and has the owner answer to what it is asked. */
  const ask = (
    peer: WirePeer,
    ...kinds: readonly (readonly Uint8Array[])[]
  ) =>
  (count: number) => {
    const before = peer.messages;
    for (let n = 0; n < count; n += READ_MESSAGES) {
      for (const messages of kinds) {
        peer.arrive(messages, n, READ_MESSAGES);
        clock.settle();
        while (owner.isAsked) {
          owner.answer();
          clock.settle();
        }
      }
    }
    if (peer.messages < before + count * kinds.length) {
      throw new Error("answers are missing");
    }
  };
  const state = (n: number) => ({ path: `bench/element/${n}`, value: n });
  ask(owner, requests("add", (n) => ({ path: `${path}/${n}`, value: n })))(
    REQUESTS,
  );
  const [method] = requests("add", () => ({ path: "bench/method" }));
  owner.arrive([method], 0, 1);
  const fetch = (n: number) => ({ id: `f${n}`, path: { equals: `${path}/1` } });
  return {
    set: ask(client, requests("set", (n) => ({ path: `${path}/1`, value: n }))),
    call: ask(
      client,
      requests("call", (n) => ({ path: "bench/method", args: [n] })),
    ),
    "add and remove": ask(
      owner,
      requests("add", state),
      requests("remove", (n) => ({ path: state(n).path })),
    ),
    "fetch and unfetch": ask(
      client,
      requests("fetch", fetch),
      requests("unfetch", (n) => ({ id: `f${n}` })),
    ),
    get: ask(
      client,
      requests("get", (n) => ({ path: { equals: `${path}/${n}` } })),
    ),
    change: ask(
      owner,
      requests("change", (n) => ({ path: `${path}/2`, value: n })),
    ),
  };
}
