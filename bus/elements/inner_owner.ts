/**
 * What owners within the daemon have in common.
 *
 * @module
 */
import type { AddParams } from "../../protocol/inbox.ts";
import { NO_VALUE, type Value } from "../../protocol/values/value.ts";
import type { OwnerRequest } from "./owner.ts";

/** A state that has nothing but path and value. */
export const PLAIN_STATE: AddParams = {
  fetchOnly: false,
  signal: false,
  timeout: undefined,
  access: undefined,
  replacesSilent: false,
  wishes: null,
  extras: null,
};

/** Responses have the value, not the path. */
const VALUE_ONLY = { answersWithPath: false, answersWithWarning: false };

/**
 * Responds to a `set`.
 *
 * @param taken The value that the state has now.
 */
export function answerSet(
  { requester, id, valueAsResult, params }: OwnerRequest,
  path: string,
  taken: Value,
): void {
  if (id === undefined) return;
  const routed = { id, valueAsResult, call: false, path, params };
  const result = valueAsResult ? taken : NO_VALUE;
  requester.respond(routed, true, result, VALUE_ONLY);
}
