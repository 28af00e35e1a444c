/**
 * Reads the options of the daemon program. The command line has precedence over
 * the environment, the environment over the file.
 *
 * @module
 */
import {
  checkOperands,
  type Environment,
  type ParsedArgs,
  readArguments,
  readVariables,
} from "../../command_line/arguments.ts";
import { firstLineOf, UsageError } from "../../command_line/errors.ts";
import { optionTable } from "../../command_line/help.ts";
import { didYouMean } from "../../command_line/suggest.ts";
import { IN_MEMORY } from "../../store/open.ts";
import type { ClusterOptions } from "../bridges/cluster/options.ts";
import type { GunOptions } from "../bridges/gun/service.ts";
import { CLUSTER_SETTINGS } from "./cluster_table.ts";
import type { Setting } from "./setting.ts";
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
import {
  ALL_SETTINGS,
  DAEMON_OPTIONS,
  flagOf,
  LIMIT_SETTINGS,
  offFlagOf,
  SETTINGS,
} from "./table.ts";

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

/** The text of `--help`. */
export function help(): string {
  return `Jet daemon: a realtime object bus.

Usage: daemon [options]
       daemon users (add|change|passwd|remove|list) --help
       daemon health [options]      # asks the one that these options started

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
  values.add(variables);
  values.add(given);
  return { run: programOptions(values, env) };
}

/** The values of settings; those added later have precedence. */
class SettingValues {
  readonly #values = new Map<string, { value: unknown; source: string }>();

  /** Adds the members of a file. */
  addFile(members: object, file: string): void {
    for (const [key, value] of Object.entries(members)) {
      const setting = ALL_SETTINGS.find((setting) => setting.key === key);
      if (setting === undefined) {
        const meant = ALL_SETTINGS.find((setting) => flagOf(setting) === key);
        const hint = meant === undefined
          ? didYouMean(key, ALL_SETTINGS.map(({ key }) => key))
          : `; did you mean ${meant.key}?`;
        throw new UsageError(`unknown option ${key} in ${file}${hint}`);
      }
      this.#set(setting, value, `${key} in ${file}`);
    }
  }

  /** Adds a command line or the environment. */
  add(given: ParsedArgs): void {
    for (const setting of ALL_SETTINGS) {
      const flag = flagOf(setting);
      const isSwitch = setting.value === undefined;
      if (given.has(flag)) {
        const texts = setting.many
          ? given.texts(flag).join()
          : given.text(flag);
        const value = isSwitch ? true : texts;
        this.#set(setting, value, given.source(flag));
      }
      if (given.has(offFlagOf(setting))) {
        this.#set(setting, false, given.source(offFlagOf(setting)));
      }
    }
  }

  /** Whether a setting has been given. */
  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** The converted value of a setting. */
  get<T>(setting: Setting<T>): T | undefined {
    const found = this.#values.get(setting.key);
    return found && setting.read(found.value, found.source);
  }

  #set(setting: Setting<unknown>, value: unknown, source: string): void {
    // Checked here too: a value that is overridden must be valid as well.
    setting.read(value, source);
    this.#values.set(setting.key, { value, source });
  }
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
  if (values.get(SETTINGS.closed) && users === undefined) {
    throw new UsageError("closed needs users: without them all is open");
  }
  if (values.has(SETTINGS.gunAccess.key) && users === undefined) {
    throw new UsageError("gunAccess needs users: without them all is open");
  }
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
  if (cert === undefined || key === undefined) {
    const given = [cert, key, clientCa, clientCert];
    if (certUsers || given.some((value) => value !== undefined)) {
      throw new UsageError("cert and key belong together: both are needed");
    }
    for (const { key: lone } of [SETTINGS.plain, SETTINGS.maxHandshakes]) {
      if (values.has(lone)) {
        throw new UsageError(`${lone} needs cert and key: there is no TLS`);
      }
    }
    return undefined;
  }
  if (clientCert !== undefined && clientCa === undefined) {
    throw new UsageError("clientCert needs clientCa");
  }
  if (certUsers) {
    const need = clientCa === undefined
      ? "clientCa"
      : values.get(SETTINGS.users) === undefined
      ? "users"
      : undefined;
    if (need !== undefined) throw new UsageError(`certUsers needs ${need}`);
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
  throw new UsageError("keep needs keepFile: there is no home folder");
}

function clusterOptions(values: SettingValues): ClusterOptions | undefined {
  const servers = values.get(SETTINGS.cluster);
  if (servers === undefined) {
    const lone = Object.values(CLUSTER_SETTINGS).find(({ key }) =>
      values.has(key)
    );
    if (lone === undefined) return undefined;
    throw new UsageError(
      `${lone.key} needs cluster: without it the daemon is on its own`,
    );
  }
  const cert = values.get(SETTINGS.clusterCert);
  const key = values.get(SETTINGS.clusterKey);
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError("clusterCert and clusterKey belong together");
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
