/**
 * The seam between the bus and the forms its messages take on the wire. A
 * dialect reads messages into the calls of an {@linkcode Inbox}, and writes
 * what the bus has to say. The bus knows nothing of the form; a dialect knows
 * nothing of the bus.
 *
 * @module
 */
import type { Fault, UnreadFault } from "./errors/fault.ts";
import type { CheckedRules } from "./rules/rules.ts";
import type { ByteWriter } from "../base/byte_writer.ts";
import type { Value } from "./values/value.ts";
import type { Slice } from "../base/slice.ts";

/**
 * Id of a request as its sender's dialect wrote it; handed back untouched.
 * `undefined` for a notification, which is carried out and never answered.
 */
export type RequestId = string | undefined;

/** What happened to an element, seen from a fetch. */
export type EventKind = "add" | "change" | "remove";

/**
 * What a dialect needs to know of an element. As a value it is that of the
 * element; a method has none, and is of type none.
 */
export interface ElementEntry extends Value {
  /** Unique name of the element. */
  readonly path: string;
  /** Whether it is a method, and not a state. */
  readonly method: boolean;
  /** Whether it is a node, which has no value either. */
  readonly node: boolean;
}

/** A row of a sorted fetch. */
export interface ElementRow<E extends ElementEntry> {
  /** The element in this row. */
  readonly element: E;
  /** Its position in the whole order, from 1. */
  readonly index: number;
}

/** What an owner asked for with and after requests to an element. */
export interface RequestWishes {
  /** Until when a request has to be answered. */
  readonly deadline: boolean;
  /** Where a request comes from. */
  readonly caller: boolean;
  /**
   * Id of the notification that a request needs no answer any more; as its
   * dialect writes it. `undefined`: none.
   */
  readonly cancel: string | undefined;
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

/** Properties of an element in its `add`. */
export interface AddParams {
  /** Whether the element can't be set or called. */
  readonly fetchOnly: boolean;
  /** Seconds that requests wait for the owner; `undefined`: the default. */
  readonly timeout: number | undefined;
  /** Who may fetch, set and call it, as the owner wrote it. */
  readonly access: unknown;
  /** Whether it takes the place of an element whose owner is silent. */
  readonly replacesSilent: boolean;
  /** What requests to the owner carry besides; `null`: nothing. */
  readonly wishes: RequestWishes | null;
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
}

/** What an answer to `info` has beside what all peers know. */
export interface InfoExtras {
  /** The limits of the daemon and how often each was reached. */
  readonly limits?: unknown;
  /** More members of `features`. */
  readonly features?: Readonly<Record<string, unknown>>;
  /** Milliseconds of the daemon's time. */
  readonly time?: number;
}

/** Which {@linkcode InfoExtras} a peer asks for. */
export type InfoRequest = { readonly [Name in keyof InfoExtras]: boolean } & {
  /**
   * The peer reads nothing any more once it has ended its side of a stream; by
   * default it still gets the answers that it waits for.
   */
  readonly noHalfClose?: boolean;
};

/** Which children of a node are asked for. */
export interface ListParams {
  /** The first of them, from 1. */
  readonly from: number;
  /** How many at most. */
  readonly limit: number;
  /** Whether states come with their values. */
  readonly values: boolean;
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

/** What an owner says of its elements. */
export interface ElementInbox {
  /** Adds a state, or a method where there is no value. */
  add(
    id: RequestId,
    path: string,
    value: Value | undefined,
    options: AddParams,
  ): void;
  /** Announces a state's new value. */
  change(id: RequestId, path: string, value: Value): void;
  /** Removes an element; `method`: which of the two it has to be. */
  remove(id: RequestId, path: string, method?: boolean): void;
  /** Removes all own elements below a path, and that at the path. */
  removeBelow(id: RequestId, path: string): void;
  /** Announces new values of own states below a path. */
  changeBelow(
    id: RequestId,
    path: string,
    values: ReadonlyMap<string, Value>,
  ): void;
}

/** Requests to owners, and the responses of an owner. */
export interface RoutedInbox {
  /** Sets a state; `params` are all parameters as JSON, or nothing. */
  set(
    id: RequestId,
    path: string,
    value: Value,
    valueAsResult: boolean,
    timeout: number | undefined,
    params: Slice,
  ): void;
  /** Calls a method. */
  call(
    id: RequestId,
    path: string,
    args: Value | undefined,
    timeout: number | undefined,
    params: Slice,
  ): void;
  /** Gives up an own `set` or `call`. */
  cancel(id: RequestId, request: string): void;
  /** An owner's response to the routed request with this number. */
  answer(token: number, ok: boolean, payload: Value): void;
}

/** Fetches, and queries that are answered once. */
export interface FetchInbox {
  /**
   * Begins a fetch; without an id the daemon allocates one. `addsFirst`: what
   * matches is reported before the response.
   */
  fetch(
    id: RequestId,
    fetchId: string | undefined,
    rules: CheckedRules,
    addsFirst: boolean,
  ): void;
  /** Ends a fetch. */
  unfetch(id: RequestId, fetchId: string): void;
  /** Asks for everything that matches. */
  get(id: RequestId, rules: CheckedRules): void;
  /** Asks for the value of one state. */
  read(id: RequestId, path: string): void;
  /** Asks for the children of a node. */
  list(id: RequestId, path: string, options: ListParams): void;
}

/** Login and management of users. */
export interface UserInbox {
  /** Logs in. */
  authenticate(id: RequestId, user: string, password: string): void;
  /** Changes a user's password. */
  passwd(id: RequestId, user: string, password: string): void;
  /** Adds a user with these groups. */
  addUser(
    id: RequestId,
    user: string,
    password: string,
    groups: readonly string[],
  ): void;
}

/**
 * What a peer may ask of the daemon: the receiving end of a session. Slices
 * are only valid during the call.
 */
export interface Inbox {
  readonly elements: ElementInbox;
  readonly routed: RoutedInbox;
  readonly fetches: FetchInbox;
  readonly users: UserInbox;
  /** Whether the next message of an array is carried out now, or waits. */
  mayGoOn(): boolean;
  /** Asks for the daemon's description. */
  info(id: RequestId, asked: InfoRequest): void;
  /**
   * Sets the peer's name and the encoding of its messages, and whether it takes
   * arrays of messages.
   *
   * @param peer Name of the peer that is meant; without it the sender.
   */
  config(
    id: RequestId,
    name: string | undefined,
    encoding: string | undefined,
    arrays: boolean,
    peer?: string,
  ): void;
  /** Asks for its own parameters back. */
  echo(id: RequestId, params: Value | undefined): void;
  /** A message that can't be carried out. */
  refuse(id: RequestId, fault: Fault): void;
  /** The peer is about to disconnect, or has to be disconnected. */
  goodbye(reason?: string): void;
}

/** The answer to a `get`, to which the elements are added one by one. */
export interface ElementList {
  /** Number of bytes so far. */
  readonly length: number;
  /** Adds an element. */
  add(element: ElementEntry, readOnly: boolean): void;
  /** Ends the answer, to be sent. */
  end(): ByteWriter;
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
  /** Begins the answer to `get`. */
  elements(id: string): ElementList;
  /** Begins the answer to a sorted `get`. */
  rows(id: string): RowList;
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

  /**
   * What precedes {@linkcode event}, {@linkcode changes} and {@linkcode ready}
   * for one fetch.
   */
  head(fetchId: string): ByteWriter;
  /**
   * The head of a fetch as it is before one of them; the next one changes it.
   */
  mark(head: ByteWriter, kind: EventKind | "rows" | "ready"): ByteWriter;
  /**
   * A notification without its head: the same for all fetches.
   *
   * @param turn Number of the event; for the same number and kind the text is
   * not written again.
   */
  event(
    turn: number,
    kind: EventKind,
    entry: ElementEntry,
    readOnly: boolean,
  ): ByteWriter;
  /** A sorted fetch's notification without its head. */
  changes<E extends ElementEntry>(
    rows: readonly ElementRow<E>[],
    n: number,
    readOnly: (element: E) => boolean,
  ): ByteWriter;
  /**
   * The event that ends the initial matches of a fetch, without its head;
   * nothing in dialects that have none.
   */
  ready(): ByteWriter | undefined;
}
