/**
 * What an attack is: an entry that says what a stranger does, to which daemon,
 * and what has to hold meanwhile.
 *
 * @module
 */
import type { Stage } from "./stage.ts";

/** What a daemon is started with. */
export type DaemonKind = "open" | "users" | "closed";

/** An attack. */
export interface Attack {
  /** Unique name, as `--only` takes it. */
  readonly name: string;
  /** What the stranger does. */
  readonly about: string;
  /** `"open"` if not given: no users, every peer has all rights. */
  readonly daemon?: DaemonKind;
  /** Options of the daemon beside those of its kind. */
  readonly args?: readonly string[];
  /**
   * Whether the daemon is a member of a cluster, and the strangers are at
   * another one.
   */
  readonly atMember?: boolean;
  /** States that are there first; 100,000 if not given. */
  readonly states?: number;
  /** Time of the attack; {@linkcode DEFAULT_SECONDS} if not given. */
  readonly seconds?: number;
  /**
   * Seconds after which the daemon must have disconnected the strangers; if not
   * given, they may stay.
   */
  readonly droppedAfter?: number;
  /**
   * Whether what matters is what the attack itself checks, so that it must come
   * to its end before its time is over.
   */
  readonly isCheck?: boolean;
  /** Whether something stays in the daemon, so that it serves no other attack. */
  readonly isLasting?: boolean;
  /** Whether it is part of the short form. */
  readonly short?: boolean;
  /**
   * Carries it out. It ends by itself or when the stage's signal is aborted,
   * which ends all connections of the stage.
   */
  run(stage: Stage): Promise<void>;
  /** Looks at the daemon's log at the end, and tells what is wrong with it. */
  readonly log?: (lines: readonly string[]) => string[];
}

/** States that are there first unless an attack says otherwise. */
export const DEFAULT_STATES = 100_000;
/** Seconds of an attack unless it says otherwise. */
export const DEFAULT_SECONDS = 8;
