/**
 * What a program can say about a synchronous peer and its operations.
 *
 * @module
 */
import type { ClientTls } from "../../transport/links/client_tls.ts";
import type { ChangeOptions } from "../../peer/elements/state_options.ts";
import type {
  ChildrenOptions,
  ConfigOptions,
  ListOptions,
  PeerOptions,
  SetBelowOptions,
  SetOptions,
} from "../../peer/options.ts";

/**
 * What a {@linkcode PeerSync} can be given: what a `Peer` can, without a
 * clock and a signal: the blocked program could not abort it.
 */
export interface PeerSyncOptions
  extends Omit<PeerOptions, "signal" | "clock" | "tls"> {
  /** Certificates in PEM for `tls:`, `jetbs:` and `wss:`. */
  tls?: ClientTls;
  /**
   * Seconds that each operation may take unless it says so. Without it, `set`
   * and `call` take the time that the owner gave its element, or the daemon's
   * own (5 s), and everything may take as long as the daemon answers at all:
   * one that says nothing, or is not there, for 10 s is given up.
   */
  timeout?: number;
}

/** What limits an operation. */
export interface TimeLimit {
  /** Seconds that the operation may take. */
  timeout?: number;
}

/** What a peer can say of itself at any time. */
export type ConfigSyncOptions = Omit<ConfigOptions, "signal">;

/** What limits a `change`, and what it says about the value. */
export type ChangeSyncOptions = Omit<ChangeOptions, "signal">;

/** What limits a `set` of several states, and under which condition it holds. */
export type SetBelowSyncOptions = Omit<SetBelowOptions, "signal">;

/** What limits a `set`, and what it gives. */
export type SetSyncOptions = Omit<SetOptions, "signal">;

/** Which children a `list` gives, and what limits it. */
export type ListSyncOptions = Omit<ListOptions, "signal">;

/** How `children` goes through the children, and what limits each request. */
export type ChildrenSyncOptions = Omit<ChildrenOptions, "signal">;
