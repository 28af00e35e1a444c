/**
 * What a daemon listens on.
 *
 * @module
 */
import { chmod, chown, stat } from "node:fs/promises";
import type { Transport } from "../protocol/link.ts";
import type { MessageLimits } from "../transport/links/format.ts";
import type { Turns } from "../base/turns.ts";
import {
  type Accept,
  linksOf,
  type Listener,
  type Open,
  type Sockets,
} from "../transport/listen/listener.ts";
import { encodeFrame } from "../protocol/frame.ts";
import { refusalMessage, tlsOnly } from "./tls/refusal.ts";
import { refusalBytes } from "./http/head.ts";
import { type Host, isInUse, onHosts } from "./hosts.ts";
import type { Serve } from "./http/raw_upgrade.ts";
import type { HttpOptions } from "./http/options.ts";
import { serveHttp } from "./http/server.ts";

/** Something that the daemon listens on. */
export interface Address {
  /** Kind of the transport. */
  transport: Transport;
  /** Host name or address, the first of several; "" for a unix socket. */
  hostname: string;
  /** Port; 0 for a unix socket. */
  port: number;
  /** What `Peer.connect` takes to get there, at the first host. */
  url: string;
  /** The same for each host. */
  urls: readonly string[];
}

/** A listener and where it is. */
export interface OpenListener {
  readonly address: Address;
  readonly listener: Listener;
}

/** Where to listen; what is `undefined` is not listened on. */
export interface Places {
  /** Whether all but the unix socket take TLS. */
  readonly tls: boolean;
  readonly hosts: readonly Host[];
  /** Seconds after which a TCP connection is dead; 0: the system's times. */
  readonly deadAfter: number;
  readonly port: number | undefined;
  readonly unix: string | undefined;
  readonly unixMode: number | undefined;
  readonly unixOwner: number | undefined;
  readonly unixGroup: number | undefined;
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
  /** Counts connections of HTTP; see {@linkcode HttpOptions}. */
  readonly admit: HttpOptions["admit"];
  /** Limits of responses that clients do not read. */
  readonly unread: HttpOptions["unread"];
  /** Slices in which they are answered. */
  readonly turns: Turns;
}

/** One listener to be opened. */
interface Plan {
  readonly transport: Transport;
  readonly url: (hostname: string, port: number) => string;
  /** The port wished for. */
  readonly port: number;
  /** Where; one without a name for a unix socket. */
  readonly hosts: readonly Host[];
  readonly open: (hostname: string, port: number) => Promise<Listener>;
}

const PLAIN_ANSWER = encodeFrame(refusalMessage(tlsOnly("tls://")));

const NO_HOST: Host = { hostname: "", optional: false };

function plans(
  sockets: Sockets,
  places: Places,
  takers: Takers,
): Plan[] {
  const { tls, hosts, deadAfter, port, unix, wsPort, binaryPort } = places;
  const { limits, accept, acceptBinary, serve, turns } = takers;
  const text = { ...limits, binary: false };
  const urlOf = (scheme: string, end: string) => (host: string, port: number) =>
    `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}${end}`;
  const tcp =
    (open: Open, plainAnswer?: Uint8Array) =>
    (hostname: string, port: number) =>
      sockets.listenTcp(
        { hostname, port, deadAfter, plainAnswer },
        open,
        turns,
      );
  const plans: Plan[] = [];
  if (port !== undefined) {
    plans.push({
      transport: "tcp",
      url: urlOf(tls ? "tls" : "tcp", ""),
      port,
      hosts,
      open: tcp(linksOf("tcp", text, accept), PLAIN_ANSWER),
    });
  }
  if (unix !== undefined) {
    const path = unix.startsWith("@") ? `\0${unix.slice(1)}` : unix;
    plans.push({
      transport: "unix",
      url: () => `unix:${path.replace("\0", "@")}`,
      port: 0,
      hosts: [NO_HOST],
      open: async () => {
        const open = linksOf("unix", text, accept);
        const listener = await sockets.listenUnix(path, open, turns);
        await protect(path, places).catch(async (error) => {
          await listener.close();
          throw error;
        });
        return listener;
      },
    });
  }
  if (wsPort !== undefined) {
    plans.push({
      transport: "websocket",
      url: urlOf(tls ? "wss" : "ws", "/"),
      port: wsPort,
      hosts,
      open: (hostname, port) =>
        serveHttp(sockets, {
          ...{ hostname, port, deadAfter },
          plainAnswer: refusalBytes(400, tlsOnly("https:// or wss://")),
        }, {
          serve,
          turns,
          limits,
          admit: takers.admit,
          unread: takers.unread,
        }),
    });
  }
  if (binaryPort !== undefined) {
    const binary = { ...limits, binary: true };
    plans.push({
      transport: "tcp",
      url: urlOf(tls ? "jetbs" : "jetb", ""),
      port: binaryPort,
      hosts,
      open: tcp(linksOf("tcp", binary, acceptBinary)),
    });
  }
  return plans;
}

/** Sets permissions, owner and group of a socket's file. */
async function protect(
  path: string,
  { unixMode, unixOwner, unixGroup }: Places,
): Promise<void> {
  if (path.startsWith("\0")) return;
  if (unixOwner !== undefined || unixGroup !== undefined) {
    const { uid, gid } = await stat(path);
    await chown(path, unixOwner ?? uid, unixGroup ?? gid);
  }
  if (unixMode !== undefined) await chmod(path, unixMode);
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
  for (const plan of plans(sockets, places, takers)) {
    const { transport, url } = plan;
    try {
      const { listener, hostnames } = await onHosts(
        plan.hosts,
        plan.port,
        plan.open,
        (hostname, port, error) =>
          new Error(
            `can't listen on ${url(hostname, port)}: ${reasonOf(error)}`,
            { cause: error },
          ),
      );
      const { port } = listener;
      const urls = hostnames.map((hostname) => url(hostname, port));
      const [hostname] = hostnames;
      opened.push({
        listener,
        address: { transport, hostname, port, url: urls[0], urls },
      });
    } catch (error) {
      await Promise.all(opened.map(({ listener }) => listener.close()));
      throw error;
    }
  }
  return opened;
}

/** The reason of a failure; runtimes differ in the text of EADDRINUSE. */
function reasonOf(error: unknown): string {
  if (isInUse(error)) return "address already in use";
  return error instanceof Error ? error.message : String(error);
}
