/**
 * Password hashes: makes and verifies scrypt, and verifies the SHA-256 and
 * SHA-512 methods of crypt(3), which older password files have.
 *
 * A hash is a text with its parameters: `$scrypt$ln=15,r=8,p=1$…$…`,
 * `$5$…$…` or `$6$rounds=10000$…$…`. Passwords are hashed as UTF-8, as they
 * are, without normalisation.
 *
 * @module
 */
import { RankedSemaphore, type Waiter } from "../../base/ranked_semaphore.ts";
import { Semaphore } from "../../base/semaphore.ts";
import { builtins } from "../runtime/builtins.ts";
import {
  DEFAULT_COST,
  newScrypt,
  parseScrypt,
  randomScrypt,
  type ScryptHash,
  scryptOf,
} from "./scrypt.ts";
import {
  isComplete,
  MAX_ROUNDS,
  parseShaCrypt,
  type ShaCrypt,
  shaCryptDigest,
} from "./sha_crypt.ts";

/** The longest password taken, in bytes of UTF-8. */
export const MAX_PASSWORD_BYTES = 1024;

/**
 * Maximum number of hashes that are computed at once for logins. Each takes
 * 32 MiB and a core, and the number of logins is not limited.
 */
const MAX_RUNNING_LOGINS = 2;
/** Maximum number of logins that wait for that. */
const MAX_WAITING_LOGINS = 1000;

const logins = new RankedSemaphore(MAX_RUNNING_LOGINS, MAX_WAITING_LOGINS);
/** SHA-crypt is computed in slices of the event loop: one at a time. */
const shaLogins = new RankedSemaphore(1, MAX_WAITING_LOGINS);
/** New passwords; logins must not make them wait. */
const changes = new Semaphore(1);

const FIRST: Waiter = { rank: () => 0, ended: false };

/** Whether a password is not longer than {@linkcode MAX_PASSWORD_BYTES}. */
export function fits(password: string): boolean {
  return password.length <= MAX_PASSWORD_BYTES &&
    builtins.buffers.Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
}

/**
 * Hashes a password with scrypt (r=8, p=1) and a new salt, without keeping the
 * event loop.
 *
 * @param cost Binary logarithm of N.
 * @throws {RangeError} if the password is longer than
 * {@linkcode MAX_PASSWORD_BYTES}.
 */
export function hash(
  password: string,
  cost: number = DEFAULT_COST,
): Promise<string> {
  if (!fits(password)) {
    return Promise.reject(new RangeError("the password is too long"));
  }
  return changes.run(() => newScrypt(password, cost));
}

/**
 * Whether a password is the one of which a hash was made.
 *
 * A hash that can't be verified, for whatever reason, has no password:
 * {@linkcode whyUnusable} returns the reason. The time taken depends on the
 * hash's own method and cost, not on how much of it is right.
 *
 * @param waiter Decides when it is computed.
 * @returns `undefined` if it was not computed, because the waiter has ended or
 * too many wait.
 */
export async function verify(
  password: string,
  stored: string,
  waiter: Waiter = FIRST,
): Promise<boolean | undefined> {
  if (!fits(password)) return false;
  const how = methodOf(stored);
  if ("scrypt" in how) {
    const { scrypt } = how;
    const found = await logins.run(waiter, () => scryptOf(password, scrypt));
    return found && builtins.crypto.timingSafeEqual(found, scrypt.hash);
  }
  if ("sha" in how) {
    const { sha } = how;
    const found = await shaLogins.run(
      waiter,
      () => shaCryptDigest(password, sha),
    );
    const { Buffer } = builtins.buffers;
    return found === undefined ? undefined : builtins.crypto.timingSafeEqual(
      Buffer.from(found),
      Buffer.from(sha.digest),
    );
  }
  return false;
}

/**
 * Why no password can ever be verified with a hash, in a few words that don't
 * contain the hash.
 *
 * @returns `undefined` if the hash is fine.
 */
export function whyUnusable(stored: string): string | undefined {
  const how = methodOf(stored);
  return "unusable" in how ? how.unusable : undefined;
}

/**
 * A hash that no password has and that takes as long to verify as those of
 * {@linkcode hash}: for users who don't exist.
 */
export function decoy(cost: number = DEFAULT_COST): string {
  return randomScrypt(cost);
}

type How =
  | { readonly scrypt: ScryptHash }
  | { readonly sha: ShaCrypt }
  | { readonly unusable: string };

function methodOf(stored: string): How {
  if (stored === "") return { unusable: "the hash is empty" };
  if (stored.startsWith("$scrypt$")) {
    const scrypt = parseScrypt(stored);
    return scrypt === undefined
      ? { unusable: "the scrypt hash is malformed or its cost is out of range" }
      : { scrypt };
  }
  if (/^\$[56]\$/.test(stored)) {
    const sha = parseShaCrypt(stored);
    if (sha === undefined || !isComplete(sha)) {
      return { unusable: "the SHA-crypt hash is malformed" };
    }
    return sha.rounds > MAX_ROUNDS
      ? { unusable: `the hash asks for more than ${MAX_ROUNDS} rounds` }
      : { sha };
  }
  return { unusable: unsupported(stored) };
}

function unsupported(stored: string): string {
  if (stored.startsWith("$1$")) return "MD5-crypt ($1$) is not supported";
  if (/^\$2[abxy]?\$/.test(stored)) return "bcrypt ($2$) is not supported";
  if (stored.startsWith("$y$")) return "yescrypt ($y$) is not supported";
  if (/^[./0-9A-Za-z]{13}$/.test(stored)) return "DES-crypt is not supported";
  return "it is not a password hash of a known form";
}
