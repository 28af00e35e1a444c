/**
 * Requests for a WebSocket, of peers and of GUN apps.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { Connections } from "../bus/limits/connections.ts";
import type { SessionUser } from "../bus/elements/access.ts";
import { BINARY_SUBPROTOCOL } from "../protocol/binary/format.ts";
import type { Dialect } from "../protocol/dialect.ts";
import type { Dialects } from "../protocol/dialects/detect.ts";
import type { Link } from "../protocol/link.ts";
import type { OpenLinks } from "../transport/links/open_links.ts";
import type { GunService } from "./bridges/gun/service.ts";
import type { TimedLimits } from "./bus_options.ts";
import type { Admission } from "./http/admission.ts";
import { gunLogin } from "./http/gun_login.ts";
import { isOwnLocalPage, subprotocolOf, upgradePeer } from "./http/upgrade.ts";
import type { DaemonOptions } from "./options/daemon_options.ts";

/** What upgrades need of the daemon. */
export interface UpgradeParts {
  /** Limits of the new links. */
  readonly limits: TimedLimits;
  readonly dialects: Dialects;
  /** The open links. */
  readonly webSockets: OpenLinks;
  readonly connections: Connections;
  readonly admission: Admission;
  /** The relay of GUN, if there is one. */
  readonly gun: GunService | undefined;
  /** Who may use it. */
  readonly gunAccess: "open" | NonNullable<DaemonOptions["gun"]>["access"];
  /** Whether a user still has its rights. */
  readonly isUser: (user: SessionUser) => boolean;
  /** Whether the daemon shuts down. */
  readonly isClosing: () => boolean;
  /** Takes a new link. */
  readonly accept: (
    link: Link,
    dialect: Dialect | undefined,
    user: SessionUser | null,
  ) => void;
}

/** See the module. */
export class Upgrades {
  readonly #parts: UpgradeParts;
  readonly #ownPages = new WeakSet<object>();

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
  }

  /** Whether a browser of this machine has it open, on a page of the daemon. */
  isOwnPage(link: object): boolean {
    return this.#ownPages.has(link);
  }

  /** The response to a request that can't be upgraded; `null` if it can. */
  #refusal(context: Context, servesPages: boolean): Response | null {
    const { admission, isClosing } = this.#parts;
    return isClosing()
      ? context.text("The daemon shuts down\n", 503)
      : admission.refusal(context, servesPages);
  }

  /**
   * Connects a peer.
   *
   * @param dialect That of its first message; without it, it is detected.
   * @param servesPages Whether the server has pages of its own.
   */
  async peer(
    context: Context,
    dialect: Dialect | undefined,
    servesPages: boolean,
  ): Promise<Response> {
    const refusal = this.#refusal(context, servesPages);
    if (refusal !== null) return refusal;
    const protocol = subprotocolOf(context);
    if (protocol instanceof Response) return protocol;
    const binary = protocol === BINARY_SUBPROTOCOL;
    const local = await isOwnLocalPage(context);
    const { admission, limits, webSockets, dialects, accept } = this.#parts;
    const user = await admission.login(context);
    if (user instanceof Response) return user;
    return await upgradePeer(
      context,
      protocol,
      { ...limits, binary },
      webSockets,
      (link) => {
        if (local) this.#ownPages.add(link);
        accept(link, binary ? dialects.binary : dialect, user);
      },
    );
  }

  /** Connects a GUN app. */
  async gun(context: Context, servesPages: boolean): Promise<Response> {
    const refusal = this.#refusal(context, servesPages);
    if (refusal !== null) return refusal;
    const { gun, gunAccess, admission, limits, webSockets } = this.#parts;
    if (gun === undefined) return context.notFound();
    const login = await gunLogin(context, gunAccess, admission);
    if (login instanceof Response) return login;
    const { connections, isUser } = this.#parts;
    return await gun.upgrade(context, limits.timing, webSockets, {
      connections,
      ...login,
      isUser,
    });
  }
}
