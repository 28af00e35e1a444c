/**
 * What passes between the benchmark of the relay and its load generator: a task
 * as the generator's only argument, an `Outcome` as the only line of its output.
 *
 * @module
 */

/** What is to be measured. Times are in seconds. */
export type Work =
  | {
    kind: "relayed";
    subscribers: number;
    /** Puts that may be on their way to the slowest subscriber. */
    inFlight: number;
    /** Puts in one frame. */
    packed: number;
    seconds: number;
  }
  | { kind: "latency"; seconds: number }
  | { kind: "gets"; inFlight: number; idle: number; seconds: number }
  | { kind: "nodes"; nodes: number; inFlight: number }
  | { kind: "acks"; inFlight: number; seconds: number };

/** Seconds for which a load goes on before it is measured. */
export const WARM_UP = 0.7;

/** One case against one relay. */
export interface Task {
  work: Work;
  /** Process id of the relay. */
  pid: number;
  /** Its port on loopback. */
  port: number;
  /** Process ids of the loops that keep the CPUs awake. */
  awake: number[];
  /** Seconds after which the case is given up. */
  limit: number;
}
