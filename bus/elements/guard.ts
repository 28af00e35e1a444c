/**
 * What stands before elements that not everybody may see or use.
 *
 * @module
 */
import type { Access } from "./access.ts";
import type { Session } from "../sessions/session.ts";

/**
 * The same access by the same owner: its elements are visible together, so
 * that a node counts guards and not elements.
 */
export interface Guard {
  /** Who added the elements; it may do everything with them. */
  readonly owner: Session;
  /** Who else may; `null`: whoever is logged in. */
  readonly access: Access | null;
}

/** The guards of one owner's elements. */
export class Guards {
  readonly #owner: Session;
  readonly #guards = new Map<string, Guard>();

  constructor(owner: Session) {
    this.#owner = owner;
  }

  /** The guard for an access. */
  for(access: Access | null): Guard {
    const key = JSON.stringify(access);
    let guard = this.#guards.get(key);
    if (guard === undefined) {
      guard = { owner: this.#owner, access };
      this.#guards.set(key, guard);
    }
    return guard;
  }
}
