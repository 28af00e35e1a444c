/**
 * The owners of the elements of a space.
 *
 * @module
 */
import { GapList } from "../collections/gap_list.ts";
import type { Element } from "../elements/element.ts";
import type { Owner } from "../elements/owner.ts";
import { Tenures } from "../elements/restriction.ts";

/** Whether an element stays when its owner leaves. */
export function stays({ extras, owner }: Element): boolean {
  return extras !== null && extras.stayMs > 0 && owner.absent === true;
}

/** What one owner has in a space. */
class Ownership {
  readonly elements: GapList<Element>;
  /** Number of elements that stay when the owner leaves. */
  staying = 0;
  readonly tenures: Tenures;

  constructor(owner: Owner) {
    this.elements = new GapList((element) =>
      element.removed || element.owner !== owner
    );
    this.tenures = new Tenures(owner);
  }
}

/** Owners that are there, with their elements, and owners that have left. */
export class Owners {
  /**
   * Owners that have left, whose elements are being removed: each with the
   * serial number of that moment.
   */
  readonly departed: Map<Owner, number> = new Map();
  readonly #present = new Map<Owner, Ownership>();

  /**
   * When the owner of an element left, which is there only until its removal is
   * reported; `undefined`: it has not left, or the element stays.
   */
  leftAt(element: Element): number | undefined {
    const { departed } = this;
    if (departed.size === 0 || stays(element)) return undefined;
    return departed.get(element.owner);
  }

  /** What an owner has, which it may not have yet. */
  of(owner: Owner): Ownership {
    let ownership = this.#present.get(owner);
    if (ownership === undefined) {
      ownership = new Ownership(owner);
      this.#present.set(owner, ownership);
    }
    return ownership;
  }

  /** Number of an owner's elements. */
  countOf(owner: Owner): number {
    return this.#present.get(owner)?.elements.size ?? 0;
  }

  /** An owner's elements, in the order of their adding. */
  elementsOf(owner: Owner): Iterable<Element> {
    return this.#present.get(owner)?.elements.items() ?? [];
  }

  /** An owner has one element more. */
  add(owner: Owner, element: Element): void {
    const ownership = this.of(owner);
    ownership.elements.add(element);
    if (element.extras !== null && element.extras.stayMs > 0) {
      ownership.staying++;
    }
  }

  /** An owner has one element less. */
  delete(owner: Owner, element: Element): void {
    const ownership = this.#present.get(owner);
    if (ownership === undefined) return;
    ownership.elements.delete(element);
    if (element.extras !== null && element.extras.stayMs > 0) {
      ownership.staying--;
    }
    const hasLeft = owner.absent === true || this.departed.has(owner);
    if (hasLeft && ownership.elements.size === 0) this.#present.delete(owner);
  }

  /** Whether elements of an owner stay when it leaves. */
  hasStaying(owner: Owner): boolean {
    return (this.#present.get(owner)?.staying ?? 0) > 0;
  }

  /**
   * An owner leaves.
   *
   * @param serial Gives the serial number of this moment, if it is needed.
   * @returns Its elements: those that do not stay are to be removed, and to be
   * deleted here. `undefined`: there are none, or it is leaving already.
   */
  depart(
    owner: Owner,
    serial: () => number,
  ): Iterable<Element> | undefined {
    if (this.departed.has(owner)) return undefined;
    const ownership = this.#present.get(owner);
    if (ownership === undefined) return undefined;
    const { elements, staying } = ownership;
    if (staying === 0) this.#present.delete(owner);
    if (elements.size === 0) return undefined;
    this.departed.set(owner, serial());
    return elements.items();
  }
}
