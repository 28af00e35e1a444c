/**
 * What a cluster needs of its daemon.
 *
 * @module
 */
import type { TimerWheel } from "../bus/collections/timer_wheel.ts";
import type { Kept } from "../bus/kept/kept.ts";
import type { Space } from "../bus/space/space.ts";
import type { Clock } from "../base/clock.ts";

/** What a cluster needs of its daemon. */
export interface ClusterHost {
  readonly space: Space;
  readonly timers: TimerWheel;
  readonly clock: Clock;
  /** States of the daemon's own; `undefined`: there will be none. */
  readonly kept: Pick<Kept, "withdraw" | "restore"> | undefined;
  /** The daemon may serve its peers until this moment, if not longer. */
  leaseUntil(end: number): void;
  /** The daemon has joined: peers may come. */
  joined(): void;
  /** The daemon is cut off: it must not serve any peer. */
  fenced(reason: string): void;
  /** The daemon can't join, and tries again. */
  waiting(error: unknown): void;
  /** Reports a problem to the operator. */
  warn(message: string): void;
  /** Reports a recovery or a normal event. */
  note(message: string): void;
  report(error: unknown): void;
}
