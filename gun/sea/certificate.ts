/**
 * Certificates: the owner of a space lets others write at some places in it.
 *
 * @module
 */
import { member, parsed, written } from "./json.ts";
import { covers, namesWriter, type Target } from "./policy.ts";

/** A certificate, taken apart; whether the signature fits is not known yet. */
export interface Certificate {
  /** The text that was signed. */
  readonly text: string;
  /** The signature, in Base64. */
  readonly signature: string;
  /** What it says: `c` who, `w` where, `e` until when, `wb` who not. */
  readonly terms: unknown;
}

/** Who wants to write what. */
export interface Request extends Target {
  /** Public key of the writer. */
  readonly writer: string;
  /** The state of the property, in milliseconds. */
  readonly state: number;
}

/** What every certificate is answered with that does not allow a request. */
export const NOT_CERTIFIED = "Certificate verification fail.";

/** Takes apart what came with a value. */
export function readCertificate(value: unknown): Certificate | undefined {
  // It may be the text that SEA.certify has made.
  const content = typeof value === "string"
    ? parsed(value.startsWith("SEA{") ? value.slice(3) : value)
    : value;
  const terms = member(content, "m");
  const signature = member(content, "s");
  const text = typeof terms === "string" ? terms : written(terms);
  if (text === undefined || typeof signature !== "string") return undefined;
  return {
    text,
    signature,
    terms: typeof terms === "string" ? parsed(terms) : terms,
  };
}

/**
 * Whether a certificate allows a request, as far as that can be told from the
 * two alone.
 *
 * @returns `null` if it does, otherwise why not.
 */
export function refusal(terms: unknown, request: Request): string | null {
  const expiry = member(terms, "e");
  if (expiry !== undefined && !(request.state <= Number(expiry))) {
    return "Certificate expired.";
  }
  if (!isCertified(member(terms, "c"), request.writer)) return NOT_CERTIFIED;
  const policies = member(terms, "w");
  let why = NOT_CERTIFIED;
  for (const policy of Array.isArray(policies) ? policies : [policies]) {
    if (!covers(policy, request)) continue;
    if (!namesWriter(policy) || isNamed(request)) return null;
    why = `Path "${request.path}" or key "${request.key}" must contain ` +
      `string "${request.writer}".`;
  }
  return why;
}

/**
 * The list of writers who have lost their right, if the owner keeps one: a soul
 * to look in, or the key of the owner's node where there is a link to it.
 */
export function blockList(
  terms: unknown,
): { soul: string } | { key: string } | undefined {
  const block = member(terms, "wb");
  const soul = member(block, "#");
  if (typeof soul === "string" && soul !== "") return { soul };
  if (typeof block !== "string" || block === "") return undefined;
  return block.startsWith("~") ? { soul: block } : { key: block };
}

/** The path of a soul. */
export function pathOf(soul: string): string {
  const slash = soul.indexOf("/");
  return slash < 0 ? "" : soul.slice(slash + 1);
}

function isCertified(whom: unknown, writer: string): boolean {
  return Array.isArray(whom)
    ? whom.includes(writer) || whom.includes("*")
    : whom === writer || whom === "*";
}

function isNamed({ path, key, writer }: Request): boolean {
  // The owner's own node has only the links to where the path leads, and they
  // have to be there for everybody.
  return path === "" || path.includes(writer) || key.includes(writer);
}
