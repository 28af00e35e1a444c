/**
 * Copies the messages of one connection to another one that inspects it. A
 * connection that is not inspected is not touched: taps replace the methods of
 * its objects while they are needed.
 *
 * @module
 */
import { ByteWriter } from "../base/byte_writer.ts";
import type { PeerClock } from "../base/clock.ts";
import type { Session } from "../bus/sessions/session.ts";
import { Fn } from "../protocol/binary/format.ts";

/** Bytes of a message that are copied. */
const MAX_COPIED_BYTES = 8192;
/** Messages that wait for the next report. */
const MAX_WAITING = 500;
/** Characters of all that wait. */
const MAX_WAITING_LENGTH = 1 << 19;
/** Output of the inspecting peer beyond which messages are dropped, in bytes. */
const MAX_BACKLOG_BYTES = 1 << 20;
/** Time between two reports, in ms. */
const REPORT_MS = 100;

/** A copied message. */
interface Copied {
  /** Number among the messages of the connection since the inspection began. */
  readonly n: number;
  /** When, in ms since 1970. */
  readonly at: number;
  /** Whether the peer has sent it. */
  readonly in: boolean;
  readonly bytes: number;
  /** A text, as far as it is copied. */
  readonly text?: string;
  /** Other bytes in base64, as far as they are copied. */
  readonly data?: string;
  /** Whether it is longer than what is copied. */
  readonly cut?: boolean;
  /** Whether it is left out, because it has a password. */
  readonly hidden?: boolean;
}

const decoder = new TextDecoder();

// The value may be cut off.
const PASSWORDS =
  /"((?:new)?pass(?:word|wd)?)"(\s*:\s*)"(?:[^"\\]|\\.)*(?:"|\\?$)/gis;

/** A text without the passwords in it. */
export function maskPasswords(text: string): string {
  return text.replace(PASSWORDS, '"$1"$2"•••"');
}

const SECRET_FUNCTIONS: readonly number[] = [
  Fn.authenticate,
  Fn.passwd,
  Fn.addUser,
];

/** Whether bytes that are no text may have a password. */
function mayHavePassword(bytes: Uint8Array): boolean {
  // Binary Jet: a request with its id, or without one.
  if (bytes[0] === 2 && SECRET_FUNCTIONS.includes(bytes[5])) return true;
  if (bytes[0] === 4 && SECRET_FUNCTIONS.includes(bytes[1])) return true;
  // MessagePack: names of members are texts.
  return /passw/i.test(decoder.decode(bytes));
}

const isJson = (bytes: Uint8Array) =>
  /^\s*[[{]/.test(decoder.decode(bytes.subarray(0, 16)));

/** What is copied of a message. */
export function copyOf(bytes: Uint8Array): Omit<Copied, "n" | "at" | "in"> {
  const part = bytes.subarray(0, MAX_COPIED_BYTES);
  const cut = part.length < bytes.length ? { cut: true } : {};
  const { length } = bytes;
  if (isJson(part)) {
    const text = maskPasswords(decoder.decode(part));
    return { bytes: length, text, ...cut };
  }
  if (mayHavePassword(bytes)) return { bytes: length, hidden: true };
  const data = btoa(String.fromCharCode(...part));
  return { bytes: length, data, ...cut };
}

/** A method that is replaced. */
interface Replaced {
  readonly object: object;
  readonly name: string;
  /** The object's own; `undefined`: it has that of its class. */
  readonly before: PropertyDescriptor | undefined;
}

/** Copies the messages of one connection. */
class Tap {
  readonly #target: Session;
  readonly #take: (isInput: boolean, bytes: Uint8Array) => void;
  /** What has to be put back: methods of a class, or an object's own. */
  #replaced: readonly Replaced[] = [];

  constructor(
    target: Session,
    take: (isInput: boolean, bytes: Uint8Array) => void,
  ) {
    this.#target = target;
    this.#take = take;
    this.#begin();
  }

  #begin(): void {
    const { input, link } = this.#target;
    this.#replaced = [
      { object: input, name: "message" },
      ...["send", "sendBytes", "sendPieces"].map((name) => ({
        object: link,
        name,
      })),
    ].map((place) => ({
      ...place,
      before: Object.getOwnPropertyDescriptor(place.object, place.name),
    }));
    const take = this.#take;
    const message = input.message.bind(input);
    input.message = (bytes, start, end) => {
      take(true, bytes.subarray(start, end));
      message(bytes, start, end);
    };
    const send = link.send.bind(link);
    link.send = (head, body) => {
      const whole = new ByteWriter(body.length + (head?.length ?? 0));
      if (head !== null) whole.slice(head.view, 0, head.length);
      whole.slice(body.view, 0, body.length);
      take(false, whole.view);
      send(head, body);
    };
    const sendBytes = link.sendBytes.bind(link);
    link.sendBytes = (bytes) => {
      take(false, bytes);
      sendBytes(bytes);
    };
    const sendPieces = link.sendPieces?.bind(link);
    if (sendPieces === undefined) return;
    link.sendPieces = (pieces, length, text) => {
      const whole = new ByteWriter(length);
      for (const piece of pieces) whole.slice(piece, 0, piece.length);
      take(false, whole.view);
      sendPieces(pieces, length, text);
    };
  }

  /** Takes it off. */
  end(): void {
    for (const { object, name, before } of this.#replaced) {
      if (before === undefined) Reflect.deleteProperty(object, name);
      else Object.defineProperty(object, name, before);
    }
  }
}

/** One connection that inspects another one. */
class Inspection {
  readonly #watcher: Session;
  readonly #target: Session;
  readonly #id: string;
  readonly #tap: Tap;
  readonly #clock: PeerClock;
  readonly #now: () => number;
  readonly #onEnd: () => void;
  #waiting: Copied[] = [];
  #length = 0;
  #count = 0;
  #dropped = 0;
  #reporting = false;
  #cancel: () => void;

  constructor(
    watcher: Session,
    target: Session,
    id: string,
    clock: PeerClock,
    now: () => number,
    onEnd: () => void,
  ) {
    this.#watcher = watcher;
    this.#target = target;
    this.#id = id;
    this.#clock = clock;
    this.#now = now;
    this.#onEnd = onEnd;
    this.#tap = new Tap(target, (isInput, bytes) => this.#take(isInput, bytes));
    this.#cancel = clock.after(REPORT_MS, this.#report);
  }

  get target(): Session {
    return this.#target;
  }

  #take(isInput: boolean, bytes: Uint8Array): void {
    // The reports themselves, if a peer inspects itself.
    if (this.#reporting) return;
    const n = ++this.#count;
    if (
      this.#waiting.length >= MAX_WAITING || this.#length > MAX_WAITING_LENGTH
    ) {
      this.#dropped++;
      return;
    }
    const copied = { n, at: this.#now(), in: isInput, ...copyOf(bytes) };
    this.#waiting.push(copied);
    this.#length += (copied.text ?? copied.data ?? "").length;
  }

  readonly #report = () => {
    if (this.#watcher.ended) return this.end();
    const ended = this.#target.ended;
    if (this.#watcher.link.backlog > MAX_BACKLOG_BYTES) {
      this.#dropped += this.#waiting.length;
      this.#waiting = [];
    }
    if (this.#waiting.length > 0 || this.#dropped > 0 || ended) {
      this.#send(ended);
    }
    if (ended) return this.end();
    this.#cancel = this.#clock.after(REPORT_MS, this.#report);
  };

  #send(ended: boolean): void {
    const params = {
      messages: this.#waiting,
      ...this.#dropped > 0 ? { dropped: this.#dropped } : {},
      ...ended ? { ended } : {},
    };
    this.#waiting = [];
    this.#length = 0;
    this.#dropped = 0;
    this.#reporting = true;
    const message = JSON.stringify({ method: this.#id, params });
    this.#watcher.send(ByteWriter.of(message));
    this.#reporting = false;
  }

  /** Ends it. */
  end(): void {
    this.#cancel();
    this.#tap.end();
    this.#onEnd();
  }
}

/** The inspections of a daemon: at most one by each peer and of each peer. */
export class Inspections {
  readonly #clock: PeerClock;
  readonly #now: () => number;
  readonly #byWatcher = new Map<Session, Inspection>();

  /** @param now The time, in ms since 1970. */
  constructor(clock: PeerClock, now: () => number) {
    this.#clock = clock;
    this.#now = now;
  }

  /**
   * Begins to copy the messages of a connection, instead of those of another
   * one.
   *
   * @param id Method of the reports.
   * @returns Why it can't be; `undefined`: it has begun.
   */
  begin(watcher: Session, target: Session, id: string): string | undefined {
    this.end(watcher);
    for (const other of this.#byWatcher.values()) {
      if (other.target === target) return "another peer inspects it";
    }
    const inspection = new Inspection(
      watcher,
      target,
      id,
      this.#clock,
      this.#now,
      () => this.#byWatcher.delete(watcher),
    );
    this.#byWatcher.set(watcher, inspection);
    return undefined;
  }

  /** Ends what a peer has begun. */
  end(watcher: Session): void {
    this.#byWatcher.get(watcher)?.end();
  }
}
