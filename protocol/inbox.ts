/**
 * What peers may ask of the daemon, as the bus takes it: the receiving end of
 * the seam between bus and dialects.
 *
 * @module
 */
import type { AddExtras, ValueNotes } from "./extras.ts";
import type { Fault } from "./errors/fault.ts";
import type { CheckedRules, ElementKind } from "./rules/rules.ts";
import type { Value } from "./values/value.ts";
import type { Slice } from "../base/slice.ts";

/**
 * Id of a request as its sender's dialect wrote it; handed back untouched.
 * `undefined` for a notification, which is carried out and never answered.
 */
export type RequestId = string | undefined;

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
  /** Id of the notification that another owner has replaced the element. */
  readonly displaced: string | undefined;
  /**
   * Id of the request to set several states at once; as its dialect writes it.
   * `undefined`: each is set by itself.
   */
  readonly group: string | undefined;
}

/** The condition of a `set`. */
export interface Condition {
  /** The states must not have changed since. */
  readonly revision: number;
  /** The epoch of the revision; `undefined`: the present one. */
  readonly epoch: string | undefined;
}

/** What peers add. */
export type LeafKind = "state" | "method" | "signal";

/** Properties of an element in its `add`. */
export interface AddParams {
  /** Whether it is a signal, which has no value. */
  readonly signal: boolean;
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
  /** What few elements have; `null`: nothing of it. */
  readonly extras: AddExtras | null;
}

/** An `add` of path and value, and nothing else. */
export const PLAIN_ADD: AddParams = {
  signal: false,
  fetchOnly: false,
  timeout: undefined,
  access: undefined,
  replacesSilent: false,
  wishes: null,
  extras: null,
};

/** What an answer to `info` has beside what all peers know. */
export interface InfoExtras {
  /** The limits of the daemon and how often each was reached. */
  readonly limits?: unknown;
  /** More members of `features`. */
  readonly features?: Readonly<Record<string, unknown>>;
  /** Milliseconds of the daemon's time. */
  readonly time?: number;
  /** Number of the last change of all. */
  readonly revision?: number;
  /** Differs for each start of a daemon: its revisions begin again. */
  readonly epoch?: string;
}

/** Which {@linkcode InfoExtras} a peer asks for. */
export type InfoRequest =
  & {
    readonly [Name in Exclude<keyof InfoExtras, "epoch">]?: boolean;
  }
  & {
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
  /** Bits of what is asked for; see {@linkcode Asked}. */
  readonly asked: number;
  /** The kinds of children; without it all but signals. */
  readonly kinds: readonly ElementKind[] | undefined;
}

/** What an owner says of its elements. */
export interface ElementInbox {
  /** Adds a state, or a method or signal where there is no value. */
  add(
    id: RequestId,
    path: string,
    value: Value | undefined,
    options: AddParams,
  ): void;
  /**
   * Announces a state's new value.
   *
   * @param value `undefined`: the value stays.
   * @param notes What is said of the value; `null`: nothing.
   */
  change(
    id: RequestId,
    path: string,
    value: Value | undefined,
    notes: ValueNotes | null,
  ): void;
  /** Sends a signal. */
  signal(id: RequestId, path: string, value: Value): void;
  /** Removes an element; `kind`: what it has to be. */
  remove(
    id: RequestId,
    path: string,
    keeps: boolean,
    kind?: LeafKind,
  ): void;
  /** Removes all own elements below a path, and that at the path. */
  removeBelow(id: RequestId, path: string, keeps: boolean): void;
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
    condition: Condition | null,
  ): void;
  /** Sets several states of one owner, all or none. */
  setBelow(
    id: RequestId,
    below: string,
    values: ReadonlyMap<string, Value>,
    timeout: number | undefined,
    params: Slice,
    condition: Condition | null,
  ): void;
  /** Calls a method. */
  call(
    id: RequestId,
    path: string,
    args: Value | undefined,
    timeout: number | undefined,
    params: Slice,
  ): void;
  /** Gives up a `set` or `call` that the peer has sent. */
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
  /**
   * Whether the next message of an array is carried out now, or waits.
   *
   * @param bytes Holds it in the range from `start` to `end`, with what follows.
   */
  mayGoOn(bytes: Uint8Array, start: number, end: number): boolean;
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
