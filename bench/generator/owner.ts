/**
 * The owner's part of the load: it adds states, answers routed requests and
 * sends changes.
 *
 * @module
 */

import { Ring } from "./frames.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Place, Run } from "./run.ts";
import { MAX_HEADER_BYTES, type Wire } from "./wire.ts";

/** States that take part in a load of changes. */
const STATES = 64;
/** How many different values each of them takes in turn. */
const VALUES = 64;
/**
 * Ids and values start here, so that all are written with equally many digits.
 */
const FIRST_NUMBER = 100_000;

/** A peer with 64 states below a prefix. */
export class Owner {
  readonly peer: RawPeer;
  /** Paths of its states, all equally long. */
  readonly paths: string[];

  private constructor(peer: RawPeer, prefix: string) {
    this.peer = peer;
    this.paths = Array.from(
      { length: STATES },
      (_, n) => `${prefix}/state${String(n).padStart(2, "0")}`,
    );
  }

  /** Connects and adds its states. */
  static async create(
    run: Run,
    prefix: string,
    place: Place = {},
  ): Promise<Owner> {
    const peer = await run.connect(undefined, place);
    const owner = new Owner(peer, prefix);
    for (const [n, path] of owner.paths.entries()) {
      await run.request(
        owner.peer,
        run.dialect.add(FIRST_NUMBER + n, path, "0"),
      );
    }
    owner.peer.answersOnly = true;
    return owner;
  }

  /** Messages about its states in turn, each time with another value. */
  ring(message: (id: number, path: string, value: string) => string): Ring {
    const messages: string[] = [];
    for (let value = 0; value < VALUES; value++) {
      for (const path of this.paths) {
        messages.push(
          message(
            FIRST_NUMBER + messages.length,
            path,
            String(FIRST_NUMBER + value),
          ),
        );
      }
    }
    return new Ring(this.peer.wire, messages);
  }

  /** From now on answers everything that is forwarded to it with `true`. */
  answerAll(): void {
    const answers = new Answers(this.peer.wire);
    this.peer.answersOnly = false;
    this.peer.inspect = (bytes, start, end) => answers.add(bytes, start, end);
    this.peer.onFrames = () => this.peer.send(answers.take());
  }
}

const encoder = new TextEncoder();
const ID = encoder.encode('"id":');
const HEAD = encoder.encode('{"id":');
const TAIL = encoder.encode(',"result":true}');
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);
const COMMA = ",".charCodeAt(0);
const BRACE = "}".charCodeAt(0);

/** Collects the answers to the requests of one read. */
export class Answers {
  #bytes = new Uint8Array(1 << 14);
  #length = 0;
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Answers the request from `start` to `end` with the id that it bears. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const from = find(bytes, start, end);
    const to = tokenEnd(bytes, from, end);
    const length = HEAD.length + (to - from) + TAIL.length;
    this.#reserve(MAX_HEADER_BYTES + length);
    const out = this.#bytes;
    const payload = this.#wire.begin(out, this.#length, length);
    let at = payload;
    out.set(HEAD, at);
    at += HEAD.length;
    for (let n = from; n < to; n++) out[at++] = bytes[n];
    out.set(TAIL, at);
    this.#length = at + TAIL.length;
    this.#wire.finish(out, payload, this.#length);
  }

  /** The answers since the last time. */
  take(): Uint8Array {
    // A copy, because the write that it goes into may still be under way when
    // the next answers come.
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * this.#bytes.length + more);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Where the id of a request begins. No path or value here looks like one. */
function find(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at + ID.length < end; at++) {
    let same = 0;
    while (same < ID.length && bytes[at + same] === ID[same]) same++;
    if (same === ID.length) return at + same;
  }
  throw new Error("a request without an id was forwarded");
}

function tokenEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (bytes[at] === QUOTE) {
    for (at++; at < end && bytes[at] !== QUOTE; at++) {
      if (bytes[at] === BACKSLASH) at++;
    }
    return at + 1;
  }
  while (at < end && bytes[at] !== COMMA && bytes[at] !== BRACE) at++;
  return at;
}
