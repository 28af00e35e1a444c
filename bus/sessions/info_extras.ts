/**
 * What `info` has for peers that ask for more.
 *
 * @module
 */
import type { InfoExtras, InfoRequest } from "../../protocol/dialect.ts";
import type { SessionContext } from "./host.ts";

/** What a peer asks for beside what all peers know. */
export function infoExtras(
  context: SessionContext,
  asked: InfoRequest,
): InfoExtras {
  const { maxMessage } = context.options.info;
  return {
    limits: asked.limits ? context.limits.report() : undefined,
    features: asked.features
      ? {
        maxMessage,
        // Members of `add`, the notification of a caller, and one of `info`.
        deadline: true,
        caller: true,
        cancel: true,
        replace: ["silent"],
        time: true,
      }
      : undefined,
    time: asked.time ? context.now() : undefined,
  };
}
