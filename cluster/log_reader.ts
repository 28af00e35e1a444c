/**
 * Reads the log for one incarnation: follows it, holds what the others may not have
 * read, and notices a log that is another one.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { inSteps, type Steps, type Turns, type Work } from "../base/turns.ts";
import { Arrivals } from "./arrivals.ts";
import type { Directory } from "./directory.ts";
import type { Entry } from "./entries.ts";
import { BEATS } from "./lease.ts";
import { LogAnchor } from "./log_anchor.ts";
import { LogFollower } from "./log_follower.ts";
import { LogGate, type LogGateEvents, type ReadEntry } from "./log_gate.ts";
import { Overdue } from "./overdue.ts";
import type { ClusterTransport } from "./transport.ts";

/** Why a member ends whose log is gone. */
export const REPLACED = "the log was lost, and there is another";

const LATE = "entries that the log has taken do not come";

/** An entry that is to be applied, and the sum of the log up to it. */
export interface ReleasedEntry extends ReadEntry {
  readonly sum: number | undefined;
}

/** Callbacks of {@linkcode LogReader}. */
export interface LogReaderEvents
  extends Omit<LogGateEvents, "readAnew" | "apply"> {
  /** Applies the next entry, in slices; it is the next one until that is done. */
  apply(entry: ReleasedEntry): Steps;
  failed(error: unknown): void;
}

/** See the module. */
export class LogReader {
  readonly #gate: LogGate;
  readonly #follower: LogFollower;
  readonly #anchor: LogAnchor;
  readonly #overdue: Overdue;
  readonly #arrivals: Arrivals<ReleasedEntry>;
  // What applies an entry that needs several slices.
  #applying: Work | undefined;

  /**
   * @param member The incarnation.
   * @param directory It has the state from which on the log is read.
   */
  constructor(
    member: string,
    directory: Directory,
    transport: ClusterTransport,
    clock: Clock,
    turns: Turns,
    leaseMs: number,
    events: LogReaderEvents,
  ) {
    this.#arrivals = new Arrivals(
      turns,
      (entry) => {
        const work = this.#applying ?? inSteps(events.apply(entry), turns);
        this.#applying = undefined;
        if (work.proceed()) return true;
        this.#applying = work;
        return false;
      },
      (error) => events.failed(error),
    );
    this.#gate = new LogGate(
      member,
      () => directory.members.keys(),
      leaseMs,
      clock,
      directory,
      {
        ...events,
        apply: (read) => {
          this.#anchor.applied(read);
          this.#arrivals.add({ ...read, sum: this.#gate.sum });
        },
        readAnew: (from) => this.#follower.from(from),
      },
    );
    this.#follower = new LogFollower(
      transport,
      clock,
      directory.sequence + 1,
      leaseMs / BEATS,
      {
        entry: (entry) => this.#gate.receive(entry),
        begunAnew: () => this.#gate.begunAnew(),
      },
    );
    this.#anchor = new LogAnchor(
      transport,
      clock,
      leaseMs,
      () => events.broken(REPLACED),
    );
    this.#overdue = new Overdue(leaseMs, clock, {
      changeServer: () => transport.changeServer(),
      gaveUp: () => events.broken(LATE),
    });
  }

  /**
   * Begins.
   *
   * @throws {Error} if the log can't be reached.
   */
  begin(): Promise<void> {
    return this.#follower.begin();
  }

  /** What was read, for the other members. */
  get reading(): Entry["reading"] {
    return this.#gate.reading;
  }

  /** Number of the last entry that the others have read as well. */
  get released(): number {
    return this.#gate.released;
  }

  /** The log has taken an own entry with this number. */
  expect(sequence: number): void {
    this.#gate.expect(sequence);
  }

  /**
   * To be called at each beat: follows the log anew if it does not come.
   *
   * @param due Number of an entry that the log had taken at the last beat.
   * @param isElecting Whether the log takes nothing at present.
   */
  beat(due: number, isElecting: boolean): void {
    const { sequence } = this.#gate;
    this.#follower.beat(sequence < due);
    this.#anchor.beat();
    this.#overdue.beat(sequence, due, isElecting);
  }

  /** The transport has another connection: the log may come to it no more. */
  interrupted(): void {
    this.#follower.restart();
    this.#anchor.check();
  }

  /** Ends it. */
  stop(): void {
    this.#gate.stop();
    this.#follower.stop();
    this.#anchor.stop();
    this.#arrivals.clear();
  }
}
