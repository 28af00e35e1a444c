/**
 * The tokens of the users of a store.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { StoredToken, UserStore } from "./store.ts";
import {
  isPathPattern,
  isTokenHash,
  newToken,
  TOKEN_PATTERNS,
  tokenHash,
  tokenId,
  type TokenLimits,
} from "./tokens.ts";
import { isName } from "./user_file.ts";

/** How long the time of the last use may be late in the file, in seconds. */
const USED_EVERY_S = 3600;

/** Why a token can't be made. */
export type TokenFault =
  /** There is no such user. */
  | "unknownUser"
  /** The name is longer than 256 characters, or has control characters. */
  | "invalidName"
  /** A pattern of paths is empty, or has `#` before its end. */
  | "invalidPattern"
  /** A group's name is empty, too long or has control characters. */
  | "invalidGroup"
  /** It has ended already. */
  | "ended"
  /** Only administrators have tokens with the rights of one. */
  | "notAdmin";

/** A token, without what proves it. */
export interface TokenInfo extends Omit<StoredToken, "hash"> {
  readonly id: string;
}

/** Makes, lists, revokes and checks tokens. */
export class TokenStore {
  readonly #store: UserStore;
  readonly #clock: Pick<Clock, "now">;
  /** When tokens were used last, in seconds since 1970. */
  readonly #used = new Map<string, number>();
  /** The last of these times that were written. */
  readonly #written = new Map<string, number>();

  constructor(store: UserStore, clock: Pick<Clock, "now">) {
    this.#store = store;
    this.#clock = clock;
  }

  get #now(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  /**
   * Makes a token.
   *
   * @returns Its id and its text, which is nowhere else; or why not.
   * @throws {UserFileError} if the file can't be written.
   */
  async create(
    user: string,
    name: string,
    limits: TokenLimits,
  ): Promise<{ id: string; text: string } | TokenFault> {
    if (name !== "" && !isName(name)) return "invalidName";
    if (limits.groups?.every(isName) === false) return "invalidGroup";
    const patterns = TOKEN_PATTERNS.flatMap((name) => limits[name] ?? []);
    if (!patterns.every(isPathPattern)) return "invalidPattern";
    const now = this.#now;
    if (limits.ends !== undefined && limits.ends <= now) return "ended";
    const made = newToken();
    const hash = tokenHash(made.text);
    const outcome = await this.#store.changeTokens<TokenFault>(
      (tokens, users) => {
        const found = users.get(user);
        if (found === undefined) return "unknownUser";
        if (limits.admin === true && !found.admin) return "notAdmin";
        // Those that have ended long ago are of no use any more.
        for (const [id, { ends = Infinity }] of tokens) {
          if (ends < now - FORGET_AFTER_S) tokens.delete(id);
        }
        tokens.set(made.id, { hash, user, name, created: now, ...limits });
        return "ok";
      },
    );
    return outcome === "ok" ? made : outcome;
  }

  /** All tokens, also those that have ended. */
  list(): TokenInfo[] {
    return [...this.#store.tokens].map(([id, { hash: _, ...token }]) => {
      const used = this.#used.get(id) ?? token.used;
      return { id, ...token, used };
    });
  }

  /**
   * Revokes a token: its connections end.
   *
   * @returns Whether there was one.
   * @throws {UserFileError} if the file can't be written.
   */
  async revoke(id: string): Promise<boolean> {
    const outcome = await this.#store.changeTokens<"unknown">((tokens) =>
      tokens.delete(id) ? "ok" : "unknown"
    );
    return outcome === "ok";
  }

  /** Id and rest of a token that holds now; `undefined`: it proves nothing. */
  check(text: string): TokenInfo | undefined {
    const id = tokenId(text);
    const token = id === undefined ? undefined : this.#store.tokens.get(id);
    if (id === undefined || token === undefined) return undefined;
    if (!isTokenHash(token.hash, text)) return undefined;
    return this.get(id);
  }

  /** A token that holds now. */
  get(id: string): TokenInfo | undefined {
    const token = this.#store.tokens.get(id);
    if (token === undefined || hasEnded(token, this.#now)) return undefined;
    return { id, ...token };
  }

  /** Notes that a token was used. */
  use(id: string): void {
    const now = this.#now;
    this.#used.set(id, now);
    const written = this.#written.get(id) ??
      this.#store.tokens.get(id)?.used ?? 0;
    if (now - written < USED_EVERY_S) return;
    this.#written.set(id, now);
    this.#store.changeTokens<"unknown">((tokens) => {
      const token = tokens.get(id);
      if (token === undefined) return "unknown";
      tokens.set(id, { ...token, used: now });
      return "ok";
    }).catch(() => {
      // A file that can't be written lacks the time of the last use.
    });
  }

  /** Number of the tokens that have ended: it changes when one ends. */
  get ended(): number {
    const now = this.#now;
    let count = 0;
    for (const token of this.#store.tokens.values()) {
      if (hasEnded(token, now)) count++;
    }
    return count;
  }
}

/** How long tokens are listed after their end, in seconds. */
const FORGET_AFTER_S = 30 * 24 * 3600;

function hasEnded({ ends = Infinity }: StoredToken, now: number): boolean {
  return ends <= now;
}
