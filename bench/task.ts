/**
 * What passes between the benchmark and its load generator: a task as the
 * generator's only argument, an outcome as the only line of its output.
 *
 * @module
 */

/** How the messages of a daemon look like. */
export type DialectName = "classic" | "3.x";

/** What is to be measured. Times are in seconds. */
export type Work =
  | { kind: "add"; states: number; inFlight: number; fetches: number }
  | { kind: "states"; states: number; gone: boolean }
  | { kind: "tree"; states: number; inFlight: number }
  | ({ kind: "dialects"; fetchers: number; inFlight: number } & Interval)
  | ({ kind: "foreign"; fetches: number; inFlight: number } & Interval)
  | { kind: "idle"; peers: number };

/** Idle peers behind which all that grows once has grown. */
export const FIRST_PEERS = 1000;

/** How long a load that goes on until it is stopped runs. */
export interface Interval {
  warmUp: number;
  seconds: number;
}

/** Where the load generator finds a daemon. */
export interface Target {
  /** Its process id. */
  pid: number;
  /** Its port for TCP on loopback. */
  port: number;
}

/** One case against one daemon, or against several that it compares. */
export interface Task {
  work: Work;
  dialect: DialectName;
  /** As many as the case wants; most cases want one. */
  daemons: Target[];
  /** Process ids of the loops that keep the CPUs awake. */
  awake: number[];
  /** Seconds after which the case is given up. */
  limit: number;
}

/** How busy the two sides were, as shares of the wall time. */
export interface Load {
  seconds: number;
  generator: number;
  daemon: number;
  /** Other processes of the machine; 0 on a quiet one. */
  others: number;
}

/** One figure of a case. */
export interface Measure {
  /** One of the figures that the case promises. */
  figure: string;
  /** `null` if there was no time to find it out. */
  value: number | null;
  load?: Load;
  /** What a reader of the figure should know. */
  note?: string;
}

/** Everything that one run of a case found out. */
export interface Outcome {
  measures: Measure[];
  /** Memory of the (first) daemon after the case, in KiB; `null` if it is gone. */
  memory: { rss: number; peak: number } | null;
  /** Why figures are missing. */
  failure?: string;
}
