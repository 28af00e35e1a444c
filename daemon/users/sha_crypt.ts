/**
 * The SHA-256 and SHA-512 methods of crypt(3), `$5$` and `$6$`, as Ulrich
 * Drepper specified them.
 *
 * @module
 */
import { Lazy } from "../../base/lazy.ts";
import { systemClock } from "../../base/system_clock.ts";

/**
 * Each hash of `node:crypto` is an object of Deno's C++ heap until the next full
 * collection of garbage: the rounds of 200 passwords would be a million of them,
 * which are freed in one turn of 0.5 s.
 */
const hashes = new Lazy(() => import("npm:@noble/hashes@2.4.0/sha2.js"));

type Hash = typeof import("npm:@noble/hashes@2.4.0/sha2.js")[
  CryptMethod["hash"]
];

/** A method of crypt(3). */
interface CryptMethod {
  readonly hash: "sha256" | "sha512";
  /** In which order three bytes of the digest become four characters. */
  readonly order: readonly (readonly number[])[];
  /** How many characters the encoded digest has. */
  readonly length: number;
}

// The specification lists the bytes one by one. They are those of three equal
// parts of the digest, rotated by one place from group to group.
const SHA256: CryptMethod = {
  hash: "sha256",
  order: [...groups(10, 2), [31, 30]],
  length: 43,
};
const SHA512: CryptMethod = {
  hash: "sha512",
  order: [...groups(21, 1), [63]],
  length: 86,
};

function groups(part: number, step: number): number[][] {
  return Array.from({ length: part }, (_, i) => {
    const bytes = [i, i + part, i + 2 * part];
    const first = (i * step) % 3;
    return [0, 1, 2].map((k) => bytes[(first + k) % 3]);
  });
}

const ALPHABET =
  "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const DEFAULT_ROUNDS = 5000;
const MIN_ROUNDS = 1000;
/**
 * Limit of the rounds. crypt(3) would accept 999999999, more than ten minutes
 * for each login.
 */
export const MAX_ROUNDS = 5_000_000;
const MAX_SALT_LENGTH = 16;

/** The rounds yield to the event loop after this time. */
const SLICE_MS = 4;
/** Time in between, so that many logins leave most of the time to others. */
const PAUSE_MS = 8;
/** Rounds between two readings of the clock. */
const ROUNDS_PER_CHECK = 16;

const SETTING =
  /^\$([56])\$(?:rounds=([1-9]\d{0,8})\$)?([!-#%-9;-~]*)(?:\$([./0-9A-Za-z]*))?$/;

/** The parts of a stored text: parameters and digest. */
export interface ShaCrypt {
  readonly method: CryptMethod;
  readonly rounds: number;
  /** Whether the text has the rounds, or they are those of the method. */
  readonly explicit: boolean;
  readonly salt: string;
  /** The encoded digest; empty if the text is a setting only. */
  readonly digest: string;
}

/**
 * Reads a text made by crypt(3) with `$5$` or `$6$`, or a setting for it.
 * As in crypt(3), rounds below 1000 mean 1000, and the salt ends after 16
 * characters.
 *
 * @returns `undefined` if the text is not of this form.
 */
export function parseShaCrypt(text: string): ShaCrypt | undefined {
  const match = SETTING.exec(text);
  if (match === null) return undefined;
  const [, id, rounds, salt, digest = ""] = match;
  const method = id === "5" ? SHA256 : SHA512;
  return {
    method,
    rounds: rounds === undefined
      ? DEFAULT_ROUNDS
      : Math.max(Number(rounds), MIN_ROUNDS),
    explicit: rounds !== undefined,
    salt: salt.slice(0, MAX_SALT_LENGTH),
    digest,
  };
}

/** Whether a stored text has a whole digest: a shorter one proves nothing. */
export function isComplete({ method, digest }: ShaCrypt): boolean {
  return digest.length === method.length;
}

/**
 * Computes what crypt(3) returns for a password and a setting such as
 * `$6$saltstring`. Long computations let the event loop run in between.
 *
 * @throws {RangeError} if the setting is not of this form or asks for more
 * than {@linkcode MAX_ROUNDS}.
 */
export async function shaCrypt(
  password: string,
  setting: string,
): Promise<string> {
  const parsed = parseShaCrypt(setting);
  if (parsed === undefined) throw new RangeError("not a SHA-crypt setting");
  const id = parsed.method === SHA256 ? "5" : "6";
  const rounds = parsed.explicit ? `rounds=${parsed.rounds}$` : "";
  const digest = await shaCryptDigest(password, parsed);
  return `$${id}$${rounds}${parsed.salt}$${digest}`;
}

/**
 * Computes the encoded digest only.
 *
 * @throws {RangeError} if more than {@linkcode MAX_ROUNDS} are asked for.
 */
export async function shaCryptDigest(
  password: string,
  { method, rounds, salt }: Omit<ShaCrypt, "digest" | "explicit">,
): Promise<string> {
  if (rounds > MAX_ROUNDS) throw new RangeError("too many rounds");
  const key = new TextEncoder().encode(password);
  const { [method.hash]: hash } = await hashes.get();
  const start = startOf(key, new TextEncoder().encode(salt), hash);
  return encode(await stretch(start, rounds, hash), method);
}

interface Start {
  /** What the rounds change. */
  readonly digest: Uint8Array;
  /** Made of the password, as long as that. */
  readonly p: Uint8Array;
  /** Made of the salt, as long as that. */
  readonly s: Uint8Array;
}

function startOf(key: Uint8Array, salt: Uint8Array, hash: Hash): Start {
  const other = hash.create().update(key).update(salt).update(key).digest();
  const first = hash.create().update(key).update(salt)
    .update(repeated(other, key.length));
  // Every bit of the length chooses, from the lowest on.
  for (let bits = key.length; bits > 0; bits >>= 1) {
    first.update(bits & 1 ? other : key);
  }
  const digest = first.digest();

  const keys = hash.create();
  for (let i = 0; i < key.length; i++) keys.update(key);
  const salts = hash.create();
  for (let i = 0; i < 16 + digest[0]; i++) salts.update(salt);
  return {
    digest,
    p: repeated(keys.digest(), key.length),
    s: repeated(salts.digest(), salt.length),
  };
}

function repeated(bytes: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length);
  for (let at = 0; at < length; at += bytes.length) {
    all.set(bytes.subarray(0, length - at), at);
  }
  return all;
}

async function stretch(
  { digest, p, s }: Start,
  rounds: number,
  hash: Hash,
): Promise<Uint8Array> {
  // Joining the parts is cheaper than a call of update() for each.
  const buffer = new Uint8Array(digest.length + 2 * p.length + s.length);
  let current = digest;
  let until = performance.now() + SLICE_MS;
  for (let i = 0; i < rounds; i++) {
    const odd = i % 2 === 1;
    let end = 0;
    const add = (bytes: Uint8Array) => {
      buffer.set(bytes, end);
      end += bytes.length;
    };
    add(odd ? p : current);
    if (i % 3 !== 0) add(s);
    if (i % 7 !== 0) add(p);
    add(odd ? current : p);
    current = hash(buffer.subarray(0, end));
    if (i % ROUNDS_PER_CHECK === 0 && performance.now() > until) {
      await new Promise<void>((resolve) =>
        systemClock.after(PAUSE_MS, resolve)
      );
      until = performance.now() + SLICE_MS;
    }
  }
  return current;
}

function encode(digest: Uint8Array, { order }: CryptMethod): string {
  let text = "";
  for (const group of order) {
    let bits = group.reduce((all, index) => all << 8 | digest[index], 0);
    for (let i = 0; i <= group.length; i++) {
      text += ALPHABET[bits & 63];
      bits >>= 6;
    }
  }
  return text;
}
