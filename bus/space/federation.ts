/**
 * A namespace that several daemons have in common, as one of them needs it.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import type { AddParams } from "../../protocol/inbox.ts";
import type { Element } from "../elements/element.ts";
import type { Owner } from "../elements/owner.ts";
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
   * @param owner Of the element.
   * @param done Called once with why it can't be, at once or later.
   */
  claim(
    path: string,
    hasValue: boolean,
    options: AddParams,
    owner: Pick<Owner, "userName">,
    done: (fault: Fault | null) => void,
  ): void;
  /** Whether an element is that of this daemon, or of a peer of it. */
  isLocal(element: Element): boolean;
  /**
   * Makes a path that of this daemon, for a state of its own. Nothing yields to it.
   *
   * @param done As that of {@linkcode claim}; not called if the daemon is cut off
   * meanwhile.
   */
  claimOwn(path: string, done: (fault: Fault | null) => void): void;
  /**
   * Calls a task once when a path that could not be claimed may be free; not at all
   * if the daemon is cut off meanwhile.
   */
  whenFree(path: string, task: () => void): void;
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
