/**
 * Upgrades to WebSocket: on the raw socket where there is one, otherwise by means
 * of the runtime.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { BINARY_SUBPROTOCOL } from "../../protocol/binary/format.ts";
import { HEADER_LENGTH } from "../../protocol/frame.ts";
import type { Link } from "../../protocol/link.ts";
import { BinaryWebSocketLink } from "../../transport/links/binary_websocket_link.ts";
import type { Format, MessageLimits } from "../../transport/links/format.ts";
import type { OpenLinks } from "../../transport/links/open_links.ts";
import type { RuntimeWebSocketLink } from "../../transport/links/runtime_websocket_link.ts";
import type { WebSocketLink } from "../../transport/links/websocket_link.ts";
import { currentEmbeddedServer } from "./embedded/current.ts";
import { isOwnPage } from "./origin.ts";
import { RawUpgrade, remoteOfSocket } from "./raw_upgrade.ts";

/** A link over a WebSocket, by whichever means. */
export type AnyWebSocketLink = WebSocketLink | RuntimeWebSocketLink;

/** The raw socket of a request, if its server hands it over. */
export function rawUpgradeOf(context: Context): RawUpgrade | undefined {
  const { upgrade } = Object(context.env);
  return upgrade instanceof RawUpgrade ? upgrade : undefined;
}

/**
 * Makes a link of a request that is an opening handshake.
 *
 * @param protocol The subprotocol to agree to, if any.
 * @param links Counts the link until its connection has been closed.
 */
export async function upgradeWebSocket(
  context: Context,
  protocol: string | undefined,
  limits: MessageLimits,
  links: OpenLinks,
  accept: (link: AnyWebSocketLink) => void,
): Promise<Response> {
  const raw = rawUpgradeOf(context);
  if (raw === undefined) {
    const server = await currentEmbeddedServer();
    return server.upgrade(context, protocol, limits, links, accept);
  }
  const key = context.req.header("sec-websocket-key") ?? "";
  raw.accept(key, protocol, limits, links, accept);
  // The response has been written to the socket: this one is not sent.
  return new Response(null);
}

/** The same for peers: links of binary Jet carry its frames in messages. */
export function upgradePeer(
  context: Context,
  protocol: string | undefined,
  format: Format,
  links: OpenLinks,
  accept: (link: Link) => void,
): Promise<Response> {
  const { binary, maxMessage, maxSkipped } = format;
  if (!binary) {
    return upgradeWebSocket(context, protocol, format, links, accept);
  }
  // A message holds frames: each with its length.
  const limits = { ...format, maxMessage: maxMessage + HEADER_LENGTH };
  return upgradeWebSocket(context, protocol, limits, links, (link) => {
    accept(new BinaryWebSocketLink(link, maxMessage, maxSkipped));
  });
}

/** Address of the client of a request, for logs and limits; "" if unknown. */
export async function remoteOf(context: Context): Promise<string> {
  const raw = rawUpgradeOf(context);
  if (raw !== undefined) return raw.remote;
  const { incoming } = Object(context.env);
  if (incoming !== undefined) return remoteOfSocket(Object(incoming.socket));
  return (await currentEmbeddedServer()).remoteOf(context);
}

/**
 * Whether a request comes from a browser of this machine, without a proxy, and
 * from a page that the daemon itself has served.
 */
export async function isOwnLocalPage(context: Context): Promise<boolean> {
  if (!isOwnPage(context.req.raw)) return false;
  if (rawUpgradeOf(context)?.isForwarded !== false) return false;
  return LOOPBACK.test(await remoteOf(context));
}

const LOOPBACK = /^(?:127\.|::1:|\[::1\]:|::ffff:127\.)/;

const SUBPROTOCOLS: readonly string[] = ["jet", BINARY_SUBPROTOCOL];

/**
 * The subprotocol of a WebSocket: `undefined` if none was offered, a refusal if
 * none of those offered is known.
 */
export function subprotocolOf(
  context: Context,
): string | undefined | Response {
  const offered = context.req.header("sec-websocket-protocol")?.split(",")
    .map((protocol) => protocol.trim());
  const protocol = offered?.find((name) => SUBPROTOCOLS.includes(name));
  if (offered === undefined || protocol !== undefined) return protocol;
  const known = SUBPROTOCOLS.join(" or ");
  return context.text(`The subprotocol is ${known}\n`, 400);
}
