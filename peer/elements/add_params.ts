/**
 * Parameters of owners' requests, as far as the daemon knows them.
 *
 * @module
 */
import { CANCEL } from "../codecs/codec.ts";
import type { OccupiedOptions } from "./host.ts";

type Members = Readonly<Record<string, unknown>>;

/** The parameters without those that the daemon does not know. */
export function knownParams(params: Members, features: Members): Members {
  if (features.meta === true) return params;
  const { path, value, access, timeout, fetchOnly } = params;
  return { path, value, access, timeout, fetchOnly };
}

/** What an `add` asks the daemon for, if the daemon can do it. */
export function wishesOf(
  options: OccupiedOptions & { readonly keep?: boolean },
  features: Members,
): Members {
  const { deadline, caller, cancel, displaced, replace, keep } = features;
  return {
    deadline: deadline === true || undefined,
    caller: caller === true || undefined,
    cancel: cancel === true ? CANCEL : undefined,
    displaced: displaced === true ? CANCEL : undefined,
    replace: replace === undefined ? undefined : options.replace,
    keep: keep === true ? options.keep : undefined,
  };
}
