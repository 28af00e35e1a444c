/**
 * Tokens: texts that log in like a name and its password, with fewer rights
 * and an end. The users file has their hashes:
 *
 *     {"tokens":{"0a1b2c3d4e5f":{"hash":"…","user":"joe","name":"backup",
 *       "created":1790000000,"groups":["staff"],"read":["house/#"],
 *       "ends":1800000000,"used":1790000100}}}
 *
 * Times are seconds since 1970. The secret has 256 bits: a hash without a salt
 * and of no cost can't be guessed, and a check takes microseconds.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { builtins } from "../runtime/builtins.ts";
import { LayoutError } from "./errors.ts";

/** Whether a value is a pattern of paths, with `#` at its end only. */
export function isPathPattern(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !/#./s.test(value);
}

/** What a token is limited to. */
export interface TokenLimits {
  /** Groups; `undefined`: all of the user. */
  readonly groups?: readonly string[];
  /** Patterns of paths to fetch. With any patterns, others are closed. */
  readonly read?: readonly string[];
  /** Patterns of paths to set. */
  readonly set?: readonly string[];
  /** Patterns of paths to call. */
  readonly call?: readonly string[];
  /** Patterns of paths to add. */
  readonly add?: readonly string[];
  /** Whether it keeps the rights of an administrator. */
  readonly admin?: boolean;
  /** When it ends, in seconds since 1970; `undefined`: never. */
  readonly ends?: number;
}

/** A token, as in the file. */
export interface StoredToken extends TokenLimits {
  /** SHA-256 of the token's text, as base64url. */
  readonly hash: string;
  /** Name of the user whose rights it has. */
  readonly user: string;
  /** What it is for. */
  readonly name: string;
  /** When it was made, in seconds since 1970. */
  readonly created: number;
  /** When it was used last, to about an hour. */
  readonly used?: number;
}

/** The names of the lists of patterns. */
export const TOKEN_PATTERNS = ["read", "set", "call", "add"] as const;

/** Id and text of a new token. */
export function newToken(): { id: string; text: string } {
  const { randomBytes } = builtins.crypto;
  const id = randomBytes(6).toString("hex");
  return { id, text: `jet_${id}_${randomBytes(32).toString("base64url")}` };
}

const FORM = /^jet_([0-9a-f]{12})_[\w-]{43}$/;

/** The id of a token; `undefined`: the text is none. */
export function tokenId(text: string): string | undefined {
  return FORM.exec(text)?.[1];
}

/** The hash of a token's text. */
export function tokenHash(text: string): string {
  return builtins.crypto.createHash("sha256").update(text).digest("base64url");
}

/** Whether a hash is that of a text, in the same time for all texts. */
export function isTokenHash(hash: string, text: string): boolean {
  const known = new TextEncoder().encode(hash);
  const given = new TextEncoder().encode(tokenHash(text));
  return known.length === given.length &&
    builtins.crypto.timingSafeEqual(known, given);
}

/**
 * Reads the tokens of a users file.
 *
 * @throws {LayoutError} if they have another layout.
 */
export function readTokens(value: unknown): Map<string, StoredToken> {
  const tokens = new Map<string, StoredToken>();
  if (value === undefined) return tokens;
  if (!isRecord(value)) throw new LayoutError("tokens must be an object");
  for (const [id, token] of Object.entries(value)) {
    tokens.set(id, readToken(token, `token ${JSON.stringify(id)}`));
  }
  return tokens;
}

function readToken(value: unknown, where: string): StoredToken {
  if (!isRecord(value)) throw new LayoutError(`${where} must be an object`);
  const { hash, user, name = "", created = 0 } = value;
  if (typeof hash !== "string" || typeof user !== "string") {
    throw new LayoutError(`${where} needs the texts hash and user`);
  }
  if (typeof name !== "string" || typeof created !== "number") {
    throw new LayoutError(`${where}: name is a text, created a number`);
  }
  const { used } = value;
  if (used !== undefined && typeof used !== "number") {
    throw new LayoutError(`${where}: used must be a number`);
  }
  return { hash, user, name, created, used, ...readLimits(value, where) };
}

/**
 * Reads what a token is limited to.
 *
 * @param where What it is, for messages.
 * @throws {LayoutError} if a member is of another type.
 */
export function readLimits(
  value: Readonly<Record<string, unknown>>,
  where: string,
): TokenLimits {
  const { admin, ends } = value;
  if (admin !== undefined && typeof admin !== "boolean") {
    throw new LayoutError(`${where}: admin must be true or false`);
  }
  if (ends !== undefined && typeof ends !== "number") {
    throw new LayoutError(`${where}: ends must be a number`);
  }
  const list = (name: string) => {
    const given = value[name];
    if (given === undefined || isTexts(given)) return given;
    throw new LayoutError(`${where}: ${name} must be an array of texts`);
  };
  const patterns = (name: string) => {
    const given = list(name);
    if (given?.every(isPathPattern) !== false) return given;
    throw new LayoutError(
      `${where}: ${name} must be an array of patterns with # at the end only`,
    );
  };
  return {
    groups: list("groups"),
    read: patterns("read"),
    set: patterns("set"),
    call: patterns("call"),
    add: patterns("add"),
    admin,
    ends,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** The tokens as the file has them. */
export function formatTokens(
  tokens: ReadonlyMap<string, StoredToken>,
): Record<string, StoredToken> {
  return Object.fromEntries(tokens);
}

/** Whether a token limits the paths. */
export function limitsPaths(token: TokenLimits): boolean {
  return TOKEN_PATTERNS.some((name) => token[name] !== undefined);
}
