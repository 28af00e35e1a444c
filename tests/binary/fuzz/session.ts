/**
 * One connection of the fuzzer: what it says follows from the seed and its
 * number alone.
 *
 * @module
 */
import { NotInTime, within } from "../../support/within.ts";
import { Chance } from "./chance.ts";
import { type RawLink, tcpLink, webSocketLink } from "./link.ts";
import { Messages } from "./messages.ts";
import { BadMessage, Frames, read } from "./reader.ts";
import { framed, request, Writer } from "./writer.ts";

/** Where the daemon listens. */
export interface Ports {
  binary: number;
  ws: number;
}

/** How a connection behaves. */
type Manner =
  | "orderly"
  | "abrupt"
  | "half"
  | "skipped"
  | "oversize"
  | "raw"
  | "deaf";

/** Length of the largest message that the daemon takes, in bytes. */
const MAX_MESSAGE = 1114112;
/** A message up to this length is skipped, in bytes. */
const MAX_SKIPPED = 16 * MAX_MESSAGE;

/** What may be answered late, if at all: owners and hashes take their time. */
const UNHURRIED: ReadonlySet<number> = new Set([3, 6, 13, 16, 17]);

/** Id of the request by which the end of all answers is seen. */
const PROBE = 0xfffffff0;
const PROBE_REQUEST = request(PROBE, 12).value(3, "are you there?").bytes;

/** The daemon was wrong. */
export class Failure extends Error {
  override name = "Failure";
}

/** What a connection has counted. */
export interface Tally {
  messages: number;
  bytes: number;
  answers: number;
  /** Answers that are errors. */
  refusals: number;
  /** Connections that the daemon closed. */
  closed: number;
}

/** A connection and all that it is going to say. */
export class Session {
  readonly #chance: Chance;
  readonly #manner: Manner;
  readonly #overWebSocket: boolean;
  readonly #tally: Tally;
  readonly #messages: Uint8Array[] = [];
  /** How often each id has to be answered in turn, and may be at all. */
  readonly #due = new Map<number, number>();
  readonly #allowed = new Map<number, number>();
  readonly #answered = new Map<number, number>();
  readonly #probed = Promise.withResolvers<void>();
  #mayBeClosed = false;
  /**
   * Whether nothing follows a length that is too large: where something does,
   * TCP may drop what the daemon has said at last.
   */
  readonly #endsWithLength: boolean;
  #wrong: Error | undefined;

  constructor(seed: number, index: number, tally: Tally) {
    const chance = new Chance(seed, index);
    this.#chance = chance;
    this.#tally = tally;
    this.#manner = chance.weighed<Manner>([
      [70, "orderly"],
      [8, "abrupt"],
      [8, "half"],
      [2, "skipped"],
      [3, "oversize"],
      [8, "raw"],
      [1, "deaf"],
    ]);
    this.#overWebSocket = this.#manner !== "deaf" && chance.maybe(0.3);
    this.#endsWithLength = chance.maybe(0.5);
    const messages = new Messages(chance, `fuzz/${index}/`);
    const count = 50 + chance.below(500);
    // A link without a listener keeps everything.
    const all = request(1, 8).text("").u8(5).u16(1).u8(7);
    if (this.#manner === "deaf") this.#plan(all.bytes);
    for (let i = 0; i < count; i++) this.#plan(messages.next());
  }

  /** What it is going to say, in full. */
  get messages(): readonly Uint8Array[] {
    return this.#messages;
  }

  /** In words. */
  get description(): string {
    const way = this.#overWebSocket ? "WebSocket" : "TCP";
    return `${this.#manner} over ${way}, ${this.#messages.length} messages`;
  }

  #plan(message: Uint8Array): void {
    this.#messages.push(message);
    const view = new DataView(message.buffer, message.byteOffset);
    if (message.length < 5) return;
    const id = view.getUint32(1, true);
    if (message[0] === 1) this.#mayBeClosed ||= id !== 1;
    if (message[0] !== 2) return;
    increment(this.#allowed, id);
    if (message.length > 5 && UNHURRIED.has(message[5])) return;
    increment(this.#due, id);
  }

  /** Says everything; fails if the daemon does what it must not do. */
  async run(ports: Ports): Promise<void> {
    const link = await this.#connect(ports);
    // Writing fails when the daemon has closed, which it may have to.
    const said = this.#say(link).catch(() => {});
    try {
      if (this.#manner === "deaf") {
        // It waits for nothing, the daemon least of all.
        await within(said, "deaf", 1.5).catch(() => {});
        return;
      }
      await within(said, "the daemon reads", 20);
      await this.#ending(link);
    } finally {
      link.close();
      await said;
    }
    if (this.#wrong !== undefined) throw this.#wrong;
  }

  async #connect({ binary, ws }: Ports): Promise<RawLink> {
    if (this.#manner === "deaf") return await tcpLink(binary);
    const frames = new Frames();
    const hear = (bytes: Uint8Array) => {
      if (this.#wrong !== undefined) return;
      try {
        for (const message of frames.push(bytes)) this.#hear(message);
      } catch (error) {
        this.#wrong = error instanceof Error ? error : new Error(String(error));
        this.#probed.resolve();
      }
    };
    return await (this.#overWebSocket
      ? webSocketLink(ws, hear)
      : tcpLink(binary, hear));
  }

  #hear(message: Uint8Array): void {
    const said = read(message);
    if (said.type !== "response" && said.type !== "error") return;
    this.#tally.answers++;
    if (said.type === "error") this.#tally.refusals++;
    const { id } = said;
    if (id === PROBE) return this.#probed.resolve();
    const count = increment(this.#answered, id);
    // Whatever could not be read is answered with 0.
    if (id !== 0 && count > (this.#allowed.get(id) ?? 0)) {
      throw new BadMessage(`${count} answers with id ${id}`);
    }
  }

  async #say(link: RawLink): Promise<void> {
    const chance = this.#chance;
    const tally = this.#tally;
    const write = async (bytes: Uint8Array) => {
      tally.bytes += bytes.length;
      await link.write(bytes);
    };
    for (let at = 0; at < this.#messages.length;) {
      const some = this.#messages.slice(at, at + 1 + chance.below(100));
      at += some.length;
      tally.messages += some.length;
      const writer = new Writer();
      for (const message of some) {
        if (this.#manner === "raw") {
          // Without lengths, or with wrong ones.
          if (chance.maybe(0.3)) writer.u32(chance.u32());
          writer.raw(message);
        } else {
          writer.raw(framed(message));
          if (chance.maybe(0.02)) writer.u32(0);
        }
      }
      await this.#inPieces(writer.bytes, write);
    }
    if (this.#manner === "half") {
      const whole = framed(chance.bytes(1 + chance.below(1000)));
      await write(whole.slice(0, chance.below(whole.length - 1) + 1));
    } else if (this.#manner === "skipped") {
      // Without an id at its beginning it is answered with 0.
      const excess = chance.pick([1, 2, 1000]);
      await write(framed(new Uint8Array(MAX_MESSAGE + excess).fill(0xff)));
      await write(framed(PROBE_REQUEST));
    } else if (this.#manner === "oversize") {
      const length = chance.pick([MAX_SKIPPED + 1, 0x7fffffff]);
      await write(new Writer().u32(length).bytes);
      if (!this.#endsWithLength) await write(chance.bytes(1000));
    } else if (this.#manner === "deaf") {
      const echo = request(1, 12).value(2, new Uint8Array(200_000)).bytes;
      for (let i = 0; i < 150; i++) await write(framed(echo));
    } else if (this.#manner === "orderly") {
      await write(framed(PROBE_REQUEST));
    }
  }

  /** Over TCP where a piece ends means nothing. */
  async #inPieces(
    bytes: Uint8Array,
    write: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    let rest = bytes;
    while (!this.#overWebSocket && rest.length > 0 && this.#chance.maybe(0.3)) {
      const length = this.#chance.below(rest.length);
      await write(rest.slice(0, length));
      rest = rest.slice(length);
    }
    if (rest.length > 0) await write(rest);
  }

  async #ending(link: RawLink): Promise<void> {
    if (this.#manner === "orderly") return await this.#answers(link);
    if (this.#manner === "skipped") {
      await this.#answers(link);
      if ((this.#answered.get(0) ?? 0) > 0 || this.#mayBeClosed) return;
      throw new Failure("no answer to a message that was skipped");
    }
    if (this.#manner !== "oversize") return;
    await within(link.gone, "the end of a connection", 20);
    this.#tally.closed++;
    if (this.#endsWithLength && (this.#answered.get(0) ?? 0) === 0) {
      throw new Failure("closed without a word on a frame that is too large");
    }
  }

  async #answers(link: RawLink): Promise<void> {
    const closed = link.gone.then(() => "closed");
    const answered = this.#probed.promise.then(() => "answered");
    let how: string;
    try {
      how = await within(Promise.race([closed, answered]), "an answer", 20);
    } catch (error) {
      throw error instanceof NotInTime
        ? new Failure("neither answered nor closed")
        : error;
    }
    if (this.#wrong !== undefined) throw this.#wrong;
    if (how === "closed") {
      this.#tally.closed++;
      if (this.#mayBeClosed) return;
      throw new Failure("closed, though there was no reason");
    }
    for (const [id, due] of this.#due) {
      const answered = this.#answered.get(id) ?? 0;
      if (answered < due) {
        throw new Failure(`${answered} of ${due} answers with id ${id}`);
      }
    }
  }
}

function increment(counts: Map<number, number>, id: number): number {
  const count = (counts.get(id) ?? 0) + 1;
  counts.set(id, count);
  return count;
}
