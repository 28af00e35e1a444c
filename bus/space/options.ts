/**
 * What a space is made with.
 *
 * @module
 */
import type { Turns } from "../../base/turns.ts";
import type { TimerWheel } from "../collections/timer_wheel.ts";

/** Options of a {@linkcode Space}. */
export interface SpaceOptions {
  /** Separator of the segments of a path; default "/". */
  readonly separator?: string;
  /**
   * Whether a path may be leaf and node at once, and have empty segments;
   * default false.
   */
  readonly openHierarchy?: boolean;
  /** Whether access is restricted; by default every peer has full access. */
  readonly accessControl?: boolean;
  /** Whether elements without access are restricted to users. */
  readonly closed?: boolean;
  /**
   * Whether access works as in node-jet 2.x: actions without groups are open to
   * users, and refusals tell which elements there are; default false.
   */
  readonly lenientAccess?: boolean;
}

/** What a space needs of its bus. */
export interface SpaceContext {
  readonly turns: Turns;
  readonly timers: TimerWheel;
  /** The daemon's time, in milliseconds since 1970, when `turns.time` is 0. */
  readonly origin: number;
}
