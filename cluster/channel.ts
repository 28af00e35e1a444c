/**
 * The messages between two members: joined, cut, numbered, and held back where
 * the other one takes them too slowly.
 *
 * @module
 */
import { concat } from "../base/concat.ts";
import type { Clock } from "../base/clock.ts";
import { Cost, type Turns } from "../base/turns.ts";
import { BinaryReader } from "../protocol/binary/reader.ts";
import { Arrivals } from "./arrivals.ts";
import { FIRST_MEASURED, Kind } from "./messages.ts";
import { BinaryWriter } from "../protocol/binary/writer.ts";

/** Bytes that may be on their way; above them values are conflated. */
const WINDOW_BYTES = 4 << 20;
/** Bytes on their way above which nothing is sent that can be refused. */
const LIMIT_BYTES = 16 << 20;
/** Bytes after which their arrival is confirmed. */
const CONFIRM_BYTES = 256 << 10;
/** Bytes of one packet, if messages are not longer themselves. */
const PACKET_BYTES = 256 << 10;
/** Flags of a packet that is a piece: more follows, more precedes. */
const CONTINUES = 1;
const CONTINUED = 2;
/** Number and flags at the beginning of a packet. */
const HEAD_BYTES = 5;

/** Bytes of all pieces of one packet: no message is as long. */
const MAX_PIECES_BYTES = 64 << 20;

/** What a channel needs of its member. */
export interface ChannelHost {
  readonly clock: Clock;
  /** Slices in which messages are taken. */
  readonly turns: Turns;
  readonly maxMessage: number;
  /** Sends a packet. */
  send(bytes: Uint8Array): void;
  /** Takes a message; the reader is behind its kind. */
  message(kind: number, from: BinaryReader): void;
  /** Messages of the other member were lost. */
  lost(): void;
  /** The window is open again. */
  drained(): void;
  /** Reports what taking a packet has thrown. */
  report(error: unknown): void;
}

/** Packets between two members, and their bytes. */
export interface ChannelTraffic {
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
}

/** One end of a channel. */
export class Channel {
  /** Packets and their bytes so far. */
  readonly traffic: ChannelTraffic = {
    messagesIn: 0,
    messagesOut: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
  readonly #host: ChannelHost;
  readonly #arrivals: Arrivals<Uint8Array>;
  readonly #reader = new BinaryReader();
  // Whether the reader is within a packet.
  #isReading = false;
  #out = new BinaryWriter();
  #scheduled = false;
  // Numbers of the packets that were sent and of those that have come.
  #sent = 0;
  #synced = 0;
  #received = 0;
  // Bytes by packet that are not confirmed.
  #unconfirmed: { number: number; bytes: number }[] = [];
  #onTheWay = 0;
  #unconfirmedIn = 0;
  // Pieces of a cut packet.
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  #ended = false;

  constructor(host: ChannelHost) {
    this.#host = host;
    this.#arrivals = new Arrivals(
      host.turns,
      (packet) => this.#take(packet),
      (error) => {
        this.#isReading = false;
        host.report(error);
      },
    );
  }

  /** Bytes whose arrival is not confirmed. */
  get backlog(): number {
    return this.#onTheWay + this.#out.length;
  }

  /** Whether so much is on its way that values are to be conflated. */
  get congested(): boolean {
    return this.backlog > WINDOW_BYTES;
  }

  /** Whether so much is on its way that requests are to be refused. */
  get isFull(): boolean {
    return this.backlog > LIMIT_BYTES;
  }

  /** Begins a message; it leaves at the end of the turn. */
  begin(kind: number): BinaryWriter {
    if (this.#out.length > PACKET_BYTES) this.flush();
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#host.clock.endOfTurn(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
    return this.#out.u8(kind);
  }

  /** Sends what has been written. */
  flush(): void {
    const { length } = this.#out;
    if (length === 0 || this.#ended) return;
    const room = this.#host.maxMessage - HEAD_BYTES;
    for (let at = 0; at < length; at += room) {
      const end = Math.min(length, at + room);
      const packet = new BinaryWriter(end - at + HEAD_BYTES)
        .u32(++this.#sent)
        .u8((end < length ? CONTINUES : 0) + (at > 0 ? CONTINUED : 0))
        .slice(this.#out.bytes, at, end);
      this.#unconfirmed.push({ number: this.#sent, bytes: packet.length });
      this.#onTheWay += packet.length;
      this.traffic.messagesOut++;
      this.traffic.bytesOut += packet.length;
      this.#host.send(packet.view);
    }
    this.#out = new BinaryWriter();
  }

  /** Shows the other end whether the last packets were lost. */
  sync(): void {
    // A confirmation may have been lost.
    const isStuck = this.congested;
    if (this.#sent === this.#synced && !isStuck) return;
    this.begin(isStuck ? Kind.probe : Kind.sync);
    this.flush();
    this.#synced = this.#sent;
  }

  /** Messages of both ends may be lost. */
  interrupted(): void {
    this.begin(Kind.lost);
    this.#host.lost();
  }

  /**
   * Takes a packet of the other end, in slices: it is not changed until it has
   * been taken. Its arrival is confirmed then.
   */
  arrived(bytes: Uint8Array): void {
    this.#arrivals.add(bytes);
  }

  /** Goes on with a packet; returns whether it is done. */
  #take(bytes: Uint8Array): boolean {
    if (this.#ended) return true;
    if (!this.#isReading && !this.#begins(bytes)) return true;
    const { turns } = this.#host;
    const reader = this.#reader;
    this.#isReading = true;
    while (reader.more && !this.#ended) {
      const { at } = reader;
      this.#message(reader);
      turns.charge(Cost.message + reader.at - at);
      if (turns.spent && reader.more) return false;
    }
    this.#isReading = false;
    return true;
  }

  /** Begins to read a packet; `false` if there is nothing to read in it yet. */
  #begins(bytes: Uint8Array): boolean {
    if (bytes.length < HEAD_BYTES) return false;
    this.traffic.messagesIn++;
    this.traffic.bytesIn += bytes.length;
    const reader = this.#reader;
    reader.begin(bytes, 0, bytes.length);
    const number = reader.u32();
    const flags = reader.u8();
    // One that came twice.
    if (number <= this.#received) return false;
    const isGap = number !== this.#received + 1;
    this.#received = number;
    if (isGap) {
      this.#pieces = [];
      this.interrupted();
    }
    this.#unconfirmedIn += bytes.length;
    if (this.#unconfirmedIn > CONFIRM_BYTES) {
      this.#unconfirmedIn = 0;
      this.begin(Kind.taken).u32(number);
    }
    // Its beginning was lost.
    if ((flags & CONTINUED) !== 0 && this.#pieces.length === 0) return false;
    if ((flags & CONTINUES) !== 0) {
      if (this.#pieces.length === 0) this.#pieceBytes = 0;
      this.#pieceBytes += bytes.length;
      if (this.#pieceBytes > MAX_PIECES_BYTES) {
        this.#pieces = [];
        this.interrupted();
        return false;
      }
      this.#pieces.push(bytes.slice(HEAD_BYTES));
      return false;
    }
    if (this.#pieces.length > 0) {
      const whole = concat([...this.#pieces, bytes.subarray(HEAD_BYTES)]);
      this.#pieces = [];
      reader.begin(whole, 0, whole.length);
    }
    return true;
  }

  #message(reader: BinaryReader): void {
    const kind = reader.u8();
    if (kind === Kind.taken) this.#taken(reader.u32());
    else if (kind === Kind.lost) this.#host.lost();
    else if (kind === Kind.probe) {
      this.#unconfirmedIn = 0;
      this.begin(Kind.taken).u32(this.#received);
    } else if (kind >= FIRST_MEASURED) this.#measured(kind, reader);
    else if (kind !== Kind.sync) this.#host.message(kind, reader);
  }

  /** Takes a message that may be of a later version. */
  #measured(kind: number, reader: BinaryReader): void {
    const { end } = reader;
    const length = reader.u32();
    const next = reader.at + length;
    if (next > end) throw new RangeError("a message of a member is cut off");
    reader.end = next;
    try {
      this.#host.message(kind, reader);
    } finally {
      reader.at = next;
      reader.end = end;
    }
  }

  #taken(number: number): void {
    const wasCongested = this.congested;
    const unconfirmed = this.#unconfirmed;
    let count = 0;
    while (count < unconfirmed.length && unconfirmed[count].number <= number) {
      this.#onTheWay -= unconfirmed[count++].bytes;
    }
    unconfirmed.splice(0, count);
    if (wasCongested && !this.congested) this.#host.drained();
  }

  /** Sends and takes nothing any more. */
  end(): void {
    this.#ended = true;
    this.#arrivals.clear();
  }
}
