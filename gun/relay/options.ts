/**
 * Options of a relay and of its connections.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Turns } from "../../base/turns.ts";
import type { GraphStore } from "../graph/store.ts";
import type { WireLimits } from "../wire/limits.ts";
import type { Verifier } from "./verify.ts";

/** The names of all {@linkcode RelayLimit}. */
export const RELAY_LIMITS = [
  "maxMessage",
  "maxStore",
  "memory",
  "softBacklog",
  "hardBacklog",
] as const;

/** Defaults of {@linkcode RelayOptions}, in bytes and in seconds. */
export const DEFAULT_RELAY_LIMITS = {
  stallTimeout: 10,
  softBacklog: 1 << 23,
  hardBacklog: 1 << 26,
  memory: 1 << 26,
} as const;

/** Limits of a relay whose strikes are counted. */
export type RelayLimit = typeof RELAY_LIMITS[number];

/** What a relay is made of. */
export interface RelayOptions {
  /** Keeps the graph. The relay does not close it. */
  readonly store: GraphStore;
  /** Time and turns. */
  readonly clock: Clock;
  /** Random numbers from 0 up to 1, for names and ids. */
  readonly random: () => number;
  /** Checks what is written; by default everything is allowed. */
  readonly verifier?: Verifier;
  /**
   * Why clients may not write into a node, `null` if they may; by default they
   * may write everywhere.
   */
  readonly permits?: (soul: string) => string | null;
  /** Bytes of memory for the working set; default 64 MiB. */
  readonly memory?: number;
  /**
   * Bytes of output that a connection may have waiting before changes of the
   * same property are conflated; default 8 MiB.
   */
  readonly softBacklog?: number;
  /** Bytes of waiting output at which a connection is closed; default 64 MiB. */
  readonly hardBacklog?: number;
  /**
   * Seconds for which a connection may take nothing of the output that waits
   * for it, before it is closed; default 10.
   */
  readonly stallTimeout?: number;
  /** Characters of input that wait at most for a connection; default 64 Mi. */
  readonly maxInput?: number;
  /** Slices of work that are shared with others; by default its own. */
  readonly turns?: Turns;
  /**
   * Whether the graph is sent to each relay that is linked for the first time
   * since one of the two started, up to 1,000,000 properties; default false.
   */
  readonly sync?: boolean;
  /** Limits other than {@linkcode DEFAULT_LIMITS}. */
  readonly limits?: Partial<WireLimits>;
  /** Called with the bytes that were added to a connection's backlog. */
  readonly onBacklog?: (bytes: number) => void;
  /**
   * Called when a limit is reached: for each message that is too long, put for
   * which the store has no room, node that is dropped from memory, and connection
   * whose changes begin to be conflated, or that is closed.
   */
  readonly onLimit?: (limit: RelayLimit) => void;
  /** Called with failures that are no answer to any request. */
  readonly onError?: (error: unknown) => void;
}

/** Options that concern the connections of a relay, with their defaults. */
export type ConnectionSettings = Required<
  Pick<
    RelayOptions,
    "softBacklog" | "hardBacklog" | "maxInput" | "onBacklog" | "onLimit"
  >
>;

/** The options that concern connections. */
export function connectionSettings(options: RelayOptions): ConnectionSettings {
  return {
    softBacklog: options.softBacklog ?? DEFAULT_RELAY_LIMITS.softBacklog,
    hardBacklog: options.hardBacklog ?? DEFAULT_RELAY_LIMITS.hardBacklog,
    maxInput: options.maxInput ?? 1 << 26,
    onBacklog: options.onBacklog ?? (() => {}),
    onLimit: options.onLimit ?? (() => {}),
  };
}

/** Options of a connection of a relay. */
export interface ConnectOptions {
  /**
   * URL of a relay that was dialled. It receives every change, and those that it
   * missed while it was disconnected, and may write everything.
   */
  readonly url?: string;
  /** What a client may write; by default what the relay permits. */
  readonly rights?: "read" | "write";
  /** Called when the connection has ended. */
  readonly onClosed?: () => void;
}
