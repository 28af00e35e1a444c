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
import { BinaryWriter } from "../protocol/binary/writer.ts";
import { type Claim, packClaim, unpackClaim } from "./entries.ts";
import { Kind } from "./messages.ts";
import type { MessageOutput } from "./requests.ts";

/** What a member says to a question for a path. */
export const Outcome = {
  /** It is kept. */
  kept: 0,
  /** It is free: what was there is removed. */
  free: 1,
  /** It was given to the member that asked, by the log. */
  given: 2,
} as const;

/** A new element that may be that which is there. */
export interface Heir {
  readonly claim: Claim;
  /** Name of its owner's user; `undefined`: no login. */
  readonly user: string | undefined;
}

/** Called once with an {@linkcode Outcome}. */
type OutcomeDone = (outcome: number) => void;

/** Questions to another member that wait for its answers. */
export class YieldRequests {
  readonly #out: MessageOutput;
  readonly #waiting = new Map<number, OutcomeDone>();
  #last = 0;

  constructor(out: MessageOutput) {
    this.#out = out;
  }

  /**
   * Asks for a path.
   *
   * @param replacesSilent Whether an owner without a sign of life is replaced too.
   * @param heir The new element, for a member that gives paths.
   * @param done Called once with an {@linkcode Outcome}: the path may be free, or
   * given, now.
   */
  send(
    place: number,
    replacesSilent: boolean,
    heir: Heir | undefined,
    done: OutcomeDone,
  ): void {
    const token = ++this.#last;
    this.#waiting.set(token, done);
    const bits = replacesSilent ? 1 : 0;
    if (heir === undefined) {
      this.#out.begin(Kind.yield).f64(place).u32(token).u8(bits);
      return;
    }
    const { claim, user } = heir;
    const text = JSON.stringify([user ?? null, ...packClaim(claim)]);
    const body = new BinaryWriter().f64(place).u32(token).u8(bits)
      .longText(text);
    this.#out.begin(Kind.takeOver).u32(body.length).slice(
      body.bytes,
      0,
      body.length,
    );
  }

  /** Takes an answer. */
  answered(from: BinaryReader): void {
    const token = from.u32();
    const outcome = from.u8();
    const done = this.#waiting.get(token);
    this.#waiting.delete(token);
    done?.(outcome);
  }

  /** Answers all: nothing comes any more. */
  endAll(outcome: number): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const done of waiting) done(outcome);
  }
}

/**
 * The new element of a {@linkcode Kind.takeOver}.
 *
 * @throws {TypeError} if it is none.
 */
export function readHeir(from: BinaryReader): Heir {
  const packed: unknown = JSON.parse(from.text(from.u32()));
  if (!Array.isArray(packed)) throw new TypeError("no element");
  const [user, ...claim] = packed;
  return {
    claim: unpackClaim(claim),
    user: typeof user === "string" ? user : undefined,
  };
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
