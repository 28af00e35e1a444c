/**
 * How a member gives a path up for a peer of another one: its owner is away, or
 * gives no sign of life.
 *
 * @module
 */
import type { Element } from "../bus/elements/element.ts";
import { stays } from "../bus/space/owners.ts";
import type { Space } from "../bus/space/space.ts";
import type { BinaryReader } from "../protocol/binary/reader.ts";
import { Kind } from "./messages.ts";
import type { MessageOutput } from "./requests.ts";

/** Questions to another member that wait for its answers. */
export class YieldRequests {
  readonly #out: MessageOutput;
  readonly #waiting = new Map<number, (isFree: boolean) => void>();
  #last = 0;

  constructor(out: MessageOutput) {
    this.#out = out;
  }

  /**
   * Asks for a path.
   *
   * @param replacesSilent Whether an owner without a sign of life is replaced too.
   * @param done Called once with whether the path may be free now.
   */
  send(
    place: number,
    replacesSilent: boolean,
    done: (isFree: boolean) => void,
  ): void {
    const token = ++this.#last;
    this.#waiting.set(token, done);
    this.#out.begin(Kind.yield).f64(place).u32(token)
      .u8(replacesSilent ? 1 : 0);
  }

  /** Takes an answer. */
  answered(from: BinaryReader): void {
    const token = from.u32();
    const isFree = from.u8() === 1;
    const done = this.#waiting.get(token);
    this.#waiting.delete(token);
    done?.(isFree);
  }

  /** Answers all: nothing comes any more. */
  endAll(isFree: boolean): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const done of waiting) done(isFree);
  }
}

/**
 * Removes an element whose owner is away, or silent, as an `add` at this daemon
 * would.
 *
 * @param element `undefined`: it is gone already.
 * @param done Called once, at once or some seconds later, with whether it is gone.
 */
export function yieldElement(
  space: Space,
  element: Element | undefined,
  replacesSilent: boolean,
  done: (isGone: boolean) => void,
): void {
  if (element === undefined) return done(true);
  const { owner, path, wishes } = element;
  if (stays(element)) {
    space.remove(owner, path);
    return done(true);
  }
  if (!replacesSilent || !owner.judgeSilence) return done(false);
  owner.judgeSilence(wishes, (isSilent) => {
    if (element.removed) return done(true);
    if (!isSilent || element.owner !== owner) return done(false);
    space.remove(owner, path);
    owner.displaced?.(element);
    done(true);
  });
}
