/**
 * Claims of the paths of the daemon's own states, where other daemons have the same
 * namespace.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Element } from "../elements/element.ts";
import type { Space } from "../space/space.ts";

/** Called with why a path can't be that of this daemon; `null`: it is. */
type Done = (fault: Fault | null) => void;

/** Why nothing can be claimed. */
const CUT_OFF: Fault = {
  kind: "internal",
  reason: "the daemon is cut off from its cluster",
};

/** Claims paths, each once at a time; without a cluster all are the daemon's. */
export class KeptClaims {
  readonly #space: Space;
  #pending = new Map<string, Done[]>();

  constructor(space: Space) {
    this.#space = space;
  }

  /**
   * Makes a path that of this daemon.
   *
   * @param done Called once, at once or when the others know of it, to add a state;
   * if it adds none, the path is given up.
   */
  claim(path: string, done: Done): void {
    const { federation } = this.#space;
    if (federation === null) return done(null);
    const others = this.#pending.get(path);
    if (others !== undefined) {
      others.push(done);
      return;
    }
    const all = [done];
    const pending = this.#pending;
    pending.set(path, all);
    federation.claimOwn(path, (fault) => {
      // The daemon was cut off meanwhile.
      if (!pending.delete(path)) return;
      for (const each of all) each(fault);
      const isUsed = this.#space.find(path) !== undefined;
      if (fault === null && !isUsed) federation.unclaim(path);
    });
  }

  /** Whether another daemon has an element. */
  isElsewhere(element: Element): boolean {
    return this.#space.federation?.isLocal(element) === false;
  }

  /** Calls a task when what was in the way of a claim may be gone. */
  whenFree(path: string, task: () => void): void {
    this.#space.federation?.whenFree(path, task);
  }

  /** The daemon is cut off: no claim comes back. */
  clear(): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const done of pending.flat()) done(CUT_OFF);
  }
}
