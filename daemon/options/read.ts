/**
 * Reads the options of the daemon program. The command line has precedence over
 * the environment, the environment over the file.
 *
 * @module
 */
import {
  checkOperands,
  type Environment,
  readArguments,
  readVariables,
} from "../../command_line/arguments.ts";
import { firstLineOf, UsageError } from "../../command_line/errors.ts";
import { optionTable } from "../../command_line/help.ts";
import { IN_MEMORY } from "../../store/open.ts";
import type { ClusterOptions } from "../bridges/cluster/options.ts";
import type { GunOptions } from "../bridges/gun/service.ts";
import { CLUSTER_SETTINGS } from "./cluster_table.ts";
import { TLS_SETTINGS } from "./tls_table.ts";
import type { LogOptions } from "./log_options.ts";
import type { TlsOptions } from "../tls/options.ts";
import type { KeepOptions } from "../kept/file.ts";
import {
  COMPAT_MAX_MESSAGE,
  type DaemonOptions,
  DEFAULT_HOST,
  DEFAULT_PORT,
  DEFAULT_WS_PORT,
  type ListenOptions,
} from "./daemon_options.ts";
import { DAEMON_OPTIONS, LIMIT_SETTINGS, SETTINGS } from "./table.ts";
import { SettingValues } from "./values.ts";

/** Options of the program, converted. */
export interface ProgramOptions {
  /** Options of the daemon, without its users. */
  readonly daemon: Omit<DaemonOptions, "users">;
  /**
   * Where it listens, except the unix socket; without `binaryPort` the default
   * port is taken if it is free.
   */
  readonly listen: Omit<ListenOptions, "unix">;
  /** Unix socket; `undefined` for the default, `false` for none. */
  readonly unix: string | false | undefined;
  readonly log: LogOptions;
  /** The users file. */
  readonly users: string | undefined;
}

/** What the command line asks for. */
export type ProgramTask =
  | { readonly print: "help" | "version" }
  | { readonly run: ProgramOptions };

/** Beginning of the name of an abstract unix socket. */
const ABSTRACT = "@";

/** The text of `--help`. */
export function help(): string {
  return `Jet daemon: a realtime object bus.

Usage: jetd [options]             # or: jet daemon, deno run -A daemon.ts, bun daemon.ts
       jetd users (add|change|passwd|remove|list) --help
       jetd health [options]      # asks the one that these options started

${optionTable(DAEMON_OPTIONS)}

Each option has an environment variable: JET_PORT, JET_WS_PORT, JET_NO_UNIX=1, …
The command line has precedence over the environment, the environment over the
file.
`;
}

/**
 * Reads the command line, the environment and the file that they name.
 *
 * @param readFile Reads a file as text.
 * @throws {UsageError} with a message of one line.
 */
export async function readOptions(
  args: readonly string[],
  env: Environment,
  readFile: (path: string) => Promise<string>,
): Promise<ProgramTask> {
  const given = readArguments(args, DAEMON_OPTIONS);
  checkOperands(given.operands, []);
  if (given.has("help")) return { print: "help" };
  if (given.has("version")) return { print: "version" };
  const variables = readVariables(env, DAEMON_OPTIONS);
  const values = new SettingValues();
  const file = given.or(variables).text("config");
  if (file !== undefined) {
    values.addFile(await readMembers(file, readFile), file);
  }
  values.addVariables(variables);
  values.addArguments(given);
  return { run: programOptions(values, env) };
}

async function readMembers(
  file: string,
  readFile: (path: string) => Promise<string>,
): Promise<object> {
  let content: string;
  try {
    content = await readFile(file);
  } catch (error) {
    throw new UsageError(`can't read ${file}: ${firstLineOf(error)}`);
  }
  let members: unknown;
  try {
    members = JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${firstLineOf(error)}`);
  }
  if (
    typeof members === "object" && members !== null && !Array.isArray(members)
  ) return members;
  throw new UsageError(`${file} must hold a JSON object`);
}

function programOptions(
  values: SettingValues,
  env: Environment,
): ProgramOptions {
  const users = values.get(SETTINGS.users);
  for (const lone of [SETTINGS.closed, SETTINGS.gunAccess]) {
    if (users !== undefined || !values.has(lone)) continue;
    const why = "without them all is open";
    throw values.lacking(lone, [SETTINGS.users], why);
  }
  refuseWithoutEffect(values);
  const compat = values.get(SETTINGS.compat) ?? false;
  return {
    daemon: {
      name: values.get(SETTINGS.name),
      timeout: values.get(SETTINGS.timeout),
      maxMessage: values.get(SETTINGS.maxMessage) ??
        (compat ? COMPAT_MAX_MESSAGE : undefined),
      softBacklog: values.get(SETTINGS.softBacklog),
      hardBacklog: values.get(SETTINGS.hardBacklog),
      stallTimeout: values.get(SETTINGS.stallTimeout),
      silentTimeout: values.get(SETTINGS.silentTimeout),
      pingInterval: values.get(SETTINGS.pingInterval),
      deadAfter: values.get(SETTINGS.deadAfter),
      limits: limitsOf(values),
      closed: values.get(SETTINGS.closed),
      access: values.get(SETTINGS.access) ?? (compat ? "node-jet" : "strict"),
      separator: values.get(SETTINGS.separator),
      hierarchy: values.get(SETTINGS.hierarchy) ?? (compat ? "open" : "strict"),
      unknownRules: compat ? "ignore" : "refuse",
      allowOrigins: values.get(SETTINGS.allowOrigin),
      radar: values.get(SETTINGS.radar),
      trustProxy: values.get(SETTINGS.trustProxy),
      httpRate: values.get(SETTINGS.httpRate),
      tls: tlsOptions(values),
      metrics: values.get(SETTINGS.metrics),
      keep: keepOptions(values, env),
      cluster: clusterOptions(values),
      gun: gunOptions(values, env),
    },
    listen: {
      host: values.get(SETTINGS.host) ?? DEFAULT_HOST,
      port: values.get(SETTINGS.port) ?? DEFAULT_PORT,
      wsPort: values.get(SETTINGS.wsPort) ?? DEFAULT_WS_PORT,
      wsPath: values.get(SETTINGS.wsPath) ?? (compat ? "*" : undefined),
      binaryPort: values.get(SETTINGS.binaryPort),
      dialect: values.get(SETTINGS.dialect),
      unixMode: values.get(SETTINGS.unixMode),
      unixOwner: values.get(SETTINGS.unixOwner),
      unixGroup: values.get(SETTINGS.unixGroup),
    },
    unix: values.get(SETTINGS.unix),
    log: {
      level: values.get(SETTINGS.log) ?? "info",
      format: values.get(SETTINGS.logFormat) ?? "text",
      file: values.get(SETTINGS.logFile),
    },
    users,
  };
}

/** Settings of the relay for GUN. */
const GUN_SETTINGS = [
  SETTINGS.gunAccess,
  SETTINGS.gunStore,
  SETTINGS.gunMaxStore,
  SETTINGS.gunMemory,
  SETTINGS.gunPeer,
  SETTINGS.gunSync,
  SETTINGS.gunFiles,
  SETTINGS.gunShare,
];

/** Settings of the file of a unix socket. */
const UNIX_FILE_SETTINGS = [
  SETTINGS.unixMode,
  SETTINGS.unixOwner,
  SETTINGS.unixGroup,
];

/**
 * Refuses options of the command line that have no effect. Variables and files of
 * options may hold defaults of many daemons, some without a relay or a socket.
 */
function refuseWithoutEffect(values: SettingValues): void {
  const { gun } = SETTINGS;
  const ofGun = GUN_SETTINGS.find((setting) => values.isTyped(setting));
  if (ofGun && values.isTyped(gun)) {
    const [source, off] = [values.sourceOf(ofGun), values.sourceOf(gun)];
    throw new UsageError(`${source} has no effect with ${off}`);
  }
  const unix = values.get(SETTINGS.unix) || ABSTRACT;
  const ofFile = UNIX_FILE_SETTINGS.find((other) => values.isTyped(other));
  if (ofFile && unix.startsWith(ABSTRACT)) {
    const why = "only a socket that is a file has permissions and an owner";
    throw values.lacking(ofFile, [SETTINGS.unix], why);
  }
}

/**
 * Where the program stores data by default: below `$XDG_DATA_HOME`, else in
 * `~/.local/share`; `undefined` if there is no home.
 */
function dataFile(env: Environment, name: string): string | undefined {
  const { XDG_DATA_HOME: data, HOME: home = env.USERPROFILE } = env;
  if (data) return `${data}/jet/${name}`;
  return home ? `${home}/.local/share/jet/${name}` : undefined;
}

function limitsOf(values: SettingValues): DaemonOptions["limits"] {
  return Object.fromEntries(
    Object.entries(LIMIT_SETTINGS)
      .map(([name, setting]) => [name, values.get(setting)]),
  );
}

function tlsOptions(values: SettingValues): TlsOptions | undefined {
  const cert = values.get(SETTINGS.cert);
  const key = values.get(SETTINGS.key);
  const clientCa = values.get(SETTINGS.clientCa);
  const certUsers = values.get(SETTINGS.certUsers);
  const clientCert = values.get(SETTINGS.clientCert);
  const others = {
    clientCert,
    plain: values.get(SETTINGS.plain),
    maxHandshakes: values.get(SETTINGS.maxHandshakes),
  };
  if (cert === undefined && key === undefined) {
    const lone = Object.values(TLS_SETTINGS).find((other) => values.has(other));
    if (lone === undefined) return undefined;
    const both = [SETTINGS.cert, SETTINGS.key];
    throw values.lacking(lone, both, "there is no TLS");
  }
  if (cert === undefined) throw values.lacking(SETTINGS.key, [SETTINGS.cert]);
  if (key === undefined) throw values.lacking(SETTINGS.cert, [SETTINGS.key]);
  if (clientCa === undefined) {
    for (const lone of [SETTINGS.clientCert, SETTINGS.certUsers]) {
      if (values.has(lone)) throw values.lacking(lone, [SETTINGS.clientCa]);
    }
  }
  if (certUsers && values.get(SETTINGS.users) === undefined) {
    throw values.lacking(SETTINGS.certUsers, [SETTINGS.users]);
  }
  return { cert, key, clientCa, certUsers, ...others };
}

function keepOptions(
  values: SettingValues,
  env: Environment,
): KeepOptions | undefined {
  const patterns = values.get(SETTINGS.keep);
  const given = values.get(SETTINGS.keepFile);
  if (patterns === undefined && given === undefined) return undefined;
  const file = given ?? dataFile(env, "kept.db");
  if (file !== undefined) return { patterns, file, lazy: given === undefined };
  const why = "there is no home folder";
  throw values.lacking(SETTINGS.keep, [SETTINGS.keepFile], why);
}

function clusterOptions(values: SettingValues): ClusterOptions | undefined {
  const servers = values.get(SETTINGS.cluster);
  if (servers === undefined) {
    const lone = Object.values(CLUSTER_SETTINGS).find((other) =>
      values.has(other)
    );
    if (lone === undefined) return undefined;
    const why = "without it the daemon is on its own";
    throw values.lacking(lone, [SETTINGS.cluster], why);
  }
  const cert = values.get(SETTINGS.clusterCert);
  const key = values.get(SETTINGS.clusterKey);
  const pair = [SETTINGS.clusterCert, SETTINGS.clusterKey];
  const [lone, other] = cert === undefined ? pair.toReversed() : pair;
  if (values.has(lone) && !values.has(other)) {
    throw values.lacking(lone, [other]);
  }
  return {
    servers,
    name: values.get(SETTINGS.clusterName),
    storage: values.get(SETTINGS.clusterStore),
    replicas: values.get(SETTINGS.clusterReplicas),
    lease: values.get(SETTINGS.clusterLease),
    credentials: values.get(SETTINGS.clusterCreds),
    ca: values.get(SETTINGS.clusterCa),
    cert,
    key,
  };
}

function gunOptions(
  values: SettingValues,
  env: Environment,
): GunOptions | undefined {
  if (values.get(SETTINGS.gun) === false) return undefined;
  const store = values.get(SETTINGS.gunStore);
  return {
    store: store ?? dataFile(env, "gun.db") ?? IN_MEMORY,
    lazy: store === undefined,
    maxStore: values.get(SETTINGS.gunMaxStore),
    memory: values.get(SETTINGS.gunMemory),
    peers: values.get(SETTINGS.gunPeer),
    sync: values.get(SETTINGS.gunSync),
    files: values.get(SETTINGS.gunFiles),
    share: values.get(SETTINGS.gunShare),
    access: values.get(SETTINGS.gunAccess),
    softBacklog: values.get(SETTINGS.softBacklog),
    hardBacklog: values.get(SETTINGS.hardBacklog),
  };
}
