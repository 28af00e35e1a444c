/**
 * What commands ask for beside paths and values, as options.
 *
 * @module
 */
import type { AskedRules, ElementKind, Peer } from "../../peer.ts";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import type { Option } from "../../command_line/option.ts";

/** Metadata. */
export const META_OPTION: Option = {
  name: "meta",
  help: "with metadata: titles, units, ranges, schemas",
};

/** Times and what belongs to them. */
export const TIMES_OPTION: Option = {
  name: "times",
  help: "with times, revisions, qualities, and what is stale",
};

/** Owners that are away. */
export const PRESENCE_OPTION: Option = {
  name: "presence",
  help: "with whether the owner is away and expected back",
};

/** What is asked for; nothing where nothing is. */
export function readAsked(given: ParsedArgs): AskedRules {
  // A format has the unit of the metadata.
  const namesUnit = given.text("format")?.includes("{unit}") === true;
  return {
    ...(given.has("meta") || namesUnit ? { meta: true } : {}),
    ...(given.has("times") ? { times: true } : {}),
    ...(given.has("presence") ? { presence: true } : {}),
  };
}

/**
 * All kinds of elements, nodes excepted, where the daemon has signals;
 * `undefined`: it knows no kinds.
 */
export function leavesOf({ daemon }: Pick<Peer, "daemon">):
  | ElementKind[]
  | undefined {
  return daemon?.features.signal === true
    ? ["state", "method", "signal"]
    : undefined;
}
