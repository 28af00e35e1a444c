/**
 * What `info` has for peers that ask for more.
 *
 * @module
 */
import type { InfoExtras, InfoRequest } from "../../protocol/inbox.ts";
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
        displaced: true,
        time: true,
        // Members of `fetch`, `get` and `list`, and of `add` and `change`.
        meta: true,
        times: true,
        presence: true,
        expires: true,
        stay: true,
        // A member of `add`, and `set` with `below` or `if`.
        group: true,
        if: true,
        revision: true,
        signal: true,
        // Without a file of kept values it is not there.
        keep: context.kept && true,
        // Members of `fetch`: rate, deadband and limits.
        rate: true,
      }
      : undefined,
    time: asked.time ? context.now() : undefined,
    revision: asked.revision ? context.space.stamps.revision : undefined,
    epoch: asked.revision ? context.epoch : undefined,
  };
}
