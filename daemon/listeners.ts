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
  type Open,
  type Sockets,
} from "../transport/listen/listener.ts";
import { builtins } from "./runtime/builtins.ts";
import { encodeFrame } from "../protocol/frame.ts";
import { refusalMessage, tlsOnly } from "./tls/refusal.ts";
import { refusalBytes } from "./http/head.ts";
import { type Host, isInUse, onHosts } from "./hosts.ts";
import type { Serve } from "./http/raw_upgrade.ts";
import type { HttpOptions } from "./http/options.ts";
import { serveHttp } from "./http/server.ts";
import type { InheritedListener } from "./options/daemon_options.ts";

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
export interface Endpoints {
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
  readonly inherited: readonly InheritedListener[];
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

/** What is listened for. */
type ListenerName = "tcp" | "unix" | "ws" | "binary";

/** Listens for connections, at a place that it knows. */
type Listen = (open: Open) => Promise<Listener>;

/** One listener to be opened. */
interface Plan {
  readonly name: ListenerName;
  readonly transport: Transport;
  readonly url: (hostname: string, port: number) => string;
  /** The port wished for. */
  readonly port: number;
  /** Where; one without a name for a unix socket. */
  readonly hosts: readonly Host[];
  /** What a client without TLS is sent where that is needed. */
  readonly plainAnswer?: Uint8Array;
  /** Begins with what listens. */
  readonly serve: (listen: Listen) => Promise<Listener>;
}

const PLAIN_ANSWER = encodeFrame(refusalMessage(tlsOnly("tls://")));

const NO_HOST: Host = { hostname: "", optional: false };

function unixPath(unix: string): string {
  return unix.startsWith("@") ? `\0${unix.slice(1)}` : unix;
}

function plans(endpoints: Endpoints, takers: Takers): Plan[] {
  const { tls, hosts, port, unix, wsPort, binaryPort } = endpoints;
  const { limits, accept, acceptBinary, serve, turns, admit, unread } = takers;
  const text = { ...limits, binary: false };
  const urlOf = (scheme: string, end: string) => (host: string, port: number) =>
    `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}${end}`;
  const plans: Plan[] = [];
  if (port !== undefined) {
    plans.push({
      name: "tcp",
      transport: "tcp",
      url: urlOf(tls ? "tls" : "tcp", ""),
      port,
      hosts,
      plainAnswer: PLAIN_ANSWER,
      serve: (listen) => listen(linksOf("tcp", text, accept)),
    });
  }
  if (unix !== undefined) {
    const path = unixPath(unix);
    plans.push({
      name: "unix",
      transport: "unix",
      url: () => `unix:${path.replace("\0", "@")}`,
      port: 0,
      hosts: [NO_HOST],
      serve: (listen) => listen(linksOf("unix", text, accept)),
    });
  }
  if (wsPort !== undefined) {
    plans.push({
      name: "ws",
      transport: "websocket",
      url: urlOf(tls ? "wss" : "ws", "/"),
      port: wsPort,
      hosts,
      plainAnswer: refusalBytes(400, tlsOnly("https:// or wss://")),
      serve: (listen) =>
        serveHttp(listen, { serve, turns, limits, admit, unread }),
    });
  }
  if (binaryPort !== undefined) {
    const binary = { ...limits, binary: true };
    plans.push({
      name: "binary",
      transport: "tcp",
      url: urlOf(tls ? "jetbs" : "jetb", ""),
      port: binaryPort,
      hosts,
      serve: (listen) => listen(linksOf("tcp", binary, acceptBinary)),
    });
  }
  return plans;
}

/** Opens a listener at a local address. */
async function openAt(
  hostname: string,
  port: number,
  { name, plainAnswer, serve }: Plan,
  sockets: Sockets,
  endpoints: Endpoints,
  turns: Turns,
): Promise<Listener> {
  const { deadAfter, unix = "" } = endpoints;
  if (name !== "unix") {
    const place = { hostname, port, deadAfter, plainAnswer };
    return await serve((open) => sockets.listenTcp(place, open, turns));
  }
  const path = unixPath(unix);
  const listener = await serve((open) => sockets.listenUnix(path, open, turns));
  await protect(path, endpoints).catch(async (error) => {
    await listener.close();
    throw error;
  });
  return listener;
}

/** Sets permissions, owner and group of a socket's file. */
async function protect(
  path: string,
  { unixMode, unixOwner, unixGroup }: Endpoints,
): Promise<void> {
  if (path.startsWith("\0")) return;
  if (unixOwner !== undefined || unixGroup !== undefined) {
    const { chown, stat } = builtins.files.promises;
    const { uid, gid } = await stat(path);
    await chown(path, unixOwner ?? uid, unixGroup ?? gid);
  }
  if (unixMode !== undefined) {
    await builtins.files.promises.chmod(path, unixMode);
  }
}

/**
 * Opens all listeners, or none.
 *
 * @throws {Error} that names what can't be listened on, and why.
 */
export async function openListeners(
  sockets: Sockets,
  endpoints: Endpoints,
  takers: Takers,
): Promise<OpenListener[]> {
  const opened: OpenListener[] = [];
  const planned = plans(endpoints, takers);
  const { turns } = takers;
  try {
    const taken = await takeInherited(
      sockets,
      endpoints,
      planned,
      turns,
      opened,
    );
    for (const plan of planned) {
      if (taken.has(plan)) continue;
      const { url } = plan;
      const { listener, hostnames } = await onHosts(
        plan.hosts,
        plan.port,
        (hostname, port) =>
          openAt(hostname, port, plan, sockets, endpoints, turns),
        (hostname, port, error) =>
          new Error(
            `can't listen on ${url(hostname, port)}: ${reasonOf(error)}`,
            { cause: error },
          ),
      );
      opened.push(openedBy(plan, listener, hostnames));
    }
  } catch (error) {
    await Promise.all(opened.map(({ listener }) => listener.close()));
    throw error;
  }
  return opened;
}

function openedBy(
  { transport, url }: Plan,
  listener: Listener,
  hostnames: readonly string[],
): OpenListener {
  const { port } = listener;
  const urls = hostnames.map((hostname) => url(hostname, port));
  const [hostname] = hostnames;
  return {
    listener,
    address: { transport, hostname, port, url: urls[0], urls },
  };
}

/**
 * Begins with the sockets that the program was started with: each takes the
 * place of the listener that its name says, or else its port.
 *
 * @param opened Gets the listeners.
 * @returns The listeners that need no sockets of their own.
 */
async function takeInherited(
  sockets: Sockets,
  { inherited, deadAfter }: Endpoints,
  planned: readonly Plan[],
  turns: Turns,
  opened: OpenListener[],
): Promise<ReadonlySet<Plan>> {
  const taken = new Set<Plan>();
  for (const { fd, name } of inherited) {
    const found = await sockets.inherited(fd).catch((error) => {
      const reason = `can't listen on descriptor ${fd}: ${reasonOf(error)}`;
      throw new Error(reason, { cause: error });
    });
    const { port, hostname } = found;
    const isUnix = port === 0;
    const plan = planned.find((plan) => plan.name === name) ??
      planned.find((plan) =>
        isUnix ? plan.name === "unix" : plan.port === port
      );
    if (plan === undefined || (plan.name === "unix") !== isUnix) {
      const where = isUnix ? "unix socket" : `socket at port ${port}`;
      throw new Error(
        `the ${where} that was handed over (${name}) is for no listener: name ` +
          `it ${planned.map(({ name }) => name).join(", ")}`,
      );
    }
    taken.add(plan);
    const { plainAnswer } = plan;
    const listener = await plan.serve((open) =>
      found.listen(open, turns, { deadAfter, plainAnswer })
    );
    opened.push(openedBy(plan, listener, [hostname]));
  }
  return taken;
}

/** The reason of a failure; runtimes differ in the text of EADDRINUSE. */
function reasonOf(error: unknown): string {
  if (isInUse(error)) return "address already in use";
  return error instanceof Error ? error.message : String(error);
}
