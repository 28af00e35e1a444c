/**
 * What `info` has for peers that ask for more.
 *
 * @module
 */
import type { Dialect } from "../../protocol/dialect.ts";
import type { InfoExtras, InfoRequest } from "../../protocol/inbox.ts";
import type { Host, SessionContext } from "./host.ts";

/** A session that answers in its dialect. */
interface Answering extends Pick<Host, "context" | "answer"> {
  readonly dialect: Dialect;
}

/** Answers `info`. */
export function answerInfo(
  session: Answering,
  id: string,
  asked: InfoRequest,
): void {
  const { context, dialect } = session;
  const extras = infoExtras(context, asked);
  session.answer(id, dialect.info(id, context.options.info, extras));
}

/** What a peer asks for beside what all peers know. */
function infoExtras(
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
        // Without a cluster it is not there.
        cluster: context.space.federation?.info,
        // Members of `fetch`: rate, deadband and limits.
        rate: true,
      }
      : undefined,
    time: asked.time ? context.now() : undefined,
    revision: asked.revision ? context.space.stamps.revision : undefined,
    epoch: asked.revision ? context.epoch : undefined,
  };
}
