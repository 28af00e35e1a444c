/**
 * Policies of certificates: conditions on the path and the key of a property.
 *
 * @module
 */
import { ownMember } from "../../base/object_members.ts";

/** The property that a write changes. */
export interface WrittenProperty {
  /** The soul after its first slash; empty for the owner's node itself. */
  readonly path: string;
  /** The key. */
  readonly key: string;
}

/**
 * Whether a condition holds for a text: the text itself; or an object with
 * `=` (is), `*` (begins with), `>` (is this or after), `<` (is this or before),
 * of which all that are given have to hold, and one at least.
 *
 * @example
 * ```ts
 * import { matches } from "./policy.ts";
 *
 * console.log(matches("inbox/1", { "*": "inbox/" })); // true
 * console.log(matches("inbox/1", "inbox")); // false
 * ```
 */
export function matches(text: string, condition: unknown): boolean {
  if (typeof condition === "string") return text === condition;
  let some = false;
  for (const [name, holds] of CONDITIONS) {
    const operand = ownMember(condition, name);
    if (operand === undefined) continue;
    if (typeof operand !== "string" || !holds(text, operand)) return false;
    some = true;
  }
  return some;
}

/**
 * Whether a policy covers a property: a condition on path and key together, or
 * an object with conditions on the path (`#`), the key (`.`) or each of them.
 */
export function covers(
  policy: unknown,
  { path, key }: WrittenProperty,
): boolean {
  const whole = path === "" ? key : `${path}/${key}`;
  const ofPath = ownMember(policy, "#");
  const ofKey = ownMember(policy, ".");
  if (ofPath === undefined && ofKey === undefined) {
    return matches(whole, policy);
  }
  if (ofKey === undefined) {
    return matches(path, ofPath) || matches(whole, ofPath);
  }
  return matches(key, ofKey) &&
    (ofPath === undefined || matches(path, ofPath));
}

/** Whether a policy requires the writer's public key in the path or the key. */
export function namesWriter(policy: unknown): boolean {
  const wanted = ownMember(policy, "+");
  return typeof wanted === "string" && wanted.includes("*");
}

const CONDITIONS: [string, (text: string, operand: string) => boolean][] = [
  ["=", (text, operand) => text === operand],
  ["*", (text, operand) => text.startsWith(operand)],
  [">", (text, operand) => text >= operand],
  ["<", (text, operand) => text <= operand],
];
