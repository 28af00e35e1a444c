/**
 * Requests of administrators for tokens.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { LayoutError } from "./errors.ts";
import type { TokenFault, TokenStore } from "./token_store.ts";
import { readLimits } from "./tokens.ts";

const FAULTS: Readonly<Record<TokenFault, string>> = {
  unknownUser: "there is no such user",
  invalidName: "a name has at most 256 characters, none for control",
  invalidPattern: "a pattern of paths has # at its end only",
  invalidGroup: "a group needs 1 to 256 characters without control characters",
  ended: "the end is in the past",
  notAdmin: "only administrators have tokens with the rights of one",
};

/**
 * Makes a token.
 *
 * @returns Its `id`, and its text as `token`; a text says why not.
 */
export async function createToken(
  tokens: TokenStore,
  args: unknown,
): Promise<{ id: string; token: string } | string> {
  if (!isRecord(args)) return "needs an object";
  const { user, name = "", ...rest } = args;
  if (typeof user !== "string") return "needs the name of a user";
  if (typeof name !== "string") return "name must be a text";
  try {
    const made = await tokens.create(user, name, readLimits(rest, "a token"));
    return typeof made === "string"
      ? FAULTS[made]
      : { id: made.id, token: made.text };
  } catch (error) {
    if (error instanceof LayoutError) return error.message;
    throw error;
  }
}

/**
 * Revokes tokens.
 *
 * @returns The ids; a text says which of them is unknown.
 */
export async function revokeTokens(
  tokens: TokenStore,
  ids: unknown,
): Promise<unknown[] | string> {
  if (!Array.isArray(ids) || ids.length === 0) return "needs ids of tokens";
  const known = tokens.list().map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    return `there is no token ${JSON.stringify(unknown)}`;
  }
  for (const id of ids) await tokens.revoke(id);
  return ids;
}
