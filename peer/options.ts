/**
 * What a program can say about a peer and its requests.
 *
 * @module
 */
import type { ReconnectOptions } from "../base/backoff.ts";
import type { Limits } from "./connection/limits.ts";
import type { GiveTls } from "../transport/links/client_tls.ts";
import type { PeerClock } from "../base/clock.ts";
import type { AskedRules, ElementKind } from "../protocol/rules/written.ts";

/** What a {@linkcode Peer} can be given. */
export interface PeerOptions {
  /** The name of the peer, sent to the daemon for its operators. */
  name?: string;
  /**
   * Whether and how the peer comes back after it has lost its daemon: `true`
   * by default. `"manual"`: it waits for {@linkcode Peer.resume}; `false`: it
   * closes. For the first connection see {@linkcode PeerOptions.retry}.
   */
  reconnect?: boolean | "manual" | ReconnectOptions;
  /**
   * Whether the first connection is tried again until there is one, with the
   * pauses of `reconnect`; `false` by default. The signal ends it. A refused
   * user is final, and so are the answers 401, 403 and 404 to a WebSocket where
   * the runtime shows them: not in browsers.
   */
  retry?: boolean;
  /**
   * Seconds without a message of the daemon after which the peer asks for one,
   * 20 by default; 0: never. If nothing is received within a quarter of it (at
   * least 2, at most 10 seconds), the connection is lost. Proxies close
   * connections that are quiet for 50 seconds.
   */
  heartbeat?: number;
  /**
   * Seconds that `set`, `call` and `get` may take unless they say so. Without
   * it, the time that the owner gave its element, or the daemon's own (5 s).
   */
  timeout?: number;
  /**
   * Seconds after which a request without a timeout fails with
   * {@linkcode PeerTimeout}, also if there is no connection yet: 60 by
   * default; 0: never. If an owner gives its element more time than that, its
   * callers need a `timeout`.
   */
  deadline?: number;
  /**
   * Seconds after a reconnect in which a fetch keeps what it does not find again:
   * after a restart of the daemon, owners may come back later than this peer.
   * Elements that are the same again are not reported at all; those that are
   * still missing are reported as removed then. 10 by default; 0: at once.
   */
  grace?: number;
  /** Seconds that connecting may take, 10 by default. */
  connectTimeout?: number;
  /** Closes the peer. */
  signal?: AbortSignal;
  /** The user that the daemon shall know the peer as. */
  user?: string;
  /** The password of the user. */
  password?: string;
  /**
   * Largest message accepted, in bytes: 64 MiB. Over a WebSocket of the runtime,
   * as in browsers, it applies to binary Jet only.
   */
  maxMessage?: number;
  /**
   * Whether to speak binary Jet over a WebSocket: with the subprotocol
   * `jet-binary`. Addresses that begin with `jetb:` do so in any case.
   */
  binary?: boolean;
  /**
   * Certificates in PEM for `tls:`, `jetbs:` and `wss:`, or a function that
   * gives them for each connection. By default the daemon's certificate is
   * checked against the authorities of the runtime. Without effect in browsers.
   */
  tls?: GiveTls;
  /**
   * What separates the segments of a path at the daemon, `"/"` by default. The
   * peer needs it to find the elements below a path.
   */
  separator?: string;
  /** What times are measured by; the system's clock by default. */
  clock?: PeerClock;
  /**
   * Whether integers beyond 2^53 in JSON arrive as numbers, rounded. By default
   * they, and only they, arrive as `bigint`, where the runtime can read them:
   * Deno, Bun, Node from 22 on, current browsers. Without effect over binary Jet:
   * its `i64` and `u64` are types of their own and always arrive as `bigint`,
   * however small; JSON in it is read as by default.
   */
  doubles?: boolean;
  /** Takes a line about connections and refusals, for a log. */
  log?: (line: string) => void;
}

/** What a peer can say of itself at any time. */
export interface ConfigOptions extends Limits {
  /** The name of the peer, sent to the daemon for its operators. */
  name: string;
}

/** What limits a `get`. */
export type GetOptions = Limits;

/** Which children a `list` gives, and what limits it. */
export interface ListOptions extends Limits, AskedRules {
  /** The first child wanted, counted from 1; 1 by default. */
  from?: number;
  /** How many children at most; 1000 by default. */
  limit?: number;
  /** Whether states come with their values. */
  values?: boolean;
  /** The kinds that are wanted; all but signals by default. */
  type?: readonly ElementKind[];
}

/** How `children` goes through the children, and what limits each request. */
export interface ChildrenOptions extends Limits, AskedRules {
  /** Whether states come with their values. */
  values?: boolean;
  /** The kinds that are wanted; all but signals by default. */
  type?: readonly ElementKind[];
  /** How many children are asked for at a time; 1000 by default. */
  page?: number;
}

/** What limits a `call`. */
export type CallOptions = Limits;

/** A revision since which states must not have changed. */
export interface SetCondition {
  /** As a fetch with `times` gives it. */
  revision: number;
  /** The epoch of the revision, as `info` gives it; without it the revision counts as one of the present. */
  epoch?: string;
}

/** What limits a `set` of several states, and under which condition it holds. */
export interface SetBelowOptions extends Limits {
  /**
   * Sets only if no state has changed since; otherwise it fails with an
   * {@linkcode InvalidArgument} whose data has the member `conflict`.
   */
  if?: SetCondition;
}

/** What limits a `set`, and what it gives. */
export interface SetOptions extends SetBelowOptions {
  /** Whether the promise gives the value that the owner has taken. */
  valueAsResult?: boolean;
}
