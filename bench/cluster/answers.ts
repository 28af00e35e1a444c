/**
 * An owner that answers everything that is forwarded to it.
 *
 * @module
 */
import type { RawPeer } from "../generator/raw_peer.ts";
import { MAX_HEADER_BYTES, type Wire } from "../generator/wire.ts";

/** From now on a peer answers everything that is forwarded to it with `true`. */
export function answerAll(peer: RawPeer): void {
  const answers = new Answers(peer.wire);
  peer.answersOnly = false;
  peer.inspect = (bytes, start, end) => answers.add(bytes, start, end);
  peer.onFrames = () => peer.send(answers.take());
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
class Answers {
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
