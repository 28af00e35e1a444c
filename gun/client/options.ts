/**
 * Options of a graph and its requests.
 *
 * @module
 */
import type { ReconnectOptions } from "../../base/backoff.ts";

/** What a {@linkcode Graph} can be given. */
export interface GraphOptions {
  /** Closes the graph. */
  signal?: AbortSignal;
  /**
   * Whether and how it comes back after it has lost its relay: `true` by
   * default. The first connection is not tried again.
   */
  reconnect?: boolean | ReconnectOptions;
  /** Seconds that an answer may take, and connecting; 10 by default. */
  timeout?: number;
  /**
   * How much of what was put may wait for the relay, in characters of JSON;
   * 16 Mi by default.
   */
  queue?: number;
  /**
   * Whether what is read is verified as relays do it: what is signed wrongly
   * or not at all is as if it was not there, what is signed well is given as
   * the value that was signed. `false` by default: values are given as the
   * relay has them.
   */
  verify?: boolean;
  /** Takes a line about connections and complaints of the relay, for a log. */
  log?: (line: string) => void;
}

/** What limits one request. */
export interface RequestOptions {
  /**
   * Seconds that it may take, instead of those of the graph. For a put it is
   * the time since it was sent: while there is no connection it waits.
   */
  timeout?: number;
  /** Ends the waiting. What was put stays put. */
  signal?: AbortSignal;
}

/** What ends a subscription. */
export interface WatchOptions {
  /** Ends it. */
  signal?: AbortSignal;
}
