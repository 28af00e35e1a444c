/**
 * The options of the daemon program: from the command line, the environment
 * and a file, in this order of precedence.
 *
 * @module
 */
import { defaultGunStore, type GunOptions } from "./bridges/gun/service.ts";
import type { ShareRule } from "./bridges/gun/share.ts";
import { isSeparator, SEPARATOR_RULE } from "../bus/elements/hierarchy.ts";
import {
  DIALECT_NAMES,
  type DialectName,
} from "../protocol/dialects/detect.ts";
import { parseArgs } from "npm:deno-std@1.4.0/cli/parse_args.js";

/** How much the program logs; each level includes those before it. */
export const LOG_LEVELS = ["off", "error", "warn", "info", "debug"] as const;
/** One of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** An option has a value that makes no sense, or there is no such option. */
export class OptionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OptionError";
  }
}

/** What the program shall do. */
export interface ProgramOptions {
  host: string;
  port: number;
  wsPort: number;
  /** `undefined`: the default, if it is free. */
  binaryPort: number | undefined;
  /** Unix socket to listen on; `undefined`: the default, `false`: none. */
  unix: string | false | undefined;
  maxMessage: number | undefined;
  timeout: number | undefined;
  log: LogLevel;
  users: string | undefined;
  closed: boolean;
  allowOrigins: readonly string[];
  dialect: DialectName | undefined;
  separator: string | undefined;
  hierarchy: "strict" | "open";
  name: string | undefined;
  softBacklog: number | undefined;
  hardBacklog: number | undefined;
  /** How GUN is relayed; `undefined`: not at all. */
  gun: GunOptions | undefined;
}

/** One option: how it is named in each place and what it takes. */
interface Option {
  /** Name in the file; the flag and the variable are made of it. */
  readonly name: string;
  /** What stands for the value in the help. */
  readonly value: string;
  readonly help: string;
  /** Turns a text or a member of the file into the value. */
  readonly read: (value: unknown, where: string) => unknown;
}

const OPTIONS: readonly Option[] = [
  {
    name: "host",
    value: "ADDRESS",
    help: "address to listen on (127.0.0.1); 0.0.0.0 lets other machines in",
    read: text,
  },
  {
    name: "port",
    value: "PORT",
    help: "TCP port (11122); 0 takes any that is free",
    read: port,
  },
  {
    name: "wsPort",
    value: "PORT",
    help: "HTTP and WebSocket port (11123); 0 takes any that is free",
    read: port,
  },
  {
    name: "binaryPort",
    value: "PORT",
    help: "TCP port for binary Jet (11124); 0 takes any that is free",
    read: port,
  },
  {
    name: "unix",
    value: "PATH",
    help: "unix socket (@/var/run/jet.socket on Linux); @ makes it abstract",
    read: unixSocket,
  },
  {
    name: "maxMessage",
    value: "BYTES",
    help: "largest message taken (1114112: 1 MiB and 64 KiB)",
    read: (value, where) => wholeNumber(value, where, 16, 0xffffffff),
  },
  {
    name: "timeout",
    value: "SECONDS",
    help: "time that set and call wait for the owner (5)",
    read: seconds,
  },
  {
    name: "users",
    value: "FILE",
    help: "JSON file with the users (without it everybody may do everything)",
    read: text,
  },
  {
    name: "allowOrigin",
    value: "ORIGINS",
    help: "web pages that may connect, separated by commas; * for all",
    read: origins,
  },
  {
    name: "dialect",
    value: "NAME",
    help: `${DIALECT_NAMES.join(", ")}; else each peer's is recognised`,
    read: dialectName,
  },
  {
    name: "separator",
    value: "CHAR",
    help: "what separates the segments of a path (/)",
    read: separator,
  },
  {
    name: "hierarchy",
    value: "KIND",
    help: "strict (the default), or open: leaves may be below leaves",
    read: hierarchy,
  },
  {
    name: "gunStore",
    value: "FILE",
    help: "GUN's graph (~/.local/share/jet/gun.db); :memory: keeps no file",
    read: text,
  },
  {
    name: "gunMaxStore",
    value: "BYTES",
    help: "size that GUN's file may grow to (as far as the disk goes)",
    read: bytes,
  },
  {
    name: "gunMemory",
    value: "BYTES",
    help: "memory for the part of GUN's graph that is in use (67108864)",
    read: bytes,
  },
  {
    name: "gunPeer",
    value: "URLS",
    help: "other GUN relays to be linked to, separated by commas",
    read: urls,
  },
  {
    name: "gunShare",
    value: "PATTERNS",
    help:
      "states that GUN apps see, such as house/#; house/#:set lets them set",
    read: patterns,
  },
  {
    name: "log",
    value: "LEVEL",
    help: `${LOG_LEVELS.join(", ")} (info)`,
    read: logLevel,
  },
];

/** Options for the file only: nobody needs them twice. */
const FILE_OPTIONS: readonly Option[] = [
  { name: "name", value: "", help: "", read: text },
  { name: "closed", value: "", help: "", read: boolean },
  { name: "compat", value: "", help: "", read: boolean },
  { name: "softBacklog", value: "", help: "", read: bytes },
  { name: "hardBacklog", value: "", help: "", read: bytes },
  { name: "gun", value: "", help: "", read: boolean },
];

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function variable(name: string): string {
  return `JET_${dashed(name).replaceAll("-", "_").toUpperCase()}`;
}

/** The text of `--help`. */
export function help(): string {
  const rows = OPTIONS.map(({ name, value, help }): [string, string] => [
    `--${dashed(name)} ${value}`,
    help,
  ]);
  rows.push(
    ["--no-unix", "no unix socket"],
    ["--no-gun", "no relay for GUN at the path /gun"],
    ["--compat", "in the place of an older daemon: the hierarchy is open"],
    ["--closed", "elements that name no groups are for users only"],
    ["--config FILE", "JSON file with the options, named in camelCase"],
    ["--version", "print the version"],
    ["--help", "print this help"],
  );
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 2;
  return `Jet daemon: a realtime object bus.

Usage: daemon [options]
       daemon users (add|passwd|remove|list) --help

${rows.map(([flag, help]) => `  ${flag.padEnd(width)}${help}`).join("\n")}

Each option may also be given as an environment variable: JET_PORT,
JET_WS_PORT, JET_NO_UNIX=1, … The command line comes before the environment,
the environment before the file.
`;
}

/** What the command line asks for. */
export type Command =
  | { readonly print: "help" | "version" }
  | { readonly run: ProgramOptions };

/**
 * Reads the command line, the environment and, where one is named, the file.
 *
 * @param readFile Reads a file as text.
 * @throws {OptionError} with one clear line if anything is wrong.
 */
export async function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string>,
): Promise<Command> {
  checkFlags(args);
  const flags = OPTIONS.map(({ name }) => dashed(name));
  const given: Record<string, unknown> = parseArgs([...args], {
    string: [...flags, "config"],
    boolean: ["no-unix", "no-gun", "closed", "compat", "version", "help"],
    alias: { h: "help", V: "version" },
    unknown(arg: string) {
      throw new OptionError(
        arg.startsWith("-")
          ? `unknown option ${arg.replace(/=.*/, "")}`
          : `unexpected argument ${arg}`,
      );
    },
  });
  if (given.help) return { print: "help" };
  if (given.version) return { print: "version" };

  const found = new Map<string, unknown>();
  const file = given.config ?? (env.JET_CONFIG || undefined);
  if (file !== undefined) {
    const path = text(file, "--config");
    for (const [name, value] of await fromFile(path, readFile)) {
      found.set(name, value);
    }
  }
  for (const { name, read } of OPTIONS) {
    const fromEnv = env[variable(name)];
    if (fromEnv !== undefined && fromEnv !== "") {
      found.set(name, read(fromEnv, variable(name)));
    }
  }
  if (isTrue(env.JET_NO_UNIX)) found.set("unix", false);
  if (isTrue(env.JET_NO_GUN)) found.set("gun", false);
  if (isTrue(env.JET_CLOSED)) found.set("closed", true);
  if (isTrue(env.JET_COMPAT)) found.set("compat", true);
  for (const { name, read } of OPTIONS) {
    const flag = dashed(name);
    const value = given[flag];
    if (value === undefined) continue;
    found.set(name, read(value, `--${flag}`));
  }
  if (given["no-unix"]) found.set("unix", false);
  if (given["no-gun"]) found.set("gun", false);
  if (given.closed) found.set("closed", true);
  if (given.compat) found.set("compat", true);
  return { run: complete(found, env) };
}

const SWITCHES = [
  "--no-unix",
  "--no-gun",
  "--closed",
  "--compat",
  "--version",
  "--help",
];

/** Refuses what the parser would silently read otherwise. */
function checkFlags(args: readonly string[]): void {
  for (const arg of args) {
    if (arg === "--") throw new OptionError("unexpected argument --");
    if (!arg.startsWith("--")) continue;
    const [flag] = arg.split("=", 1);
    if (flag !== arg && SWITCHES.includes(flag)) {
      throw new OptionError(`${flag} takes no value`);
    }
  }
}

async function fromFile(
  path: string,
  readFile: (path: string) => Promise<string>,
): Promise<Map<string, unknown>> {
  let content: string;
  try {
    content = await readFile(path);
  } catch (error) {
    throw new OptionError(`can't read ${path}: ${reasonOf(error)}`);
  }
  let members: unknown;
  try {
    members = JSON.parse(content);
  } catch (error) {
    throw new OptionError(`${path} is not JSON: ${reasonOf(error)}`);
  }
  if (
    typeof members !== "object" || members === null || Array.isArray(members)
  ) throw new OptionError(`${path} must hold a JSON object`);
  const found = new Map<string, unknown>();
  for (const [name, value] of Object.entries(members)) {
    const option = [...OPTIONS, ...FILE_OPTIONS].find((o) => o.name === name);
    if (option === undefined) {
      throw new OptionError(`unknown option ${name} in ${path}`);
    }
    found.set(name, option.read(value, `${name} in ${path}`));
  }
  return found;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0];
}

function complete(
  found: ReadonlyMap<string, unknown>,
  env: Readonly<Record<string, string | undefined>>,
): ProgramOptions {
  const number = (name: string) => {
    const value = found.get(name);
    return typeof value === "number" ? value : undefined;
  };
  const string = (name: string) => {
    const value = found.get(name);
    return typeof value === "string" ? value : undefined;
  };
  return {
    host: string("host") ?? "127.0.0.1",
    port: number("port") ?? 11122,
    wsPort: number("wsPort") ?? 11123,
    binaryPort: number("binaryPort"),
    unix: found.get("unix") === false ? false : string("unix"),
    maxMessage: number("maxMessage"),
    timeout: number("timeout"),
    log: LOG_LEVELS.find((level) => level === found.get("log")) ?? "info",
    users: string("users"),
    closed: found.get("closed") === true,
    allowOrigins: string("allowOrigin")?.split(" ") ?? [],
    dialect: DIALECT_NAMES.find((name) => name === found.get("dialect")),
    separator: string("separator"),
    hierarchy: found.get("hierarchy") === "open" ||
        (found.get("compat") === true && !found.has("hierarchy"))
      ? "open"
      : "strict",
    name: string("name"),
    softBacklog: number("softBacklog"),
    hardBacklog: number("hardBacklog"),
    gun: found.get("gun") === false ? undefined : {
      store: string("gunStore") ?? defaultGunStore(env),
      lazy: !found.has("gunStore"),
      maxStore: number("gunMaxStore"),
      memory: number("gunMemory"),
      peers: string("gunPeer")?.split(" ") ?? [],
      share: string("gunShare")?.split(",").map(shareRule) ?? [],
      softBacklog: number("softBacklog"),
      hardBacklog: number("hardBacklog"),
    },
  };
}

function text(value: unknown, where: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new OptionError(`${where} needs a text`);
}

function boolean(value: unknown, where: string): boolean {
  if (typeof value === "boolean") return value;
  throw new OptionError(`${where} needs true or false`);
}

/** A list of origins, from commas or a JSON array, separated by blanks. */
function origins(value: unknown, where: string): string {
  const list: unknown[] = Array.isArray(value)
    ? value
    : text(value, where).split(",");
  return list.map((item) => {
    const origin = text(item, where).trim();
    if (origin === "*") return origin;
    if (URL.canParse(origin) && new URL(origin).origin === origin) {
      return origin;
    }
    throw new OptionError(`${where} needs origins such as https://example.org`);
  }).join(" ");
}

/** A list of URLs, from commas or a JSON array, separated by blanks. */
function urls(value: unknown, where: string): string {
  const list: unknown[] = Array.isArray(value)
    ? value
    : text(value, where).split(",");
  return list.map((item) => {
    const url = text(item, where).trim();
    if (/^(https?|wss?):\/\/[^\s]+$/.test(url) && URL.canParse(url)) return url;
    throw new OptionError(
      `${where} needs URLs such as https://example.org/gun`,
    );
  }).join(" ");
}

const SETTABLE = ":set";

/** Patterns of paths, from commas or a JSON array, separated by commas. */
function patterns(value: unknown, where: string): string {
  const list: unknown[] = Array.isArray(value)
    ? value
    : text(value, where).split(",");
  return list.map((item) => {
    const pattern = text(item, where).trim();
    if (pattern !== SETTABLE && !pattern.includes(",")) return pattern;
    throw new OptionError(`${where} needs patterns such as house/#`);
  }).join(",");
}

function shareRule(pattern: string): ShareRule {
  return pattern.endsWith(SETTABLE)
    ? { matches: pattern.slice(0, -SETTABLE.length), settable: true }
    : { matches: pattern };
}

function separator(value: unknown, where: string): string {
  if (typeof value === "string" && isSeparator(value)) return value;
  throw new OptionError(`${where}: ${SEPARATOR_RULE}`);
}

function hierarchy(value: unknown, where: string): string {
  if (value === "strict" || value === "open") return value;
  throw new OptionError(`${where} needs strict or open`);
}

function dialectName(value: unknown, where: string): DialectName {
  const name = DIALECT_NAMES.find((name) => name === value);
  if (name !== undefined) return name;
  throw new OptionError(`${where} needs one of ${DIALECT_NAMES.join(", ")}`);
}

function unixSocket(value: unknown, where: string): string | false {
  return value === false ? false : text(value, where);
}

function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== ""
    ? Number(value)
    : Number.NaN;
}

function wholeNumber(
  value: unknown,
  where: string,
  least: number,
  most: number,
): number {
  const number = toNumber(value);
  if (Number.isInteger(number) && number >= least && number <= most) {
    return number;
  }
  throw new OptionError(
    `${where} needs a whole number from ${least} to ${most}`,
  );
}

function port(value: unknown, where: string): number {
  return wholeNumber(value, where, 0, 65535);
}

function bytes(value: unknown, where: string): number {
  return wholeNumber(value, where, 0, Number.MAX_SAFE_INTEGER);
}

function seconds(value: unknown, where: string): number {
  const number = toNumber(value);
  if (number >= 0.001 && number <= 86_400) return number;
  throw new OptionError(`${where} needs seconds from 0.001 to 86400`);
}

function logLevel(value: unknown, where: string): LogLevel {
  const level = LOG_LEVELS.find((level) => level === value);
  if (level !== undefined) return level;
  throw new OptionError(`${where} needs one of ${LOG_LEVELS.join(", ")}`);
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "no"].includes(value);
}
