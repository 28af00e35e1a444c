/**
 * Limits of what peers may take up, and how often each was reached.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";

/** What is limited, by the names of the options. */
export interface LimitValues {
  /** Connections in all. */
  readonly maxConnections: number;
  /** Connections from one address. */
  readonly maxConnectionsPerAddress: number;
  /** Connections of one user who is logged in. */
  readonly maxConnectionsPerUser: number;
  /** States and methods of one peer. */
  readonly maxElements: number;
  /** Fetches of one peer. */
  readonly maxFetches: number;
  /** Texts and value rules of one peer's fetches, or of one `get`. */
  readonly maxOperands: number;
  /** Bytes of the answer to one `get`. */
  readonly maxAnswer: number;
  /** Bytes that all peers together have not read yet. */
  readonly maxBacklog: number;
  /** Bytes of all values and of all metadata. */
  readonly maxValues: number;
  /** Values that are kept. */
  readonly maxKept: number;
  /** Seconds for which an element stays when its owner has left. */
  readonly maxStay: number;
  /** Bytes of the metadata of one element. */
  readonly maxMeta: number;
  /** Signals that wait in one fetch of a slow peer. */
  readonly maxSignals: number;
  /** Bytes of the signals that wait in one fetch of a slow peer. */
  readonly maxSignalBytes: number;
}

/** The name of a limit; the last four are limits of each connection. */
export type LimitName =
  | keyof LimitValues
  | "maxMessage"
  | "hardBacklog"
  | "stallTimeout"
  | "silentTimeout";

/** Limits of each connection, as the options have them. */
export type ConnectionLimits = Readonly<
  Record<Exclude<LimitName, keyof LimitValues>, number>
>;

const NO_CONNECTION_LIMITS: ConnectionLimits = {
  maxMessage: Infinity,
  hardBacklog: Infinity,
  stallTimeout: Infinity,
  silentTimeout: Infinity,
};

/**
 * Defaults: one dashboard with 10,000 fetches, one gateway with 100,000 states
 * and 200 clients behind one address stay far below.
 */
export const DEFAULT_LIMITS: LimitValues = {
  maxConnections: 20_000,
  maxConnectionsPerAddress: 10_000,
  maxConnectionsPerUser: 10_000,
  maxElements: 10_000_000,
  maxFetches: 20_000,
  maxOperands: 20_000,
  maxAnswer: 1 << 26,
  maxBacklog: 1 << 28,
  maxValues: 1 << 30,
  maxKept: 100_000,
  maxStay: 3600,
  maxMeta: 1 << 14,
  maxSignals: 1000,
  maxSignalBytes: 1 << 20,
};

/** A limit and how often it was reached. */
export interface LimitReport {
  /** The limit. */
  readonly limit: number;
  /** Number of refused requests, closed connections and lost signals. */
  readonly reached: number;
}

const TEXTS: Readonly<Record<keyof LimitValues, string>> = {
  maxConnections: "connections",
  maxConnectionsPerAddress: "connections from one address",
  maxConnectionsPerUser: "connections of one user",
  maxElements: "states and methods of one peer",
  maxFetches: "fetches of one peer",
  maxOperands: "texts, value rules and KiB of long rules of one peer",
  maxAnswer: "bytes of the answer to one get; fetch has no limit",
  maxBacklog: "bytes that all peers have not read",
  maxValues: "bytes of all values and metadata",
  maxKept: "values that are kept",
  maxStay: "seconds for which an element stays without its owner",
  maxMeta: "bytes of the metadata of one state or method",
  maxSignals: "signals that wait in one fetch",
  maxSignalBytes: "bytes of the signals that wait in one fetch",
};

/** The limits of a bus. */
export class Limits {
  readonly values: LimitValues;
  /** What others check, and count here. */
  readonly ofConnections: ConnectionLimits;
  readonly #reached = new Map<LimitName, number>();
  readonly #others: Record<string, { limit: number; reached: number }> = {};

  /** @param ofConnections What others check, and count here. */
  constructor(
    values: Partial<LimitValues> = {},
    ofConnections: ConnectionLimits = NO_CONNECTION_LIMITS,
  ) {
    this.ofConnections = ofConnections;
    this.values = { ...DEFAULT_LIMITS, ...defined(values) };
  }

  /**
   * Counts a request that is beyond a limit.
   *
   * @returns `null` if the amount is within the limit.
   */
  exceeded(name: keyof LimitValues, amount: number): Fault | null {
    if (amount <= this.values[name]) return null;
    const option = { name, maximum: this.values[name] };
    return { kind: "limit", reason: this.strike(name), option };
  }

  /** Counts that a limit was reached; returns the reason to be given. */
  strike(name: keyof LimitValues): string {
    this.count(name);
    return `at most ${this.values[name]} ${TEXTS[name]} (${name})`;
  }

  /**
   * Adds a limit of another part of the daemon to the report.
   *
   * @returns Counts that it was reached.
   */
  include(name: string, limit: number): () => void {
    const report = this.#others[name] = { limit, reached: 0 };
    return () => report.reached++;
  }

  /** Counts that a limit was reached. */
  count(name: LimitName): void {
    this.#reached.set(name, (this.#reached.get(name) ?? 0) + 1);
  }

  /** All limits with their counts. */
  report(): Record<LimitName, LimitReport> & Record<string, LimitReport> {
    const limits = { ...this.values, ...this.ofConnections };
    const report = (name: LimitName): LimitReport => ({
      limit: limits[name],
      reached: this.#reached.get(name) ?? 0,
    });
    const others = Object.entries(this.#others)
      .map(([name, other]): [string, LimitReport] => [name, { ...other }]);
    return {
      ...Object.fromEntries(others),
      maxConnections: report("maxConnections"),
      maxConnectionsPerAddress: report("maxConnectionsPerAddress"),
      maxConnectionsPerUser: report("maxConnectionsPerUser"),
      maxElements: report("maxElements"),
      maxFetches: report("maxFetches"),
      maxOperands: report("maxOperands"),
      maxAnswer: report("maxAnswer"),
      maxBacklog: report("maxBacklog"),
      maxValues: report("maxValues"),
      maxKept: report("maxKept"),
      maxStay: report("maxStay"),
      maxMeta: report("maxMeta"),
      maxSignals: report("maxSignals"),
      maxSignalBytes: report("maxSignalBytes"),
      maxMessage: report("maxMessage"),
      hardBacklog: report("hardBacklog"),
      stallTimeout: report("stallTimeout"),
      silentTimeout: report("silentTimeout"),
    };
  }
}

/** Without the members that are `undefined`. */
function defined(values: Partial<LimitValues>): Partial<LimitValues> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  );
}
