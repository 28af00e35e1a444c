/**
 * Options of class `Daemon`, and their defaults.
 *
 * @module
 */
import type { LimitValues } from "../../bus/limits/limits.ts";
import type { KeepOptions } from "../kept/file.ts";
import type { ClusterOptions } from "../bridges/cluster/options.ts";
import type { GunOptions } from "../bridges/gun/service.ts";
import type { Credentials, Login } from "../http/authorize.ts";
import type { TlsOptions } from "../tls/options.ts";
import type { UserStore } from "../users/store.ts";
import { BINARY_PORT } from "../../transport/links/address.ts";
import type { DialectName } from "../../protocol/dialect.ts";

/** A listening socket that the program was started with. */
export interface InheritedListener {
  /** Its descriptor. */
  readonly fd: number;
  /**
   * What it is for: `tcp`, `ws`, `binary` or `unix`. With any other name it is
   * for the listener whose port it has, or for that of the unix socket.
   */
  readonly name: string;
}

/** Default TCP port. */
export const DEFAULT_PORT = 11122;
/** Default port for HTTP and WebSocket. */
export const DEFAULT_WS_PORT = 11123;
/** Default TCP port for binary Jet. */
export const DEFAULT_BINARY_PORT: number = BINARY_PORT;
/** Default unix socket, an abstract one; cjet's peers connect to it. */
export const DEFAULT_UNIX = "\0/var/run/jet.socket";

/** Who gets the metrics. */
export const METRICS_KINDS = ["off", "admins", "open"] as const;

/** Maximum size of a message in bytes with `--compat`: that of lua-jet. */
export const COMPAT_MAX_MESSAGE = 10_000_000;

/** Default host: both loopback addresses. */
export const DEFAULT_HOST = "localhost";
/** Default time in seconds for the owner's response to `set` and `call`. */
export const DEFAULT_TIMEOUT_S = 5;
/** Default soft limit of a peer's backlog in bytes. */
export const DEFAULT_SOFT_BACKLOG_BYTES: number = 1 << 20;
/** Default hard limit of a peer's backlog in bytes. */
export const DEFAULT_HARD_BACKLOG_BYTES: number = 1 << 26;

/** Default time in seconds in which a slow peer must take some output. */
export const DEFAULT_STALL_TIMEOUT_S = 10;
/** Default time in seconds for the first message of a connection. */
export const DEFAULT_SILENT_TIMEOUT_S = 30;
/**
 * Default silence in seconds before a WebSocket is pinged: proxies close
 * connections that are quiet for longer, by default nginx after 60 s and haproxy
 * after 50 s.
 */
export const DEFAULT_PING_INTERVAL_S = 20;

/** Default requests over HTTP a second, from one address and of one user. */
export const DEFAULT_HTTP_RATE = 1000;

/** Default time in seconds after which a connection of TCP is dead. */
export const DEFAULT_DEAD_AFTER_S = 15;

/** Options of a daemon. */
export interface DaemonOptions {
  /** Name in the result of `info`; default "jet". */
  name?: string;
  /**
   * Seconds in which the owner must respond to `set` or `call`, unless the
   * request or the element has its own timeout; default 5.
   */
  timeout?: number;
  /** Maximum size of a message in bytes; default 1114112 (1 MiB + 64 KiB). */
  maxMessage?: number;
  /**
   * Bytes in the output buffer of a peer from which changes are conflated: only
   * the newest change of each state is kept; default 1 MiB.
   */
  softBacklog?: number;
  /**
   * Bytes in the output buffer of a peer from which it is disconnected; default
   * 64 MiB.
   */
  hardBacklog?: number;
  /**
   * Seconds after which a peer is disconnected that has more than the soft
   * backlog of unread responses and reads nothing; default 10.
   */
  stallTimeout?: number;
  /**
   * Seconds after which a connection is closed that has not sent one message,
   * with code 1008 if it is a WebSocket; 0 for never; default 30.
   */
  silentTimeout?: number;
  /**
   * Seconds of silence after which a WebSocket is pinged; 0 for never; default
   * 20. A peer that has answered pings and no longer does is disconnected if it
   * connects through a proxy ({@linkcode trustProxy}, or the header `Forwarded`,
   * `X-Forwarded-For` or `Via`), or where {@linkcode deadAfter} is not carried
   * out by the system. Not on WebSockets of `Deno.serve` and `Bun.serve`.
   */
  pingInterval?: number;
  /**
   * Seconds after which a TCP connection is closed whose other side acknowledges
   * nothing, neither what was sent nor the probes of keep-alive; 0 leaves that
   * to the system; default 15. On Linux with FFI (Bun; Deno with `--allow-ffi`).
   * Elsewhere this is the time for quiet connections only, at least 11 s: one
   * with output in flight ends when the system gives up sending, after about
   * 15 minutes.
   */
  deadAfter?: number;
  /** What peers may take up; see {@linkcode LimitValues} for the defaults. */
  limits?: Partial<LimitValues>;
  /**
   * The users. Without users and without {@linkcode authorize} every peer has
   * all rights.
   */
  users?: UserStore;
  /**
   * Whether elements without access groups need a login; default false: they
   * are open to all peers.
   */
  closed?: boolean;
  /**
   * "strict", the default: an element that names groups is closed for every
   * action whose groups it does not name, and what a peer has no access to does
   * not exist for it. "node-jet": actions without groups are open to users, and
   * refusals tell which elements and users there are.
   */
  access?: "strict" | "node-jet";
  /**
   * Separator of the segments of a path: one character, not a letter or digit,
   * not `+` or `#`; default "/".
   */
  separator?: string;
  /**
   * Which paths may be added. "strict", the default: no element and no node has
   * the path, no element is above it, and no segment is empty. "open": any
   * path, also below another element.
   */
  hierarchy?: "strict" | "open";
  /**
   * Path rules of a fetch that don't exist. "refuse", the default: the fetch is
   * refused. "ignore": they are left out, with an event `warning`, as in
   * lua-jet.
   */
  unknownRules?: "refuse" | "ignore";
  /**
   * Origins of web pages that may connect, such as `https://example.org`; `*`
   * for all. Pages of this machine may always connect.
   */
  allowOrigins?: readonly string[];
  /** Whether listeners for WebSocket serve Radar at `/radar/`; default true. */
  radar?: boolean;
  /**
   * Authorizes a WebSocket upgrade by its cookies, headers, or credentials of
   * HTTP Basic or Bearer. Returns the login, `null` for a peer without login, or
   * a response that refuses the upgrade. By default HTTP Basic is checked
   * against {@linkcode users}.
   */
  authorize?: (
    request: Request,
    credentials: Credentials | null,
  ) => Login | null | Response | Promise<Login | null | Response>;
  /**
   * Requests over HTTP a second from one address, and of one user; default
   * 1000.
   */
  httpRate?: number;
  /**
   * Addresses or networks (`10.0.0.0/8`) of proxies in front of the WebSocket
   * port, whose `Forwarded` or `X-Forwarded-For` names the client; none by
   * default.
   */
  trustProxy?: readonly string[];
  /** TLS at the TCP, binary and HTTP ports; without it they take none. */
  tls?: TlsOptions;
  /**
   * Who gets the figures at `/metrics`, in Prometheus' format: "off", the
   * default: they are not served; "admins": users who administrate, without
   * users programs of this machine; "open": everybody.
   */
  metrics?: "off" | "admins" | "open";
  /** Keeps values through restarts; without it nothing is kept. */
  keep?: KeepOptions;
  /** Which cluster it is a member of; without it it is on its own. */
  cluster?: ClusterOptions;
  /** Relays GUN at the path `/gun`; without it the path is not served. */
  gun?: GunOptions;
}

/** Where a daemon listens; an address that is left out is not opened. */
export interface ListenOptions {
  /**
   * Local addresses to listen on. "localhost", the default, is 127.0.0.1 and, if
   * the machine has it, ::1.
   */
  host?: string | readonly string[];
  /** TCP port; 0 takes a free one. */
  port?: number;
  /** Port for HTTP and WebSocket; 0 takes a free one. */
  wsPort?: number;
  /**
   * Path at which peers connect by WebSocket, besides `/` and what is below
   * `/api/jet/`: `/jet`, `/jet/*` for what is below it too, or `*` for every
   * path.
   */
  wsPath?: string;
  /** TCP port for binary Jet; 0 takes a free one. */
  binaryPort?: number;
  /** Unix socket: a file, or an abstract name that begins with `\0` or `@`. */
  unix?: string;
  /** Permissions of the unix socket's file, as for `chmod`. */
  unixMode?: number;
  /** Owner of the unix socket's file, as a number; needs the rights of root. */
  unixOwner?: number;
  /** Group of the unix socket's file, as a number. */
  unixGroup?: number;
  /** Whether these ports take TLS; by default if the daemon has it. */
  tls?: boolean;
  /**
   * Sockets that are listened on in place of those of the other options; their
   * clients wait until then.
   */
  inherited?: readonly InheritedListener[];
  /**
   * Dialect of all peers that connect here; by default the first messages of
   * each peer decide.
   */
  dialect?: DialectName;
}
