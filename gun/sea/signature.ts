/**
 * Signed values: the properties of nodes in a user's space.
 *
 * @module
 */
import type { GraphValue } from "../graph/value.ts";
import { ownMember } from "../../base/object_members.ts";
import { parse, stringify } from "../wire/json.ts";

/** A parsed signed value; its signature is not verified yet. */
export interface Signed {
  /** The signed content: a value, or any other JSON of the writer. */
  readonly plain: unknown;
  /** The signature, in Base64. */
  readonly signature: string;
  /** Public key of the writer, if that is not the owner of the space. */
  readonly writer: string | undefined;
  /** The certificate that lets a writer other than the owner write. */
  readonly certificate: unknown;
}

/**
 * Parses a signed value: the JSON of an object with the content as `:` and the
 * signature as `~`.
 *
 * @returns nothing if the value is not signed.
 */
export function readSigned(value: GraphValue): Signed | undefined {
  // Avoids parsing texts that are no objects.
  if (typeof value !== "string" || !/^\s{0,9}\{/.test(value)) return undefined;
  const content = parse(value);
  const plain = ownMember(content, ":");
  const signature = ownMember(content, "~");
  const writer = ownMember(content, "*");
  if (plain === undefined || typeof signature !== "string") return undefined;
  if (writer !== undefined && typeof writer !== "string") return undefined;
  return { plain, signature, writer, certificate: ownMember(content, "+") };
}

/**
 * The text to be signed. It has the soul, key and state of the property, so a
 * signed value can't be replayed at another property or state.
 *
 * @returns nothing if the content is nested too deep.
 */
export function signedText(
  soul: string,
  key: string,
  plain: unknown,
  state: number,
): string | undefined {
  return stringify({ "#": soul, ".": key, ":": plain, ">": state });
}
