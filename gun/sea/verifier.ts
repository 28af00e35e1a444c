/**
 * Verifies writes by the rules of SEA.
 *
 * @module
 */
import { type GraphValue, isLink, type Property } from "../graph/value.ts";
import {
  blockList,
  NOT_CERTIFIED,
  pathOf,
  readCertificate,
  refusal,
} from "./certificate.ts";
import { isFrozen } from "./frozen.ts";
import { parse } from "../wire/json.ts";
import { publicKeyOf, Signatures } from "./pub.ts";
import { readSigned, type Signed, signedText } from "./signature.ts";

const UNVERIFIED = "Unverified data.";

/** Options of a verifier. */
export interface SeaOptions {
  /**
   * Reads the graph, where owners keep their lists of blocked writers. Without
   * it no writer is blocked.
   */
  property?: (soul: string, key: string) => Property | undefined;
}

/**
 * The rules of SEA, the security of GUN, as every peer keeps them:
 *
 * - values in a user's space (`~` and a public key anywhere in the soul) are
 *   signed by the owner, or by a writer with the owner's certificate;
 * - lists of aliases (`~@…`) hold links to the nodes that their keys name;
 * - the key of a frozen property (`#` in the soul) is the hash of the value;
 * - everything else is public.
 *
 * Signatures of before 2020 are not bound to a property and its state. They are
 * refused, as they could be replayed at other properties.
 *
 * The work is linear in the length of soul, key and value; nothing throws.
 *
 * @example
 * ```ts
 * import { SeaVerifier } from "./verifier.ts";
 *
 * const verifier = new SeaVerifier();
 * console.log(verifier.verify("mark", "name", "Mark", 1)); // null
 * console.log(verifier.verify("~@al", "~x.y", "me", 1)); // Alias not same!
 * ```
 */
export class SeaVerifier {
  readonly #signatures = new Signatures();
  readonly #property: (soul: string, key: string) => Property | undefined;

  /**
   * Makes a verifier.
   *
   * @param options Access to the graph.
   */
  constructor(options: SeaOptions = {}) {
    this.#property = options.property ?? (() => undefined);
  }

  /**
   * Whether a property may be written. The result is a promise only if a hash
   * or signature has to be computed; for public properties it never is.
   *
   * @param soul The soul of the node.
   * @param key The name of the property in it.
   * @param value The value as it came, a signed one as text.
   * @param state Milliseconds of the writer's clock.
   * @returns `null` if it may; otherwise the reason, in the words of GUN's own
   * `err`.
   */
  verify(
    soul: string,
    key: string,
    value: GraphValue,
    state: number,
  ): null | string | Promise<null | string> {
    if (soul.includes("~")) {
      if (soul.startsWith("~@")) return verifyAlias(soul, key, value);
      const owner = publicKeyOf(soul);
      if (owner !== undefined) {
        return this.#verifyOwned(owner, soul, key, value, state);
      }
    }
    return soul.includes("#") ? verifyFrozen(key, value) : null;
  }

  /**
   * Whether a property has expired: its soul limits the lifetime by `<?` and a
   * number of seconds. Expired properties are dropped without an `err`.
   *
   * @param soul The soul of the node.
   * @param state Milliseconds of the writer's clock.
   * @param now Time of this machine, in milliseconds since 1970.
   *
   * @example
   * ```ts
   * import { SeaVerifier } from "./verifier.ts";
   *
   * const verifier = new SeaVerifier();
   * console.log(verifier.expired("room<?99", 0, 99_001)); // true
   * console.log(verifier.expired("room", 0, 99_001)); // false
   * ```
   */
  expired(soul: string, state: number, now: number): boolean {
    const mark = soul.indexOf("<?");
    if (mark < 0) return false;
    // Without a number, or with 0, it never expires.
    const seconds = Number.parseFloat(soul.slice(mark + 2));
    return seconds !== 0 && state < now - seconds * 1000;
  }

  #verifyOwned(
    owner: string,
    soul: string,
    key: string,
    value: GraphValue,
    state: number,
  ): null | string | Promise<null | string> {
    // The owner's `pub` needs no signature: the key is in the soul.
    if (key === "pub" && soul === `~${owner}`) {
      return value === owner ? null : "Account not same!";
    }
    const signed = readSigned(value);
    if (signed === undefined) return UNVERIFIED;
    return this.#verifySigned(owner, soul, key, signed, state);
  }

  async #verifySigned(
    owner: string,
    soul: string,
    key: string,
    signed: Signed,
    state: number,
  ): Promise<null | string> {
    const { plain, signature, writer = owner } = signed;
    const text = signedText(soul, key, plain, state);
    if (
      text === undefined ||
      !await this.#signatures.fits(writer, signature, text)
    ) return UNVERIFIED;
    if (writer === owner) return null;
    const certificate = readCertificate(signed.certificate);
    // A signature of another writer is worth nothing without a certificate.
    if (certificate === undefined) return UNVERIFIED;
    if (
      !await this.#signatures.fits(
        owner,
        certificate.signature,
        certificate.text,
      )
    ) return NOT_CERTIFIED;
    const { terms } = certificate;
    return refusal(terms, { path: pathOf(soul), key, writer, state }) ??
      (this.#isBlocked(owner, terms, writer)
        ? `Certificant ${writer} blocked.`
        : null);
  }

  #isBlocked(owner: string, terms: unknown, writer: string): boolean {
    const list = blockList(terms);
    if (list === undefined) return false;
    const soul = "soul" in list ? list.soul : this.#linked(owner, list.key);
    const mark = this.#read(soul, writer);
    return mark === true || mark === 1;
  }

  /** Soul that the owner has linked to; without a link its default soul. */
  #linked(owner: string, key: string): string {
    const link = this.#read(`~${owner}`, key);
    return isLink(link) ? link["#"] : `~${owner}/${key}`;
  }

  /** The value of a property of the graph, without its signature. */
  #read(soul: string, key: string): unknown {
    const property = this.#property(soul, key);
    if (property === undefined) return undefined;
    const value = parse(property.text);
    if (typeof value !== "string" || publicKeyOf(soul) === undefined) {
      return value;
    }
    return readSigned(value)?.plain;
  }
}

function verifyAlias(
  soul: string,
  key: string,
  value: GraphValue,
): null | string {
  // `~@` links each alias to its list `~@alias`, which links to accounts.
  const all = soul === "~@";
  if (!value) return all ? "Data must exist!" : "Alias must exist!";
  const target = all ? `~@${key}` : key;
  return isLink(value) && value["#"] === target ? null : "Alias not same!";
}

async function verifyFrozen(
  key: string,
  value: GraphValue,
): Promise<null | string> {
  return await isFrozen(key, value) ? null : "Data hash not same as hash!";
}
