/**
 * Entity tags, and requests that depend on them (RFC 9110, 13).
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { problem } from "./problem.ts";
import type { ApiBus } from "./request.ts";

/** The entity tag of a list. */
export function tagOf(
  { epoch }: ApiBus,
  revision: unknown,
  suffix: string,
): string {
  return `"${epoch}-${revision}${suffix}"`;
}

/** The entity tag of a state: the same at all daemons of a cluster. */
export function tagOfEntry(
  bus: ApiBus,
  { revision, source }: Readonly<Record<string, unknown>>,
  suffix: string,
): string {
  return isRecord(source)
    ? `"${source.epoch}-${source.revision}${suffix}"`
    : tagOf(bus, revision, suffix);
}

/** Whether an entity tag is in `If-None-Match`; weak ones count (RFC 9110). */
export function isKnown({ headers }: Request, tag: string): boolean {
  const known = headers.get("if-none-match")?.split(",") ?? [];
  return known.map((one) => one.trim().replace(/^W\//, ""))
    .some((one) => one === tag || one === "*");
}

/**
 * The condition of a `set`: the tag in `If-Match`, of the value, of the entry,
 * or of the list of the node.
 */
export function conditionOf(request: Request): string {
  if (request.headers.has("if-none-match")) {
    throw problem("changed", "If-None-Match is for reading: there is a state");
  }
  const given = request.headers.get("if-match");
  if (given === null || given.trim() === "*") return "";
  const tag = /^\s*"(.+)-(\d+)(?:\.\w+)?"\s*$/.exec(given);
  if (tag === null) {
    const detail = "If-Match takes one ETag of this address";
    throw problem("changed", detail);
  }
  const condition = { revision: Number(tag[2]), epoch: tag[1] };
  return `,"if":${JSON.stringify(condition)}`;
}
