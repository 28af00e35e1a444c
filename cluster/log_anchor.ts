/**
 * Finds out whether the log is still the one that was followed, and not another one
 * with its name whose numbers began again.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { ignore } from "../base/narrowing.ts";
import type { ClusterTransport, LogEntry } from "./transport.ts";

/** Milliseconds by which two forms of one time may differ. */
const ROUNDING_MS = 1;

/** Number and time of an entry. */
export type Anchor = Pick<LogEntry, "sequence" | "time">;

/**
 * Whether a log has another entry with the number of this one. Where it has none,
 * nothing is proved: a server that has lost the others may lack the last ones.
 *
 * @throws {Error} if the log can't be reached.
 */
export async function isReplaced(
  transport: Pick<ClusterTransport, "timeOf">,
  { sequence, time }: Anchor,
): Promise<boolean> {
  const taken = await transport.timeOf(sequence);
  return taken !== undefined && Math.abs(taken - time) > ROUNDING_MS;
}

/**
 * Compares an entry with the log's from time to time. It is one that was applied
 * before the last comparison: newer ones may be of another log already.
 */
export class LogAnchor {
  readonly #transport: Pick<ClusterTransport, "timeOf">;
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #onReplaced: () => void;
  #anchor: Anchor | undefined;
  #latest: Anchor | undefined;
  // When the last comparison began, by `monotonic`.
  #checkedAt: number;
  #isChecking = false;
  #stopped = false;

  /**
   * @param periodMs Milliseconds between two comparisons.
   * @param onReplaced Called once if the log is another one.
   */
  constructor(
    transport: Pick<ClusterTransport, "timeOf">,
    clock: Clock,
    periodMs: number,
    onReplaced: () => void,
  ) {
    this.#transport = transport;
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#onReplaced = onReplaced;
    this.#checkedAt = clock.monotonic();
  }

  /** An entry was applied. */
  applied({ sequence, time }: Anchor): void {
    this.#latest = { sequence, time };
    this.#anchor ??= this.#latest;
  }

  /** To be called often: compares if it is time. */
  beat(): void {
    if (this.#clock.monotonic() - this.#checkedAt >= this.#periodMs) {
      this.check();
    }
  }

  /** Compares now. */
  check(): void {
    const anchor = this.#anchor;
    const latest = this.#latest;
    if (anchor === undefined || this.#isChecking) return;
    this.#isChecking = true;
    this.#checkedAt = this.#clock.monotonic();
    isReplaced(this.#transport, anchor).then((isAnother) => {
      if (this.#stopped) return;
      if (isAnother) {
        this.stop();
        this.#onReplaced();
      } else this.#anchor = latest;
    }).catch(ignore).finally(() => this.#isChecking = false);
  }

  /** Ends it. */
  stop(): void {
    this.#stopped = true;
  }
}
