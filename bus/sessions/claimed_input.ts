/**
 * Input of an owner behind its own `add`s while their paths are being claimed in
 * a cluster: what concerns other paths does not wait for them.
 *
 * @module
 */
import type { Dialect } from "../../protocol/dialect.ts";
import type {
  ElementInbox,
  FetchInbox,
  Inbox,
  InfoRequest,
  RequestId,
  RoutedInbox,
  UserInbox,
} from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Value } from "../../protocol/values/value.ts";
import { type Concern, ConcernedPaths } from "./claimed_paths.ts";

/** A message that waits: a whole one, or an element of an array. */
export interface WaitingMessage {
  /** Holds it from `start` on; up to `end` other elements may follow. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Whether it is an element behind the first one. */
  readonly isRest: boolean;
}

/** What a message asks for, as far as its order matters. */
type Order =
  /** It concerns own elements. */
  | { readonly kind: "add" | "notice"; readonly concern: Concern }
  | { readonly kind: "request" };

interface Queued {
  readonly message: WaitingMessage;
  readonly order: Order;
  /** Bytes of it alone. */
  readonly length: number;
}

const REQUEST: Order = { kind: "request" };

/**
 * The claims of one session, and the messages that wait for them in their order:
 *
 * - What is said of own elements waits for the claims of these paths, and for what
 *   was said of them before.
 * - An `add` waits for the requests before it, and for what was said of elements
 *   above and below it.
 * - Answers, the form of messages, and questions for a sign of life wait for
 *   nothing. An answer does not pass a change that it follows from: a path that is
 *   being claimed can't have been set.
 * - All other requests wait for all claims and requests before them.
 *
 * While there are claims, it is the inbox of the session's messages.
 */
export class ClaimedInput implements Inbox {
  /** Whether there are claims, or messages wait. */
  isActive = false;
  /** Whether a message is read by way of this inbox. */
  isReading = false;
  readonly #to: Inbox;
  // More bytes than these must not wait.
  readonly #maxBytes: number;
  readonly #claimed: ConcernedPaths;
  #queue: Queued[] = [];
  // Number of messages taken out of the queue.
  #taken = 0;
  #bytes = 0;
  // What the queue has.
  readonly #held: ConcernedPaths;
  #requests = 0;
  // Of the message that is read.
  #isTaken = false;
  #order: Order | undefined;
  #start = 0;
  #first = 0;
  #isRest = false;
  #copy: Uint8Array | undefined;

  /**
   * @param to Carries messages out.
   * @param maxBytes Bytes that may wait.
   */
  constructor(to: Inbox, separator: string, maxBytes: number) {
    this.#to = to;
    this.#maxBytes = maxBytes;
    this.#claimed = new ConcernedPaths(separator);
    this.#held = new ConcernedPaths(separator);
  }

  /** A path is being claimed. */
  begin(path: string): void {
    this.#claimed.add({ path, isBelow: false });
    this.isActive = true;
  }

  /** A claim has ended, and its element is there if it will be. */
  end(path: string): void {
    this.#claimed.delete({ path, isBelow: false });
    this.#update();
  }

  #update(): void {
    this.isActive = !this.#claimed.isEmpty || this.isWaiting;
  }

  /** Whether messages wait. */
  get isWaiting(): boolean {
    return this.#queue.length > this.#taken;
  }

  /** Whether more must not wait: no further input may be read. */
  get isFull(): boolean {
    return this.#bytes > this.#maxBytes;
  }

  /** Whether the first message that waits can be carried out. */
  get isReady(): boolean {
    const order = this.#queue.at(this.#taken)?.order;
    if (order === undefined) return false;
    // No later `add` has passed a request.
    if (order.kind === "request") return this.#claimed.isEmpty;
    return order.kind === "add" || !this.#claimed.meets(order.concern);
  }

  /** Takes the first message that waits: the next one that is read is this. */
  take(): WaitingMessage {
    const { message, order, length } = this.#queue[this.#taken++];
    if (this.#taken === this.#queue.length) {
      this.#queue = [];
      this.#taken = 0;
    }
    this.#bytes -= length;
    if (order.kind === "request") this.#requests--;
    else this.#held.delete(order.concern);
    this.#isTaken = true;
    return message;
  }

  /**
   * Reads a message, or the rest of an array: what has to wait is queued.
   *
   * @returns Where the rest begins that is left of an array.
   */
  read(
    { dialect }: { readonly dialect: Dialect },
    bytes: Uint8Array,
    start: number,
    end: number,
    isRest: boolean,
  ): number {
    this.#first = this.#start = start;
    this.#isRest = isRest;
    this.#copy = undefined;
    this.isReading = true;
    const at = isRest
      ? dialect.readOn(bytes, start, end, this)
      : dialect.read(bytes, start, end, this);
    this.isReading = false;
    if (this.#isTaken) {
      this.#isTaken = false;
      this.#update();
      return end;
    }
    this.#endMessage(bytes, at, end);
    return at;
  }

  mayGoOn(bytes: Uint8Array, start: number, end: number): boolean {
    // What follows has been queued, or carried out.
    if (this.#isTaken) return false;
    this.#endMessage(bytes, start, end);
    return this.#to.mayGoOn(bytes, start, end);
  }

  /** A message has been read, up to an index; others may follow up to `end`. */
  #endMessage(bytes: Uint8Array, stop: number, end: number): void {
    const order = this.#order;
    if (order !== undefined) {
      this.#order = undefined;
      const first = this.#first;
      const copy = this.#copy ??= bytes.slice(first, end);
      const message = {
        bytes: copy,
        start: this.#start - first,
        end: end - first,
        isRest: this.#isRest,
      };
      const length = stop - this.#start;
      this.#queue.push({ message, order, length });
      this.#bytes += length;
      if (order.kind === "request") this.#requests++;
      else this.#held.add(order.concern);
    }
    this.#start = stop;
    this.#isRest = true;
  }

  /** Whether what has been read is carried out now; otherwise it is queued. */
  #passes(order: Order): boolean {
    if (this.#isTaken) return true;
    const passes = this.#order === undefined && !this.#hasToWait(order);
    if (!passes) this.#order ??= order;
    return passes;
  }

  #hasToWait(order: Order): boolean {
    if (order.kind === "request") return this.isActive;
    const { kind, concern } = order;
    if (kind === "add") {
      // What is removed before it makes room for it.
      return this.#requests > 0 || this.#held.isInTheWayOf(concern.path);
    }
    return this.#held.meets(concern) || this.#claimed.meets(concern);
  }

  #notice(path: string, isBelow = false): boolean {
    return this.#passes({ kind: "notice", concern: { path, isBelow } });
  }

  readonly elements: ElementInbox = {
    add: (id, path, value, options) => {
      const concern = { path, isBelow: false };
      if (!this.#passes({ kind: "add", concern })) return;
      this.#to.elements.add(id, path, value, options);
    },
    change: (id, path, value, notes) => {
      if (!this.#notice(path)) return;
      this.#to.elements.change(id, path, value, notes);
    },
    signal: (id, path, value) => {
      if (this.#notice(path)) this.#to.elements.signal(id, path, value);
    },
    remove: (id, path, keeps, kind) => {
      if (!this.#notice(path)) return;
      this.#to.elements.remove(id, path, keeps, kind);
    },
    removeBelow: (id, path, keeps) => {
      if (!this.#notice(path, true)) return;
      this.#to.elements.removeBelow(id, path, keeps);
    },
    changeBelow: (id, path, values) => {
      if (!this.#notice(path, true)) return;
      this.#to.elements.changeBelow(id, path, values);
    },
  };

  readonly routed: RoutedInbox = {
    set: (...request) => {
      if (this.#passes(REQUEST)) this.#to.routed.set(...request);
    },
    setBelow: (...request) => {
      if (this.#passes(REQUEST)) this.#to.routed.setBelow(...request);
    },
    call: (...request) => {
      if (this.#passes(REQUEST)) this.#to.routed.call(...request);
    },
    cancel: (...request) => {
      if (this.#passes(REQUEST)) this.#to.routed.cancel(...request);
    },
    answer: (token, ok, payload) => this.#to.routed.answer(token, ok, payload),
  };

  readonly fetches: FetchInbox = {
    fetch: (...request) => {
      if (this.#passes(REQUEST)) this.#to.fetches.fetch(...request);
    },
    unfetch: (...request) => {
      if (this.#passes(REQUEST)) this.#to.fetches.unfetch(...request);
    },
    get: (...request) => {
      if (this.#passes(REQUEST)) this.#to.fetches.get(...request);
    },
    read: (...request) => {
      if (this.#passes(REQUEST)) this.#to.fetches.read(...request);
    },
    list: (...request) => {
      if (this.#passes(REQUEST)) this.#to.fetches.list(...request);
    },
  };

  readonly users: UserInbox = {
    authenticate: (...request) => {
      if (this.#passes(REQUEST)) this.#to.users.authenticate(...request);
    },
    passwd: (...request) => {
      if (this.#passes(REQUEST)) this.#to.users.passwd(...request);
    },
    addUser: (...request) => {
      if (this.#passes(REQUEST)) this.#to.users.addUser(...request);
    },
  };

  info(id: RequestId, asked: InfoRequest): void {
    // Without a revision it is a question for a sign of life.
    if (!asked.revision || this.#passes(REQUEST)) this.#to.info(id, asked);
  }

  config(
    id: RequestId,
    name: string | undefined,
    encoding: string | undefined,
    arrays: boolean,
    peer?: string,
  ): void {
    // What follows has the form that it asks for.
    this.#to.config(id, name, encoding, arrays, peer);
  }

  echo(id: RequestId, params: Value | undefined): void {
    this.#to.echo(id, params);
  }

  refuse(id: RequestId, fault: Fault): void {
    if (this.#passes(REQUEST)) this.#to.refuse(id, fault);
  }

  goodbye(reason?: string): void {
    if (this.#passes(REQUEST)) this.#to.goodbye(reason);
  }
}
