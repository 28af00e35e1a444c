/**
 * Certificates: permissions of an owner for other writers in their space.
 *
 * @module
 */
import { ownMember } from "../../base/object_members.ts";
import { parse, stringify } from "../wire/json.ts";
import { covers, namesWriter, type WrittenProperty } from "./policy.ts";

/** A parsed certificate; its signature is not verified yet. */
export interface Certificate {
  /** The text that was signed. */
  readonly text: string;
  /** The signature, in Base64. */
  readonly signature: string;
  /**
   * `c`: writers, `w`: policies, `e`: expiry, `wb`: list of blocked writers.
   */
  readonly terms: unknown;
}

/** A write to be checked. */
export interface Request extends WrittenProperty {
  /** Public key of the writer. */
  readonly writer: string;
  /** The state of the property, in milliseconds. */
  readonly state: number;
}

/** Error if a certificate does not allow the write. */
export const NOT_CERTIFIED = "Certificate verification fail.";

/** Parses the certificate of a signed value. */
export function readCertificate(value: unknown): Certificate | undefined {
  // SEA.certify returns a text, by default with the prefix `SEA`.
  const content = typeof value === "string"
    ? parse(value.startsWith("SEA{") ? value.slice(3) : value)
    : value;
  const terms = ownMember(content, "m");
  const signature = ownMember(content, "s");
  const text = typeof terms === "string" ? terms : stringify(terms);
  if (text === undefined || typeof signature !== "string") return undefined;
  return {
    text,
    signature,
    terms: typeof terms === "string" ? parse(terms) : terms,
  };
}

/**
 * Checks the expiry, writers and policies of a certificate; signature and block
 * list are checked elsewhere.
 *
 * @returns `null` if they allow the write, otherwise the error.
 */
export function refusal(terms: unknown, request: Request): string | null {
  const expiry = ownMember(terms, "e");
  if (expiry !== undefined && !(request.state <= Number(expiry))) {
    return "Certificate expired.";
  }
  if (!isCertified(ownMember(terms, "c"), request.writer)) return NOT_CERTIFIED;
  const policies = ownMember(terms, "w");
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
 * Where the list of blocked writers is, if a certificate names one: its soul,
 * or the key under which the owner's node links to it.
 */
export function blockList(
  terms: unknown,
): { soul: string } | { key: string } | undefined {
  const block = ownMember(terms, "wb");
  const soul = ownMember(block, "#");
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
  // An empty path is the owner's own node: it holds the links along the path,
  // which all certified writers need.
  return path === "" || path.includes(writer) || key.includes(writer);
}
