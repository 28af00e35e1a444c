/**
 * Parts of the namespace that belong to something else than a peer, and that
 * are there only while somebody looks.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import type { PathMatcher } from "../../protocol/rules.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Bus } from "../bus.ts";

/**
 * A part of the namespace below one node. What is looked at stands on a bus of
 * its own: who asks for everything does not ask for this.
 */
export interface Mount {
  /** What its paths begin with, ended by the separator. */
  readonly prefix: string;
  /** Holds what is being looked at, for as long as it is. */
  readonly bus: Bus;
  /**
   * Puts everything that matches on the bus, where it stays and is kept up to
   * date until {@linkcode unlook}.
   *
   * @param done Called once, during the call or later, when all is there.
   */
  look(paths: PathMatcher, done: () => void): void;
  /** Takes away what nobody looks at any more. */
  unlook(paths: PathMatcher): void;
  /**
   * Sets a state, whether it is looked at or not.
   *
   * @param done Called with what is wrong, or `null`, and the value it has now.
   */
  set(
    path: string,
    value: Value,
    done: (fault: Fault | null, taken: Value) => void,
  ): void;
}

/** Whether rules match nothing but what is in a mount. */
export function isWithin({ prefix }: Mount, paths: PathMatcher): boolean {
  if (paths.folded) return false;
  if (paths.exact !== null) {
    return paths.exact.length > 0 &&
      paths.exact.every((path) => path.startsWith(prefix));
  }
  return paths.prefix !== null && paths.prefix.startsWith(prefix);
}
