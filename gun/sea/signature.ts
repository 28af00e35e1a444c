/**
 * Signed values: what a property in somebody's space holds.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";
import { member, parsed, written } from "./json.ts";

/** A signed value, taken apart; whether the signature fits is not known yet. */
export interface Signed {
  /** What was signed: a value, or whatever else its writer has put there. */
  readonly plain: unknown;
  /** The signature, in Base64. */
  readonly signature: string;
  /** Public key of the writer, if that is not the owner of the space. */
  readonly writer: string | undefined;
  /** By what right somebody else writes here. */
  readonly certificate: unknown;
}

/**
 * Takes a signed value apart.
 *
 * @returns nothing if it is none: the text of an object with `:`, what was
 * signed, and `~`, the signature.
 */
export function readSigned(value: Value): Signed | undefined {
  // Only what begins as an object is worth parsing.
  if (typeof value !== "string" || !/^\s{0,9}\{/.test(value)) return undefined;
  const content = parsed(value);
  const plain = member(content, ":");
  const signature = member(content, "~");
  const writer = member(content, "*");
  if (plain === undefined || typeof signature !== "string") return undefined;
  if (writer !== undefined && typeof writer !== "string") return undefined;
  return { plain, signature, writer, certificate: member(content, "+") };
}

/**
 * The text that a signature is made of. The property and its state are part of
 * it, so a signed value is worth nothing at another place or time.
 *
 * @returns nothing if what was signed is nested too deep to be written.
 */
export function signedText(
  soul: string,
  key: string,
  plain: unknown,
  state: number,
): string | undefined {
  return written({ "#": soul, ".": key, ":": plain, ">": state });
}
