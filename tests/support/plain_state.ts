/**
 * States for tests of what holds them.
 *
 * @module
 */
import { Element } from "../../bus/elements/element.ts";
import type { Owner } from "../../bus/elements/owner.ts";
import { Tenure } from "../../bus/elements/restriction.ts";

/** A state that anyone may read, without a value. */
export function plainState(owner: Owner, path: string, serial = 1): Element {
  const tenure = new Tenure(owner, null);
  return new Element(path, tenure, false, false, null, serial, false);
}
