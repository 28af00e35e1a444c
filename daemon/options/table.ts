/**
 * The options of the daemon program. Parsing, help, completions and the table
 * of docs/daemon.md are made from this table.
 *
 * @module
 */
import {
  boolean,
  bytes,
  list,
  oneOf,
  seconds,
  secondsOrNever,
  text,
  wholeNumber,
} from "../../command_line/convert.ts";
import { flagName, type Option } from "../../command_line/option.ts";
import { DEFAULT_LIMITS, type LimitValues } from "../../bus/limits/limits.ts";
import { DIALECT_NAMES } from "../../protocol/dialect.ts";
import { DEFAULT_MAX_MESSAGE } from "../../protocol/frame.ts";
import {
  DEFAULT_BINARY_PORT,
  DEFAULT_DEAD_AFTER_S,
  DEFAULT_HARD_BACKLOG_BYTES,
  DEFAULT_HOST,
  DEFAULT_HTTP_RATE,
  DEFAULT_PING_INTERVAL_S,
  DEFAULT_PORT,
  DEFAULT_SILENT_TIMEOUT_S,
  DEFAULT_SOFT_BACKLOG_BYTES,
  DEFAULT_STALL_TIMEOUT_S,
  DEFAULT_TIMEOUT_S,
  DEFAULT_WS_PORT,
  METRICS_KINDS,
} from "./daemon_options.ts";
import { type Setting, setting } from "./setting.ts";
import { CLUSTER_SETTINGS } from "./cluster_table.ts";
import { TLS_SETTINGS } from "./tls_table.ts";
import { LOG_FORMATS, LOG_LEVELS } from "./log_options.ts";
import {
  fileMode,
  networks,
  origins,
  pathPatterns,
  separator,
  shareRules,
  unixSocket,
  urls,
  webSocketPath,
} from "./convert.ts";

/** Rules for the paths of elements. */
export const HIERARCHIES = ["strict", "open"] as const;

/** Rules for the access to elements. */
export const ACCESS_KINDS = ["strict", "node-jet"] as const;

/** Who may connect to `/gun` where there are users. */
export const GUN_ACCESS_KINDS = ["login", "read", "closed"] as const;

/** Maximum timeout: a day. */
const MAX_TIMEOUT_S = 86_400;

const port = wholeNumber(0, 65_535);

/** The setting of a limit. */
function limit(name: keyof LimitValues, help: string): Setting<number> {
  return setting(name, {
    value: "NUMBER",
    help: `maximum of ${help}`,
    default: String(DEFAULT_LIMITS[name]),
    read: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  });
}

/** The settings of the limits. */
export const LIMIT_SETTINGS: Readonly<
  Record<keyof LimitValues, Setting<number>>
> = {
  maxConnections: limit("maxConnections", "connections in all"),
  maxConnectionsPerAddress: limit(
    "maxConnectionsPerAddress",
    "connections from one address",
  ),
  maxConnectionsPerUser: limit(
    "maxConnectionsPerUser",
    "connections of one user, who is logged in at the upgrade",
  ),
  maxElements: limit("maxElements", "states and methods of one peer"),
  maxFetches: limit("maxFetches", "fetches of one peer"),
  maxOperands: limit(
    "maxOperands",
    "texts, value rules and KiB of long rules of a peer's fetches, or of one get",
  ),
  maxAnswer: limit("maxAnswer", "bytes of the answer to one get"),
  maxBacklog: limit(
    "maxBacklog",
    "bytes that all peers have not read, beyond which the slowest go",
  ),
  maxValues: limit("maxValues", "bytes of all values and metadata"),
  maxKept: limit("maxKept", "values that are kept"),
  maxStay: limit(
    "maxStay",
    "seconds for which an element may stay without its owner",
  ),
  maxMeta: limit("maxMeta", "bytes of the metadata of a state or method"),
  maxSignals: limit(
    "maxSignals",
    "signals that wait in a fetch of a slow peer",
  ),
  maxSignalBytes: limit(
    "maxSignalBytes",
    "bytes of the signals that wait in a fetch of a slow peer",
  ),
};

/** All settings, in the order of the help. */
export const SETTINGS = {
  host: setting("host", {
    value: "ADDRESS",
    help:
      "address to listen on; 0.0.0.0 lets other machines in; may be repeated",
    default: DEFAULT_HOST,
    many: true,
    read: list(text),
  }),
  port: setting("port", {
    value: "PORT",
    help: "TCP port; 0 takes a free one",
    default: String(DEFAULT_PORT),
    read: port,
  }),
  wsPort: setting("wsPort", {
    value: "PORT",
    help: "port for HTTP and WebSocket; 0 takes a free one",
    default: String(DEFAULT_WS_PORT),
    read: port,
  }),
  wsPath: setting("wsPath", {
    value: "PATH",
    help: "path for WebSockets beside / and /api/jet/*, such as /jet/*, or *",
    read: webSocketPath,
  }),
  binaryPort: setting("binaryPort", {
    value: "PORT",
    help: "TCP port for binary Jet; 0 takes a free one",
    default: String(DEFAULT_BINARY_PORT),
    read: port,
  }),
  unix: setting("unix", {
    value: "PATH",
    help: "unix socket; @ makes it abstract; the default is for Linux only",
    off: "no unix socket",
    default: "@/var/run/jet.socket",
    complete: "file",
    read: unixSocket,
  }),
  unixMode: setting("unixMode", {
    value: "MODE",
    help: "permissions of the unix socket's file, octal, such as 660",
    read: fileMode,
  }),
  unixOwner: setting("unixOwner", {
    value: "UID",
    help: "owner of the unix socket's file, as a number; needs root",
    read: wholeNumber(0, 0xfffffffe),
  }),
  unixGroup: setting("unixGroup", {
    value: "GID",
    help: "group of the unix socket's file, as a number",
    read: wholeNumber(0, 0xfffffffe),
  }),
  name: setting("name", {
    value: "NAME",
    help: "name of the daemon in the result of info",
    default: "jet",
    read: text,
  }),
  maxMessage: setting("maxMessage", {
    value: "BYTES",
    help: "maximum size of a message",
    default: String(DEFAULT_MAX_MESSAGE),
    read: wholeNumber(16, 0xffffffff),
  }),
  softBacklog: setting("softBacklog", {
    value: "BYTES",
    help: "backlog of a slow peer from which changes are conflated",
    default: String(DEFAULT_SOFT_BACKLOG_BYTES),
    read: bytes,
  }),
  hardBacklog: setting("hardBacklog", {
    value: "BYTES",
    help: "backlog of a slow peer from which it is disconnected",
    default: String(DEFAULT_HARD_BACKLOG_BYTES),
    read: bytes,
  }),
  stallTimeout: setting("stallTimeout", {
    value: "SECONDS",
    help: "time in which a slow peer must read some of its responses",
    default: String(DEFAULT_STALL_TIMEOUT_S),
    read: seconds(MAX_TIMEOUT_S),
  }),
  silentTimeout: setting("silentTimeout", {
    value: "SECONDS",
    help: "time for the first message of a connection; 0 for no limit",
    default: String(DEFAULT_SILENT_TIMEOUT_S),
    read: secondsOrNever(MAX_TIMEOUT_S),
  }),
  pingInterval: setting("pingInterval", {
    value: "SECONDS",
    help: "silence before a WebSocket is pinged; 0 for no pings",
    default: String(DEFAULT_PING_INTERVAL_S),
    read: secondsOrNever(MAX_TIMEOUT_S),
  }),
  deadAfter: setting("deadAfter", {
    value: "SECONDS",
    help: "time after which a TCP connection is dead; 0 for the system's",
    default: String(DEFAULT_DEAD_AFTER_S),
    read: secondsOrNever(MAX_TIMEOUT_S),
  }),
  ...LIMIT_SETTINGS,
  timeout: setting("timeout", {
    value: "SECONDS",
    help: "time limit for the owner's response to set and call",
    default: String(DEFAULT_TIMEOUT_S),
    read: seconds(MAX_TIMEOUT_S),
  }),
  users: setting("users", {
    value: "FILE",
    help: "JSON file with the users; without it every peer has all rights",
    complete: "file",
    // JET_USER is the user of the tools.
    variable: "JET_USERS_FILE",
    read: text,
  }),
  closed: setting("closed", {
    help: "elements without access groups need a login",
    read: boolean,
  }),
  access: setting("access", {
    value: "KIND",
    help: "strict, or node-jet: refusals tell what there is, as in 2.x",
    default: "strict",
    complete: ACCESS_KINDS,
    read: oneOf(ACCESS_KINDS),
  }),
  allowOrigin: setting("allowOrigin", {
    value: "ORIGINS",
    help: "web pages that may connect, separated by commas; * for all",
    read: origins,
  }),
  httpRate: setting("httpRate", {
    value: "NUMBER",
    help: "requests over HTTP a second from one address, and of one user",
    default: String(DEFAULT_HTTP_RATE),
    read: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  }),
  trustProxy: setting("trustProxy", {
    value: "ADDRESSES",
    help: "proxies whose X-Forwarded-For or Forwarded names the client",
    read: networks,
  }),
  ...TLS_SETTINGS,
  dialect: setting("dialect", {
    value: "NAME",
    help: `dialect of all peers: ${DIALECT_NAMES.join(", ")}; else detected`,
    complete: DIALECT_NAMES,
    read: oneOf(DIALECT_NAMES),
  }),
  separator: setting("separator", {
    value: "CHAR",
    help: "separator of the segments of a path",
    default: "/",
    read: separator,
  }),
  hierarchy: setting("hierarchy", {
    value: "KIND",
    help: "strict, or open: elements may be below elements",
    default: "strict",
    complete: HIERARCHIES,
    read: oneOf(HIERARCHIES),
  }),
  compat: setting("compat", {
    help:
      "replaces an older daemon: --hierarchy open --access node-jet --ws-path * --max-message 10000000, unknown rules are ignored",
    read: boolean,
  }),
  keep: setting("keep", {
    value: "PATTERNS",
    help:
      "states that the daemon owns and keeps on disk, such as config/#; set creates them",
    many: true,
    read: pathPatterns,
  }),
  keepFile: setting("keepFile", {
    value: "FILE",
    help: "file of kept values; with it, owners can have values kept too",
    default: "~/.local/share/jet/kept.db",
    complete: "file",
    read: text,
  }),
  radar: setting("radar", {
    off: "no Radar at /radar/, the page that shows the bus",
    read: boolean,
  }),
  gun: setting("gun", { off: "no relay for GUN at /gun", read: boolean }),
  gunAccess: setting("gunAccess", {
    value: "KIND",
    help: "/gun with --users: login, read (others only read), or closed",
    default: "login",
    complete: GUN_ACCESS_KINDS,
    read: oneOf(GUN_ACCESS_KINDS),
  }),
  gunStore: setting("gunStore", {
    value: "FILE",
    help:
      "file of GUN's graph, made when an app connects; :memory: for no file",
    default: "~/.local/share/jet/gun.db",
    complete: "file",
    read: text,
  }),
  gunMaxStore: setting("gunMaxStore", {
    value: "BYTES",
    help:
      "maximum size of GUN's graph; default 256 MiB in memory, unlimited in a file",
    read: bytes,
  }),
  gunMemory: setting("gunMemory", {
    value: "BYTES",
    help: "memory for the part of GUN's graph that is in use",
    default: String(64 * 1024 * 1024),
    read: bytes,
  }),
  gunPeer: setting("gunPeer", {
    value: "URLS",
    help: "GUN relays to connect to, such as https://user:password@host/gun",
    read: urls,
  }),
  gunSync: setting("gunSync", {
    help: "send GUN's graph to each relay on the first link since a start",
    read: boolean,
  }),
  gunFiles: setting("gunFiles", {
    value: "FOLDER",
    help:
      "folder of gun's own gun.js and sea.js, served at /gun.js, /gun/sea.js",
    read: text,
  }),
  gunShare: setting("gunShare", {
    value: "PATTERNS",
    help:
      "states for GUN apps, such as house/#; house/#:set makes them settable",
    read: shareRules,
  }),
  ...CLUSTER_SETTINGS,
  metrics: setting("metrics", {
    value: "KIND",
    help:
      "/metrics for Prometheus: off, admins (without users: this machine) or open",
    default: "off",
    complete: METRICS_KINDS,
    read: oneOf(METRICS_KINDS),
  }),
  log: setting("log", {
    value: "LEVEL",
    help: LOG_LEVELS.join(", "),
    default: "info",
    complete: LOG_LEVELS,
    read: oneOf(LOG_LEVELS),
  }),
  logFormat: setting("logFormat", {
    value: "FORMAT",
    help: "text, or json: an object a line",
    default: "text",
    complete: LOG_FORMATS,
    read: oneOf(LOG_FORMATS),
  }),
  logFile: setting("logFile", {
    value: "FILE",
    help: "file of the log, opened again on SIGHUP",
    complete: "file",
    read: text,
  }),
};

/** The settings as a list. */
export const ALL_SETTINGS: readonly Setting<unknown>[] = Object.values(
  SETTINGS,
);

/** Name of a setting's flag, without dashes. */
export function flagOf({ key }: Setting<unknown>): string {
  return flagName(key);
}

/** Name of the flag that switches a setting off. */
export function offFlagOf(setting: Setting<unknown>): string {
  return `no-${flagOf(setting)}`;
}

/** Name of a setting's variable. */
export function variableOf(setting: Setting<unknown>): string {
  return setting.variable ?? derivedVariable(flagOf(setting));
}

function derivedVariable(flag: string): string {
  return `JET_${flag.replaceAll("-", "_").toUpperCase()}`;
}

function optionsOf(setting: Setting<unknown>): Option[] {
  const { value, help, off, complete, default: fallback, many } = setting;
  const options: Option[] = [];
  if (help !== undefined) {
    const name = flagOf(setting);
    options.push({
      name,
      value,
      help,
      default: fallback,
      variable: variableOf(setting),
      formerVariable: setting.variable && derivedVariable(name),
      key: setting.key,
      many,
      overridable: true,
      complete,
    });
  }
  if (off !== undefined) {
    const name = offFlagOf(setting);
    const key = `"${setting.key}": false`;
    options.push({ name, help: off, variable: derivedVariable(name), key });
  }
  return options;
}

/** The options of the daemon program. */
export const DAEMON_OPTIONS: readonly Option[] = [
  ...ALL_SETTINGS.flatMap(optionsOf),
  {
    name: "config",
    value: "FILE",
    help: "JSON file with the options, named in camelCase",
    variable: "JET_CONFIG",
    overridable: true,
    complete: "file",
  },
  { name: "version", short: "V", help: "print the version" },
  { name: "help", short: "h", help: "print this help" },
];
