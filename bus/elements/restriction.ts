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

/** The restrictions of one owner's elements: one for each different access. */
export class Restrictions {
  readonly #owner: Owner;
  readonly #byAccess = new Map<string, Restriction>();

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** The restriction with this access. */
  for(access: ElementAccess | null): Restriction {
    const key = JSON.stringify(access);
    let restriction = this.#byAccess.get(key);
    if (restriction === undefined) {
      restriction = { owner: this.#owner, access };
      this.#byAccess.set(key, restriction);
    }
    return restriction;
  }
}
