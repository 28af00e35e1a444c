/**
 * Which elements a fetch or a get is about, as programs write it.
 *
 * @module
 */
import type { FetchRules } from "../../protocol/rules/written.ts";

/** The rules as they are sent. */
export function rulesToWire(rules: FetchRules): Record<string, unknown> {
  const { path } = rules;
  return { ...rules, path: typeof path === "string" ? { equals: path } : path };
}
