/**
 * The daemon's time, as a peer can know it.
 *
 * @module
 */
import { JetError } from "../../protocol/errors/classes.ts";
import { isRecord } from "../../base/narrowing.ts";
import type { PeerClock } from "../../base/clock.ts";

/** The daemon's time. */
export interface DaemonTime {
  /** Milliseconds since 1970 by the daemon's clock. */
  readonly time: number;
  /** How many milliseconds it may be off: half the round trip of the question. */
  readonly uncertainty: number;
}

/** The connection to the daemon, as its time is asked for. */
export interface AskedConnection {
  /** Another one after each reconnect. */
  readonly codec: unknown;
  /** Sends a request. */
  request(method: string, params: Record<string, unknown>): Promise<unknown>;
}

/** A measurement: what the daemon's clock is ahead by. */
interface Sample {
  readonly link: unknown;
  readonly aheadMs: number;
  readonly uncertainty: number;
  readonly at: number;
}

/** A measurement is used for so long. */
const MAX_AGE_MS = 60_000;

/** Estimates the daemon's time from its answers to `info`. */
export class DaemonClock {
  readonly #connection: AskedConnection;
  readonly #clock: PeerClock;
  #sample: Sample | undefined;
  #measuring: Promise<void> | undefined;

  constructor(connection: AskedConnection, clock: PeerClock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The time by the last measurement on this link, however old it is. */
  get estimate(): DaemonTime | undefined {
    const sample = this.#sample;
    const now = this.#clock.now?.();
    if (now === undefined || sample === undefined) return undefined;
    if (sample.link !== this.#connection.codec) return undefined;
    const { aheadMs, uncertainty } = sample;
    return { time: now + aheadMs, uncertainty };
  }

  /**
   * The time now; asks the daemon if that was long ago.
   *
   * @throws {JetError} if the daemon does not tell its time.
   * @throws {ConnectionClosed} without a connection.
   */
  async now(): Promise<DaemonTime> {
    const age = (this.#clock.now?.() ?? 0) - (this.#sample?.at ?? 0);
    if (this.estimate === undefined || age < 0 || age > MAX_AGE_MS) {
      await this.measure();
    }
    const { estimate } = this;
    if (estimate === undefined) {
      throw new JetError("the daemon does not tell its time");
    }
    return estimate;
  }

  /** Asks the daemon. */
  measure(): Promise<void> {
    return this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
  }

  async #measure(): Promise<void> {
    const link = this.#connection.codec;
    const now = () => this.#clock.now?.() ?? 0;
    const asked = now();
    const info = await this.#connection.request("info", { time: true });
    const at = now();
    if (!isRecord(info) || typeof info.time !== "number") return;
    const uncertainty = Math.max(0, at - asked) / 2;
    const aheadMs = info.time - (at - uncertainty);
    this.#sample = { link, aheadMs, uncertainty, at };
  }
}

const clocks = new WeakMap<AskedConnection, DaemonClock>();

/** The time of the daemon of a connection. */
export function daemonClock(
  { connection, clock }: {
    readonly connection: AskedConnection;
    readonly clock: PeerClock;
  },
): DaemonClock {
  let found = clocks.get(connection);
  if (found === undefined) {
    found = new DaemonClock(connection, clock);
    clocks.set(connection, found);
  }
  return found;
}
