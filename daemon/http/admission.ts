/**
 * What every request for a WebSocket has to pass, of Jet and of GUN.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { Authenticator, SessionUser } from "../../bus/elements/access.ts";
import {
  authorizeByPassword,
  type Credentials,
  credentialsOf,
  unauthorized,
} from "./authorize.ts";
import type { RemoteEnd } from "../../bus/limits/connections.ts";
import type { SecureEnd } from "../../transport/links/byte_stream.ts";
import { addressOf, isForwarded, type TrustedProxies } from "./forwarded.ts";
import { asksForWebSocket, isHandshake } from "./handshake.ts";
import { mayConnect } from "./origin.ts";
import { rawUpgradeOf, remoteOf } from "./upgrade.ts";

/** What an {@linkcode Admission} asks for. */
export interface AdmissionOptions {
  /** Origins of pages that may connect. */
  readonly allowOrigins: readonly string[];
  /** The user of a client's certificate, or why it is refused. */
  readonly userOf: (
    secure: SecureEnd | undefined,
  ) => SessionUser | null | string;
  /** Proxies that name their clients. */
  readonly proxies: TrustedProxies | undefined;
  /** Checks names and passwords. */
  readonly users: Authenticator | undefined;
  /** Decides in their place. */
  readonly authorize:
    | ((
      request: Request,
      credentials: Credentials | null,
    ) => Promise<SessionUser | null | Response>)
    | undefined;
}

/** See the module. */
export class Admission {
  readonly #options: AdmissionOptions;
  /** Requests of proxies that are not trusted, or of who acts like one. */
  untrustedForwards = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * The response to a request that can't be upgraded; `null` if it can. Its
   * connection then knows whether a proxy has sent it.
   *
   * @param servesPages Whether the host of the request serves pages.
   */
  refusal(context: Context, servesPages: boolean): Response | null {
    if (!asksForWebSocket(context.req.raw)) {
      return context.text("This is a Jet daemon: connect by WebSocket\n", 426, {
        Upgrade: "websocket",
      });
    }
    if (!isHandshake(context.req.raw)) {
      return context.text("This is not a WebSocket handshake\n", 400, {
        "Sec-WebSocket-Version": "13",
      });
    }
    const raw = rawUpgradeOf(context);
    if (raw !== undefined) {
      raw.isForwarded = isForwarded(context.req.raw.headers) ||
        this.endOf(raw.remote).isProxy === true;
    }
    const { allowOrigins } = this.#options;
    const rules = { allowed: allowOrigins, sameHost: servesPages };
    return mayConnect(context.req.raw, rules)
      ? null
      : context.text("Pages of this origin may not connect\n", 403);
  }

  /**
   * The other end of a connection whose requests have not been read.
   *
   * @param remote Its address and port.
   */
  endOf(remote: string): RemoteEnd {
    const isProxy = this.#options.proxies?.trusts(addressOf(remote));
    return { transport: "websocket", remote, isProxy };
  }

  /** Who it is, `null` for a peer without login, or the refusal. */
  async login(context: Context): Promise<SessionUser | null | Response> {
    const { authorize, users, proxies } = this.#options;
    const request = context.req.raw;
    const certified = this.#options.userOf(rawUpgradeOf(context)?.secure);
    if (typeof certified === "string") {
      return context.text(`Refused: ${certified}\n`, 403);
    }
    const credentials = credentialsOf(request);
    if (credentials === undefined) {
      return unauthorized("The Authorization is not understood");
    }
    let remote = await remoteOf(context);
    const isProxy = proxies?.trusts(addressOf(remote)) === true;
    if (!isProxy && isForwarded(request.headers)) this.untrustedForwards++;
    if (proxies !== undefined) {
      remote = proxies.clientOf(request.headers, remote);
      const raw = rawUpgradeOf(context);
      if (raw !== undefined) raw.remote = remote;
    }
    if (certified !== null && credentials === null) return certified;
    if (authorize !== undefined) return await authorize(request, credentials);
    return await authorizeByPassword(credentials, users, remote);
  }
}
