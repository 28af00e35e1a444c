/**
 * The seam between the bus and the forms its messages take on the wire. A
 * dialect reads messages into the calls of an {@linkcode Inbox}, and writes
 * what the bus has to say. The bus knows nothing of the form; a dialect knows
 * nothing of the bus.
 *
 * @module
 */
import type { AskedEventKind, EntryExtras } from "./extras.ts";
import type { Fault, UnreadFault } from "./errors/fault.ts";
import type { Inbox, InfoExtras, RequestId } from "./inbox.ts";
import type { ByteWriter } from "../base/byte_writer.ts";
import type { Pieces } from "../base/piece_writer.ts";
import type { Value } from "./values/value.ts";
import type { Slice } from "../base/slice.ts";

/** One of the dialects that a listener can be restricted to. */
export type DialectName = "classic" | "cjet" | "v3";

const NAMES: Readonly<Record<DialectName, DialectName>> = {
  classic: "classic",
  cjet: "cjet",
  v3: "v3",
};

/** Dialects that a listener can be restricted to. */
export const DIALECT_NAMES: readonly DialectName[] = Object.values(NAMES);

/** What happened to an element, seen from a fetch. */
export type EventKind = "add" | "change" | "remove";

/** The last change of an element, as its owner's daemon counts changes. */
export interface Source {
  /** Number of the change there. */
  readonly revision: number;
  /** Epoch of that daemon; see {@linkcode InfoExtras.epoch}. */
  readonly epoch: string;
}

/**
 * What a dialect needs to know of an element. As a value it is that of the
 * element; a method has none, and is of type none.
 */
export interface ElementEntry extends Value {
  /** Unique name of the element. */
  readonly path: string;
  /** Whether it is no state: a method, or what has no value either. */
  readonly method: boolean;
  /** Whether it is a node. */
  readonly node: boolean;
  /** Whether it is a signal; as a value that was sent it is like a state. */
  readonly signal: boolean;
  /** Number of signals before this event that the fetch has lost. */
  readonly lost?: number;
  /** When it changed last, in milliseconds of the daemon's time. */
  readonly time: number;
  /** Number of its last change; see {@linkcode InfoExtras.revision}. */
  readonly revision: number;
  /** Its last change at another daemon of the cluster, if its owner is there. */
  readonly source?: Source;
  /** What few elements have; `null`: nothing of it. */
  readonly extras: EntryExtras | null;
}

/** A row of a sorted fetch. */
export interface ElementRow<E extends ElementEntry> {
  /** The element in this row. */
  readonly element: E;
  /** Its position in the whole order, from 1. */
  readonly index: number;
}

/** Where a request comes from, as its owner may know it. */
export interface CallerInfo {
  /** Name that the peer has given itself, or "". */
  readonly name: string;
  /** Name of the user who is logged in; `undefined`: no login. */
  readonly user: string | undefined;
}

/** What a request to an owner carries beside its parameters. */
export interface RequestContext {
  /** Milliseconds of the daemon's time; `undefined`: not asked for. */
  readonly deadline: number | undefined;
  readonly caller: CallerInfo | undefined;
}

/** The content of `info`. */
export interface Info {
  /** Name of the daemon. */
  readonly name: string;
  /** Version of the daemon. */
  readonly version: string;
  /** Whether users are configured. */
  readonly authentication: boolean;
  /** What separates the segments of a path. */
  readonly separator: string;
  /** Largest message that it takes, in bytes. */
  readonly maxMessage: number;
  /** Whether it keeps values. */
  readonly keep?: boolean;
}

/** A child of a node. */
export interface ChildEntry {
  /** What is there: a node, a state or a method. */
  readonly entry: ElementEntry;
  /** The last segment of its path. */
  readonly name: string;
  /** Number of its own children; 0 for states and methods. */
  readonly children: number;
}

/** The answer to `list`. */
export interface ChildListing {
  /** The path whose children they are. */
  readonly path: string;
  /** The children asked for. */
  readonly children: readonly ChildEntry[];
  /** Number of all children that the peer may see. */
  readonly n: number;
  /** Whether states come with their values. */
  readonly values: boolean;
  /** Bits of what is asked for; see {@linkcode Asked}. */
  readonly asked: number;
}

/** Groups that a user is in, for each thing that can be done. */
export interface Rights {
  /** Whose elements it may fetch and get. */
  readonly fetchGroups: readonly string[];
  /** Whose states it may set. */
  readonly setGroups: readonly string[];
  /** Whose methods it may call. */
  readonly callGroups: readonly string[];
}

/** A set or a call as the client asked for it. */
export interface Routed {
  /** The request's id in the client's dialect. */
  readonly id: RequestId;
  /** Whether the answer shall carry the value that was set. */
  readonly valueAsResult: boolean;
  /** Whether it is a call, and not a set. */
  readonly call: boolean;
  /** Path of the element asked. */
  readonly path: string;
  /** All parameters as the client sent them, in JSON; empty otherwise. */
  readonly params: Slice;
  /**
   * The state's value, if it has changed since the request was forwarded; only
   * for a set with `valueAsResult` to an owner that does not answer with it.
   */
  readonly adjusted?: Value;
}

/** The answer to a `get`, to which the elements are added one by one. */
export interface ElementList {
  /** Number of bytes so far. */
  readonly length: number;
  /** Adds an element. */
  add(element: ElementEntry, readOnly: boolean): void;
  /** Ends the answer, to be sent. */
  end(): Pieces;
}

/** The answer to a sorted `get`, to which the rows are added one by one. */
export interface RowList extends Pick<ElementList, "length" | "end"> {
  /** Adds a row; `index` is its number in the order, from 1. */
  add(element: ElementEntry, index: number, readOnly: boolean): void;
}

/** How an owner answers. */
export interface AnswerForm {
  /** Whether an owner answers a set with an object of path and value. */
  readonly answersWithPath: boolean;
  /**
   * Whether an owner answers a set with an object that has a warning or nothing.
   */
  readonly answersWithWarning: boolean;
}

/**
 * One form of the messages. All writers return a text that is valid until the
 * next call of any of them. `readOnly` tells of an element whether the peer
 * can do nothing but fetch it.
 */
export interface Dialect extends AnswerForm {
  /** Name of the dialect, for logs and options. */
  readonly name: string;
  /** Largest message that its peers take, in bytes. */
  readonly maxMessage: number;
  /** Whether a fetch without kinds includes methods. */
  readonly seesMethods: boolean;
  /** Whether to end a fetch that is not there counts as done. */
  readonly forgivesUnfetch: boolean;
  /** Whether a forwarded request has an id even if the requester gave none. */
  readonly answersAlways: boolean;
  /** Whether owners get `valueAsResult` only if the requester has sent it. */
  readonly explicitValuesOnly?: boolean;

  /** First message of the daemon on a new connection, if there is one. */
  greeting(info: Info): ByteWriter | undefined;
  /**
   * Reads one message and calls the inbox for everything in it.
   *
   * @returns Where it stopped in an array, because the inbox
   * {@linkcode Inbox.mayGoOn}; otherwise `end`.
   */
  read(bytes: Uint8Array, start: number, end: number, to: Inbox): number;
  /**
   * Reads the beginning of a message that can't be carried out: its request is
   * refused, or the request that it answers fails.
   *
   * @param head The first bytes.
   * @param fault What is wrong with the message.
   */
  readHead(head: Uint8Array, fault: UnreadFault, to: Inbox): void;
  /** Goes on with an array, from where it stopped. */
  readOn(bytes: Uint8Array, at: number, end: number, to: Inbox): number;

  /** The answer to a request without a result. */
  done(id: string): ByteWriter;
  /** The answer to `fetch`. */
  fetching(id: string, fetchId: string): ByteWriter;
  /** The answer of a request that failed. */
  failed(id: RequestId, fault: Fault): ByteWriter;
  /** The answer to `info`. */
  info(id: string, info: Info, extras: InfoExtras): ByteWriter;
  /** The answer to a login. */
  user(id: string, rights: Rights): ByteWriter;
  /** The answer to `echo`. */
  echo(id: string, params: Value | undefined): ByteWriter;
  /** The answer to a request for one value. */
  value(id: string, value: Value): ByteWriter;
  /**
   * The answer to an `add` for whose path there is a kept value.
   *
   * @param at When it came about, in milliseconds since 1970.
   */
  kept(id: string, value: Value, at: number): ByteWriter;
  /**
   * Begins the answer to `get`.
   *
   * @param asked Bits of what is asked for; see {@linkcode Asked}.
   */
  elements(id: string, asked: number): ElementList;
  /** Begins the answer to a sorted `get`. */
  rows(id: string, asked: number): RowList;
  /** The answer to `list`. */
  listing(id: string, listing: ChildListing): ByteWriter;
  /** The answer to a set or call, from its owner's response. */
  answered(
    routed: Routed,
    ok: boolean,
    payload: Value,
    owner: AnswerForm,
  ): ByteWriter;

  /**
   * A set on its way to the owner; no token: the owner shall not answer.
   *
   * @param like Type of the state's present value.
   * @param context `null`: the owner asked for none.
   */
  set(
    token: number | undefined,
    path: string,
    value: Value,
    valueAsResult: boolean,
    like: number,
    context: RequestContext | null,
  ): ByteWriter;
  /**
   * A set of several states on its way to the owner.
   *
   * @param group What it asked for; see {@linkcode RequestWishes}.
   * @param like Type of the present value of a state.
   */
  setBelow(
    token: number | undefined,
    group: string,
    below: string,
    values: ReadonlyMap<string, Value>,
    like: (name: string) => number,
    context: RequestContext | null,
  ): ByteWriter;
  /** A call on its way to the owner. */
  call(
    token: number | undefined,
    path: string,
    args: Value | undefined,
    context: RequestContext | null,
  ): ByteWriter;
  /**
   * Asks an owner for a sign of life.
   *
   * @param cancel What it asked for; see {@linkcode RequestWishes}.
   */
  question(cancel: string, token: number): ByteWriter;
  /** A request needs no answer any more; see {@linkcode RequestWishes}. */
  cancelled(cancel: string, token: number): ByteWriter;
  /** An element has been replaced; see {@linkcode RequestWishes}. */
  displaced(displaced: string, path: string): ByteWriter;

  /**
   * What precedes {@linkcode event}, {@linkcode changes} and {@linkcode ready}
   * for one fetch. Each of them makes it its own.
   */
  head(fetchId: string): ByteWriter;
  /**
   * A notification without its head: the same for all fetches.
   *
   * @param head The head of a fetch, which is to precede it.
   * @param turn Number of the event; for the same number and kind the text is
   * not written again.
   * @param asked Bits of what is asked for; see {@linkcode Asked}.
   */
  event(
    head: ByteWriter,
    turn: number,
    kind: EventKind | AskedEventKind,
    entry: ElementEntry,
    readOnly: boolean,
    asked: number,
  ): ByteWriter;
  /** A sorted fetch's notification without its head. */
  changes<E extends ElementEntry>(
    head: ByteWriter,
    rows: readonly ElementRow<E>[],
    n: number,
    readOnly: (element: E) => boolean,
    asked: number,
  ): ByteWriter;
  /**
   * The event that ends the initial matches of a fetch, without its head;
   * nothing in dialects that have none.
   */
  ready(head: ByteWriter): ByteWriter | undefined;
}
