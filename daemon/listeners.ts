/**
 * What a daemon listens on.
 *
 * @module
 */
import type { Transport } from "../protocol/link.ts";
import type { MessageLimits } from "../transport/links/format.ts";
import type { Turns } from "../base/turns.ts";
import {
  type Accept,
  linksOf,
  type Listener,
  type Sockets,
} from "../transport/listen/listener.ts";
import type { Serve } from "./http/raw_upgrade.ts";
import { serveHttp } from "./http/server.ts";

/** Something that the daemon listens on. */
export interface Address {
  /** Kind of the transport. */
  transport: Transport;
  /** Host name or address; "" for a unix socket. */
  hostname: string;
  /** Port; 0 for a unix socket. */
  port: number;
  /** What `Peer.connect` takes to get there. */
  url: string;
}

/** A listener and where it is. */
export interface OpenListener {
  readonly address: Address;
  readonly listener: Listener;
}

/** Where to listen; what is `undefined` is not listened on. */
export interface Places {
  readonly host: string;
  readonly port: number | undefined;
  readonly unix: string | undefined;
  readonly wsPort: number | undefined;
  readonly binaryPort: number | undefined;
}

/** Who takes what comes. */
export interface Takers {
  /** Limits of incoming messages. */
  readonly limits: MessageLimits;
  /** Takes the links of TCP and unix sockets. */
  readonly accept: Accept;
  /** Takes the links of binary Jet. */
  readonly acceptBinary: Accept;
  /** Answers HTTP requests. */
  readonly serve: Serve;
  /** Slices in which they are answered. */
  readonly turns: Turns;
}

/** One listener to be opened. */
interface Plan {
  readonly transport: Transport;
  readonly url: (port: number) => string;
  /** The port wished for. */
  readonly port: number;
  readonly open: () => Promise<Listener>;
}

function plans(
  sockets: Sockets,
  places: Places,
  takers: Takers,
): Plan[] {
  const { host, port, unix, wsPort, binaryPort } = places;
  const { limits, accept, acceptBinary, serve, turns } = takers;
  const text = { ...limits, binary: false };
  const at = host.includes(":") ? `[${host}]` : host;
  const plans: Plan[] = [];
  if (port !== undefined) {
    plans.push({
      transport: "tcp",
      url: (port) => `tcp://${at}:${port}`,
      port,
      open: () =>
        sockets.listenTcp(host, port, linksOf("tcp", text, accept), turns),
    });
  }
  if (unix !== undefined) {
    const path = unix.startsWith("@") ? `\0${unix.slice(1)}` : unix;
    plans.push({
      transport: "unix",
      url: () => `unix:${path.replace("\0", "@")}`,
      port: 0,
      open: () =>
        sockets.listenUnix(path, linksOf("unix", text, accept), turns),
    });
  }
  if (wsPort !== undefined) {
    plans.push({
      transport: "websocket",
      url: (port) => `ws://${at}:${port}/`,
      port: wsPort,
      open: () => serveHttp(sockets, host, wsPort, { serve, turns, limits }),
    });
  }
  if (binaryPort !== undefined) {
    const binary = { ...limits, binary: true };
    plans.push({
      transport: "tcp",
      url: (port) => `jetb://${at}:${port}`,
      port: binaryPort,
      open: () =>
        sockets.listenTcp(
          host,
          binaryPort,
          linksOf("tcp", binary, acceptBinary),
          turns,
        ),
    });
  }
  return plans;
}

/**
 * Opens all listeners, or none.
 *
 * @throws {Error} that names what can't be listened on, and why.
 */
export async function openListeners(
  sockets: Sockets,
  places: Places,
  takers: Takers,
): Promise<OpenListener[]> {
  const opened: OpenListener[] = [];
  for (const { transport, url, port, open } of plans(sockets, places, takers)) {
    try {
      const listener = await open();
      opened.push({
        listener,
        address: {
          transport,
          hostname: transport === "unix" ? "" : places.host,
          port: listener.port,
          url: url(listener.port),
        },
      });
    } catch (error) {
      await Promise.all(opened.map(({ listener }) => listener.close()));
      throw new Error(`can't listen on ${url(port)}: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }
  return opened;
}

/** The reason of a failure; runtimes differ in the text of EADDRINUSE. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && error.code === "EADDRINUSE"
    ? "address already in use"
    : error.message;
}
