/**
 * The daemon as a program.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { Daemon } from "./daemon.ts";
import {
  DEFAULT_BINARY_PORT,
  DEFAULT_UNIX,
  type ListenOptions,
} from "./daemon_options.ts";
import { UserStore } from "./users/store.ts";
import { currentRuntime } from "../transport/runtime.ts";
import {
  help,
  LOG_LEVELS,
  type LogLevel,
  OptionError,
  type ProgramOptions,
  readOptions,
} from "./options.ts";
import { Interrupted, terminal } from "../command_line/prompt.ts";
import { usersCommand } from "./users/command.ts";
import { VERSION } from "../base/version.ts";

/** Exit code for a command line that can't be understood. */
const USAGE = 2;

type Log = (level: LogLevel, message: string) => void;

function logger(most: LogLevel): Log {
  const limit = LOG_LEVELS.indexOf(most);
  return (level, message) => {
    if (LOG_LEVELS.indexOf(level) > limit) return;
    const line = `${new Date().toISOString()} ${level} ${message}\n`;
    const isTrouble = level === "error" || level === "warn";
    (isTrouble ? process.stderr : process.stdout).write(line);
  };
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0];
}

function complain(error: unknown): void {
  process.stderr.write(`jet: ${messageOf(error)}\n`);
}

/** Nobody reads what is logged any more: the daemon goes on without. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: unknown) => {
      if (!isBrokenPipe(error)) throw error;
    });
  }
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

/**
 * Runs the program: reads its options, listens, and ends on a signal.
 *
 * @param args The words of its command line.
 */
export async function main(
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  let options: ProgramOptions;
  if (args[0] === "users") {
    process.exitCode = await users(args.slice(1));
    return;
  }
  try {
    const command = await readOptions(
      args,
      process.env,
      (path) => readFile(path, "utf8"),
    );
    if ("print" in command) {
      process.stdout.write(
        command.print === "help" ? help() : `jet ${VERSION}\n`,
      );
      return;
    }
    options = command.run;
  } catch (error) {
    complain(error);
    process.exitCode = error instanceof OptionError ? USAGE : 1;
    return;
  }
  try {
    await run(options);
  } catch (error) {
    complain(error);
    process.exit(1);
  }
}

/**
 * Edits a users file.
 *
 * @param args What follows `users` on the command line.
 * @returns The exit code.
 */
export async function users(args: readonly string[]): Promise<number> {
  try {
    return await usersCommand(args, terminal);
  } catch (error) {
    complain(error);
    return error instanceof Interrupted ? Interrupted.EXIT_CODE : 1;
  }
}

async function run(options: ProgramOptions): Promise<void> {
  const log = logger(options.log);
  outliveReaders();
  const store = options.users === undefined
    ? undefined
    : await UserStore.open(options.users);
  for (const problem of store?.problems() ?? []) log("warn", problem);
  const daemon = new Daemon({
    name: options.name,
    timeout: options.timeout,
    maxMessage: options.maxMessage,
    softBacklog: options.softBacklog,
    hardBacklog: options.hardBacklog,
    users: store,
    closed: options.closed,
    separator: options.separator,
    hierarchy: options.hierarchy,
    allowOrigins: options.allowOrigins,
    gun: options.gun,
  });
  logEvents(daemon, log);
  process.on("unhandledRejection", (reason: unknown) => {
    // One broken promise must not take everybody down.
    log(
      "error",
      `unexpected: ${reason instanceof Error ? reason.stack : reason}`,
    );
  });
  await daemon.listen(await listenOptions(options));
  if (options.binaryPort === undefined) {
    // Nobody asked for this port: a daemon beside another one does without.
    await daemon.listen({ host: options.host, binaryPort: DEFAULT_BINARY_PORT })
      .catch((error) => log("warn", `no binary Jet: ${messageOf(error)}`));
  }
  for (const { url } of daemon.addresses) log("info", `listening on ${url}`);

  let closing = false;
  const stop = (signal: string) => {
    // A second signal does not wait for anybody.
    if (closing) process.exit(1);
    closing = true;
    log("info", `${signal}: closing`);
    daemon.close().then(() => process.exit(0), (error) => {
      complain(error);
      process.exit(1);
    });
  };
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("SIGTERM", () => stop("SIGTERM"));
}

async function listenOptions(options: ProgramOptions): Promise<ListenOptions> {
  const { host, port, wsPort, binaryPort, unix, dialect } = options;
  const { abstractSockets } = await currentRuntime();
  return {
    host,
    port,
    wsPort,
    binaryPort,
    dialect,
    unix: unix === false
      ? undefined
      : unix ?? (abstractSockets ? DEFAULT_UNIX : undefined),
  };
}

function logEvents(daemon: Daemon, log: Log): void {
  daemon.addEventListener("connect", (event) => {
    const { peer } = event.detail;
    log("debug", `${peer.transport} peer ${peer.remote} connected`);
  });
  daemon.addEventListener("disconnect", (event) => {
    const { peer, reason } = event.detail;
    const name = peer.name === "" ? "" : ` "${peer.name}"`;
    log(
      reason.startsWith("closed") ? "debug" : "info",
      `${peer.transport} peer ${peer.remote}${name} disconnected: ${reason}`,
    );
  });
  daemon.addEventListener("error", (event) => {
    const error: unknown = event.error;
    log("error", error instanceof Error ? `${error.stack}` : String(error));
  });
}
