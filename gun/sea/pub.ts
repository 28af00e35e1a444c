/**
 * Public keys: finding them in souls, verifying signatures with them.
 *
 * @module
 */
import { BoundedMap } from "./bounded_map.ts";

/** Size of the cache of imported keys; the least recently used are evicted. */
const MAX_CACHED_KEYS = 1024;

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const ECDSA = { name: "ECDSA", hash: "SHA-256" } as const;

const encoder = new TextEncoder();

/** Whether a text has the form of a public key: two coordinates on P-256. */
export function isPublicKey(text: string): boolean {
  return text.length === 87 && /^[\w-]{43}\.[\w-]{43}$/.test(text);
}

/**
 * The owner's public key in a soul: what follows the first `~`, up to the
 * second character that no key contains. It is cut out exactly as in GUN,
 * without a check of its form: if it is no key, every write there is refused.
 *
 * @returns nothing if the soul names no owner.
 *
 * @example
 * ```ts
 * import { publicKeyOf } from "./pub.ts";
 *
 * console.log(publicKeyOf("~abc.def/profile")); // abc.def
 * console.log(publicKeyOf("chat~abc.def")); // abc.def
 * console.log(publicKeyOf("chat")); // undefined
 * ```
 */
export function publicKeyOf(soul: string): string | undefined {
  const start = soul.indexOf("~") + 1;
  if (start === 0) return undefined;
  const end = soul.indexOf("~", start);
  const rest = soul.slice(start, end < 0 ? undefined : end);
  // The limit keeps long souls from being split to their end.
  const [x, y] = rest.split(/[^\w-]/, 2);
  return rest === "" || y === undefined ? undefined : `${x}.${y}`;
}

/** Verifies signatures, with a cache of imported keys. */
export class Signatures {
  readonly #keys = new BoundedMap<string, Promise<CryptoKey | null>>(
    MAX_CACHED_KEYS,
  );

  /**
   * Verifies the signature of a text.
   *
   * @param pub The signer's public key; if it has not the form of one, the
   * result is `false`.
   * @param signature 64 bytes, in Base64.
   * @param text What was signed.
   */
  async fits(pub: string, signature: string, text: string): Promise<boolean> {
    const bytes = signatureBytes(signature);
    if (bytes === undefined || !isPublicKey(pub)) return false;
    try {
      const key = await this.#key(pub);
      if (key === null) return false;
      // SEA signs the SHA-256 hash of the text; ECDSA hashes that once more.
      const hash = await crypto.subtle.digest("SHA-256", encoder.encode(text));
      return await crypto.subtle.verify(ECDSA, key, bytes, hash);
    } catch {
      return false;
    }
  }

  /** The imported key; `null` if it is no point on the curve. */
  #key(pub: string): Promise<CryptoKey | null> {
    const known = this.#keys.get(pub);
    if (known !== undefined) return known;
    const key = importKey(pub);
    this.#keys.set(pub, key);
    return key;
  }
}

async function importKey(pub: string): Promise<CryptoKey | null> {
  const [x, y] = pub.split(".");
  const jwk = { kty: "EC", crv: "P-256", x, y, ext: true };
  try {
    return await crypto.subtle.importKey("jwk", jwk, P256, false, ["verify"]);
  } catch {
    return null;
  }
}

function signatureBytes(base64: string): Uint8Array<ArrayBuffer> | undefined {
  if (base64.length !== 88 || !/^[A-Za-z0-9+/]{86}==$/.test(base64)) {
    return undefined;
  }
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
