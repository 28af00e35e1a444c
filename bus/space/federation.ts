/**
 * A namespace that several daemons have in common, as one of them needs it.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import type { AddParams } from "../../protocol/inbox.ts";
import type { PathMatcher } from "../../protocol/rules/rules.ts";

/** The part of a namespace that is elsewhere. */
export interface Federation {
  /** Members of `info` for peers that ask for features. */
  readonly info: unknown;
  /**
   * Makes a path that of this daemon, before its element is added.
   *
   * @param hasValue Whether it is that of a state.
   * @param options Of the element; not valid after the call.
   * @param done Called once with why it can't be, at once or later.
   */
  claim(
    path: string,
    hasValue: boolean,
    options: AddParams,
    done: (fault: Fault | null) => void,
  ): void;
  /**
   * Calls back when everything is known here that was acknowledged anywhere
   * before, or when the daemon is cut off, which ends all sessions.
   */
  sync(done: () => void): void;
  /** Gives a path up whose element was not added after all. */
  unclaim(path: string): void;
  /**
   * Has the values of elements elsewhere up to date until {@linkcode release}.
   *
   * @param done Called once, during the call or later, when all are there.
   */
  acquire(paths: PathMatcher, done: () => void): void;
  /** Ends an {@linkcode acquire}. */
  release(paths: PathMatcher): void;
}
