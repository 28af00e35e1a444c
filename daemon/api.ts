/**
 * The API for HTTP of a daemon.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { systemClock } from "../base/system_clock.ts";
import { VERSION } from "../base/version.ts";
import type { Bus } from "../bus/bus.ts";
import type { SessionUser } from "../bus/elements/access.ts";
import type { Session } from "../bus/sessions/session.ts";
import type { Link } from "../protocol/link.ts";
import type { Admission } from "./http/admission.ts";
import { lazyApi } from "./api/lazy.ts";
import {
  type DaemonOptions,
  DEFAULT_HTTP_RATE,
} from "./options/daemon_options.ts";

/** Begins a session over a link, or closes the link. */
type Accept = (link: Link, user: SessionUser | null) => void;

/** Responds to the requests for the API. */
export function apiOf(
  bus: Bus,
  admission: Admission,
  options: DaemonOptions,
  accept: Accept,
): (context: Context) => Promise<Response> {
  const {
    name = "jet",
    separator = "/",
    allowOrigins = [],
    httpRate: rate = DEFAULT_HTTP_RATE,
  } = options;
  const { epoch, space } = bus;
  const onRate = bus.limits.include("httpRate", rate);
  return lazyApi(async () => {
    const [{ RemovalLog }, { UnreadBodies }] = await Promise.all([
      import("./api/removals.ts"),
      import("./api/unread_body.ts"),
    ]);
    const removals = new RemovalLog(space.stamps.revision);
    space.stamps.onRemoved = (element) => removals.note(element);
    return {
      bus: {
        epoch,
        separator,
        get revision() {
          return space.stamps.revision;
        },
        turns: bus.turns,
        unread: new UnreadBodies(bus, systemClock),
        removals,
        connect(session, user) {
          accept(session, user);
          session.reaches = (path) => user?.within?.fetch.match(path) !== false;
          session.canRead = (restriction) =>
            sessionOver(bus, session)?.canRead(restriction) ?? false;
        },
      },
      admission,
      allowOrigins,
      rate,
      onRate,
      info: { name, version: VERSION },
    };
  });
}

/** The session over a link; not for every request, as it looks for it. */
function sessionOver({ sessions }: Bus, link: Link): Session | undefined {
  for (const session of sessions) {
    if (session.link === link) return session;
  }
  return undefined;
}
