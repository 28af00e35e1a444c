/**
 * A relay on a test bench: its clock, its store, and peers without sockets.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { MemoryStore } from "../../gun/store/memory_store.ts";
import type { Pipe } from "../../gun/relay/connection.ts";
import { Relay, type RelayOptions } from "../../gun/relay/relay.ts";
import type { LinkHandler } from "../../protocol/link.ts";
import { seededRandom } from "../support/seeded_random.ts";
import { asRecord } from "../support/client.ts";
import { VirtualClock } from "../../testing/clock.ts";

/** A message of the relay. */
export type Said = Record<string, unknown>;

/** The end of a pipe that a test holds in its hands. */
export class TestPeer implements Pipe {
  readonly remote = "test";
  /** Set to make the peer a slow one. */
  backlog = 0;
  /** Bytes that it has read. */
  taken = 0;
  /** Whether it is not read from. */
  paused = false;
  /** Frames that came and were not looked at. */
  frames: string[] = [];
  /** Close code, when the relay has closed. */
  code: number | undefined;
  /** Its reason. */
  reason = "";
  #handler: LinkHandler | undefined;
  readonly #clock: VirtualClock;
  #ids = 0;
  readonly #name: string;

  constructor(clock: VirtualClock, name: string) {
    this.#clock = clock;
    this.#name = name;
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
  }

  sendText(message: string): void {
    this.frames.push(message);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(code: number, reason: string): void {
    if (this.code === undefined) this.reason = reason;
    this.code ??= code;
  }

  /** Sends a frame, and ends the turn. */
  say(message: unknown): void {
    this.tell(message);
    this.#clock.settle();
  }

  /** Sends a frame: text as it is, anything else as JSON. */
  tell(message: unknown): void {
    const text = typeof message === "string"
      ? message
      : JSON.stringify(message);
    this.#handler?.arrived();
    this.#handler?.text?.(text);
  }

  /** An unused id. */
  id(): string {
    return `${this.#name}${
      [...`${++this.#ids}`].map((digit) => "abcdefghij"[Number(digit)]).join("")
    }`;
  }

  /** Sends a put and returns its id. */
  put(graph: unknown, more: Said = {}): string {
    const id = this.id();
    this.say({ "#": id, put: graph, ...more });
    return id;
  }

  /** Sends a get and returns its id. */
  get(get: unknown): string {
    const id = this.id();
    this.say({ "#": id, get });
    return id;
  }

  /** All messages that came and were not looked at. */
  take(): Said[] {
    const frames = this.frames;
    this.frames = [];
    return frames.flatMap((frame) => {
      const parsed: unknown = JSON.parse(frame);
      return (Array.isArray(parsed) ? parsed : [parsed]).map(asRecord);
    });
  }

  /** The nodes that a get is answered with. */
  read(get: unknown): Said {
    this.take();
    const id = this.get(get);
    const answers = this.take().filter((said) => said["@"] === id);
    assert(answers.length > 0, "an answer");
    return Object.assign({}, ...answers.map(({ put }) => put ?? {}));
  }

  /** The value of a property, `undefined` if there is none. */
  value(soul: string, key: string): unknown {
    const node = this.read({ "#": soul, ".": key })[soul];
    return node === undefined ? undefined : asRecord(node)[key];
  }

  /** Asserts that a put was acknowledged. */
  acknowledged(id: string): void {
    const { "#": _, ...answer } = this.answer(id);
    assertEquals(answer, { "@": id, ok: true });
  }

  /** Asserts that a message was refused, and returns why. */
  refused(id: string): unknown {
    const { err } = this.answer(id);
    assert(typeof err === "string" && err !== "", `${id} is refused`);
    return err;
  }

  /** The only answer to a message. */
  answer(id: string): Said {
    const answers = this.take().filter((said) => said["@"] === id);
    assertEquals(answers.length, 1, `answers to ${id}`);
    return answers[0];
  }

  /** Tells the relay that the backlog is gone. */
  drain(): void {
    this.backlog = 0;
    this.#handler?.drained();
    this.#clock.settle();
  }

  /** The connection breaks. */
  leave(): void {
    this.#handler?.closed("left");
    this.#handler = undefined;
    this.#clock.settle();
  }
}

/** A node as it is put. */
export function node(
  soul: string,
  values: Said,
  state: number | Record<string, number> = 10,
): Said {
  const states = Object.fromEntries(
    Object.keys(values).map((key) => [
      key,
      typeof state === "number" ? state : state[key],
    ]),
  );
  return { [soul]: { _: { "#": soul, ">": states }, ...values } };
}

/** When the clocks of tests begin, in milliseconds since 1970. */
export const START = 1_700_000_000_000;

/** A relay and what it needs. */
export class Bench {
  readonly clock = new VirtualClock(START);
  readonly store: MemoryStore;
  readonly relay: Relay;
  readonly errors: unknown[] = [];
  #peers = 0;

  /** @param options Options of the relay; a function of its clock. */
  constructor(
    options:
      | Partial<RelayOptions>
      | ((clock: VirtualClock) => Partial<RelayOptions>) = {},
  ) {
    this.store = new MemoryStore((task) => this.clock.soon(task));
    this.relay = new Relay({
      store: this.store,
      clock: this.clock,
      random: seededRandom(1),
      onError: (error) => this.errors.push(error),
      ...typeof options === "function" ? options(this.clock) : options,
    });
  }

  /** A peer that has been greeted. */
  peer(): TestPeer {
    const name = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[this.#peers++ % 26].repeat(3);
    const peer = new TestPeer(this.clock, name);
    this.relay.connect(peer);
    this.clock.settle();
    peer.take();
    return peer;
  }
}
