/**
 * scrypt hashes as texts with their parameters, in the PHC string format:
 *
 *     $scrypt$ln=15,r=8,p=1$<salt>$<hash>
 *
 * `ln` is the binary logarithm of scrypt's cost N; salt and hash are base64
 * without padding.
 *
 * @module
 */
import { builtins } from "../runtime/builtins.ts";

/** The parts of such a text. */
export interface ScryptHash {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** Default binary logarithm of N of new hashes: 32 MiB, about 0.1 s. */
export const DEFAULT_COST = 15;
const FACTORS = { r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

// Limits of the cost of a stored text, against endless computations.
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const MAX_P = 16;
// Shorter hashes can be guessed; longer salts and hashes are not in use.
const MIN_HASH_BYTES = 16;
const MAX_DECODED_BYTES = 128;

const FORM =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Reads a text of this form.
 *
 * @returns `undefined` if it is not, or asks for more than is reasonable.
 */
export function parseScrypt(text: string): ScryptHash | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [ln, r, p] = match.slice(1, 4).map(Number);
  const salt = fromBase64(match[4]);
  const hash = fromBase64(match[5]);
  if (salt === undefined || hash === undefined) return undefined;
  if (ln < 1 || r < 1 || p < 1 || p > MAX_P) return undefined;
  if (memoryOf(ln, r, p) > MAX_MEMORY_BYTES) return undefined;
  if (hash.length < MIN_HASH_BYTES) return undefined;
  return { ln, r, p, salt, hash };
}

/** Computes the hash of a password with a stored text's salt and cost. */
export function scryptOf(
  password: string,
  { ln, r, p, salt, hash }: ScryptHash,
): Promise<Uint8Array> {
  const options = {
    N: 2 ** ln,
    r,
    p,
    // The implementations count slightly differently what they need.
    maxmem: 2 * memoryOf(ln, r, p),
  };
  return new Promise((resolve, reject) => {
    builtins.crypto.scrypt(
      password,
      salt,
      hash.length,
      options,
      (error, key) => {
        if (error) reject(error);
        else resolve(key);
      },
    );
  });
}

/** Hashes a password with a new salt; `ln` is the logarithm of N. */
export async function newScrypt(password: string, ln: number): Promise<string> {
  const salt = builtins.crypto.randomBytes(SALT_BYTES);
  const made = { ln, ...FACTORS, salt, hash: new Uint8Array(HASH_BYTES) };
  return format({ ...made, hash: await scryptOf(password, made) });
}

/** A text that costs as much as others to compare with; nothing matches it. */
export function randomScrypt(ln: number): string {
  const salt = builtins.crypto.randomBytes(SALT_BYTES);
  return format({
    ln,
    ...FACTORS,
    salt,
    hash: builtins.crypto.randomBytes(HASH_BYTES),
  });
}

function format({ ln, r, p, salt, hash }: ScryptHash): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${toBase64(salt)}$${toBase64(hash)}`;
}

function memoryOf(ln: number, r: number, p: number): number {
  return 128 * r * (2 ** ln + p);
}

function toBase64(bytes: Uint8Array): string {
  return builtins.buffers.Buffer.from(bytes).toString("base64").replace(
    /=+$/,
    "",
  );
}

function fromBase64(text: string): Uint8Array | undefined {
  const { Buffer } = builtins.buffers;
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  // The decoder skips what it can't read; then the way back differs.
  return bytes.length <= MAX_DECODED_BYTES && toBase64(bytes) === text
    ? bytes
    : undefined;
}
