/**
 * Access restrictions of elements.
 *
 * @module
 */
import type { ElementAccess } from "./access.ts";
import type { Owner } from "./owner.ts";

/**
 * Owner and access that elements have in common. Such elements are visible to
 * the same users, so a node counts restrictions instead of elements.
 */
export interface Restriction {
  /** Owner of the elements, which is not restricted. */
  readonly owner: Owner;
  /** Groups with access; `null`: all users who are logged in. */
  readonly access: ElementAccess | null;
}

/** Whether elements with a restriction are readable. */
export type CanRead = (restriction: Restriction) => boolean;

/** Owner and restriction of elements, which share it: a field instead of two. */
export class Tenure {
  readonly owner: Owner;
  /** Access restriction; `null`: none. */
  readonly restriction: Restriction | null;

  constructor(owner: Owner, restriction: Restriction | null) {
    this.owner = owner;
    this.restriction = restriction;
  }
}

/** The tenures of one owner: without restriction, and one for each access. */
export class Tenures {
  /** Without restriction. */
  readonly open: Tenure;
  readonly #owner: Owner;
  readonly #byAccess = new Map<string, Tenure>();

  constructor(owner: Owner) {
    this.#owner = owner;
    this.open = new Tenure(owner, null);
  }

  /** That with a restriction to this access. */
  restricted(access: ElementAccess | null): Tenure {
    const key = JSON.stringify(access);
    let tenure = this.#byAccess.get(key);
    if (tenure === undefined) {
      const owner = this.#owner;
      tenure = new Tenure(owner, { owner, access });
      this.#byAccess.set(key, tenure);
    }
    return tenure;
  }

  /** That with the restriction of another owner, until it is replaced. */
  keeping(restriction: Restriction | null): Tenure {
    return restriction === null
      ? this.open
      : new Tenure(this.#owner, restriction);
  }
}
