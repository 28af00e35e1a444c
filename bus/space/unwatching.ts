/**
 * Removal of fetches that have ended.
 *
 * @module
 */
import { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Element } from "../elements/element.ts";
import type { Fetch } from "../fetches/fetch.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type { Scan } from "./scan.ts";

/** The part of a space that is walked over. */
export interface Scannable {
  readonly turns: Turns;
  /** A walk over the elements that match. */
  scan(paths: PathMatcher, visit: (element: Element) => void): Scan;
}

/**
 * Removes fetches from the watchers of the elements, in slices. Those whose
 * rules narrow the search are looked for one by one, all others in one walk.
 */
export class Unwatching implements Work {
  readonly #space: Scannable;
  readonly #gone: ReadonlySet<Fetch>;
  readonly #walks: PathMatcher[];
  #scan: Scan | undefined;

  constructor(space: Scannable, gone: ReadonlySet<Fetch>) {
    this.#space = space;
    this.#gone = gone;
    const watching = [...gone].filter(({ everything }) => !everything)
      .map(({ paths }) => paths);
    this.#walks = watching.filter(isNarrow);
    const wide = watching.filter((paths) => !isNarrow(paths));
    if (wide.length === 1) this.#walks.push(wide[0]);
    else if (wide.length > 1) this.#walks.push(new PathMatcher());
  }

  proceed(): boolean {
    for (;;) {
      this.#scan ??= this.#next();
      if (this.#scan === undefined) return true;
      if (!this.#scan.proceed()) return false;
      this.#scan = undefined;
    }
  }

  #next(): Scan | undefined {
    const paths = this.#walks.pop();
    return paths && this.#space.scan(paths, (element) => {
      const { length } = element.watchers;
      if (length === 0) return;
      this.#space.turns.charge(length * Cost.watcher);
      element.unwatch(this.#gone);
    });
  }
}

function isNarrow({ folded, exact, limit, prefix }: PathMatcher): boolean {
  return !folded && (exact !== null || limit !== null || prefix !== null);
}
