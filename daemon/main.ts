/**
 * The daemon as a program: options, log, signals.
 *
 * @module
 */
import process from "node:process";
import type { Environment } from "../command_line/arguments.ts";
import { builtins } from "./runtime/builtins.ts";
import { Daemon } from "./daemon.ts";
import {
  DEFAULT_BINARY_PORT,
  DEFAULT_UNIX,
  type InheritedListener,
  type ListenOptions,
} from "./options/daemon_options.ts";
import { hostsOf } from "./hosts.ts";
import { versionWarning } from "./runtime_version.ts";
import { UserStore, type UserStoreOptions } from "./users/store.ts";
import { currentSockets } from "../transport/listen/current.ts";
import { logEvents, type LogOutputs, openLog } from "./log.ts";
import {
  help,
  type ProgramOptions,
  type ProgramTask,
  readOptions,
} from "./options/read.ts";
import {
  ExitCode,
  firstLineOf,
  isBrokenPipe,
  UsageError,
} from "../command_line/errors.ts";
import { systemClock } from "../base/system_clock.ts";
import { inheritedListeners, SystemdService } from "./systemd.ts";
import { isLoopback } from "../base/loopback.ts";
import { VERSION } from "../base/version.ts";

/** What the program reads, where it writes, and what ends it. */
export interface Outside extends LogOutputs {
  readonly env: Environment;
  /** Its process. */
  readonly pid: number;
  /** Calls back for each signal that is not the program's immediate end. */
  onSignal(listener: (signal: HandledSignal) => void): void;
  /** Calls back for each unhandled rejection, which then ends nothing. */
  onUnhandledRejection(listener: (reason: unknown) => void): void;
  /** Ends the program, whatever it still has open. */
  exit(code: number): void;
  /** Called once, when the daemon listens. */
  onListening?(daemon: Daemon): void;
}

const HANDLED_SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;
/** A signal that the program handles. */
export type HandledSignal = typeof HANDLED_SIGNALS[number];

/** What the process writes to. */
interface OutputStream {
  write(text: string): unknown;
  on(event: "error", listener: (error: unknown) => void): unknown;
}

/** Opens an output of the process for its first text: that takes 10 ms on Bun. */
function opened(open: () => OutputStream): LogOutputs["stdout"] {
  let stream: OutputStream | undefined;
  return {
    write(text) {
      if (stream === undefined) {
        stream = open();
        // EPIPE is ignored: a closed pipe at the log must not end the daemon.
        stream.on("error", (error) => {
          if (!isBrokenPipe(error)) throw error;
        });
      }
      stream.write(text);
    },
  };
}

const ofProcess: Outside = {
  env: process.env,
  pid: process.pid,
  stdout: opened(() => process.stdout),
  stderr: opened(() => process.stderr),
  onSignal(listener) {
    for (const signal of HANDLED_SIGNALS) {
      process.on(signal, () => listener(signal));
    }
  },
  onUnhandledRejection(listener) {
    process.on("unhandledRejection", listener);
  },
  exit: (code) => process.exit(code),
  onListening(daemon) {
    if (typeof Deno !== "undefined") void freeIdleMemory(daemon);
  },
};

function complain({ stderr }: LogOutputs, error: unknown): void {
  stderr.write(`jet: ${firstLineOf(error)}\n`);
}

/**
 * Runs the program: reads its options, listens, and ends on a signal.
 *
 * @param args The words of its command line.
 * @param storeOptions Options of its user store.
 */
export async function main(
  args: readonly string[] = process.argv.slice(2),
  storeOptions?: UserStoreOptions,
): Promise<void> {
  if (args[0] === "users") {
    process.exitCode = await users(args.slice(1), storeOptions);
    return;
  }
  if (args[0] === "health") {
    process.exitCode = await health(ofProcess, args.slice(1));
    return;
  }
  const code = await runIn(ofProcess, args, storeOptions);
  if (code !== undefined) process.exitCode = code;
}

/** Gives memory back to the system whenever the daemon has become idle. */
async function freeIdleMemory(daemon: Daemon): Promise<void> {
  const { IdleMemory, openTrim } = await import("./runtime/idle_memory.ts");
  const trim = openTrim();
  if (trim === undefined) return;
  const memory = new IdleMemory({
    clock: systemClock,
    trim,
    cpuMs() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  });
  daemon.addEventListener("connect", () => memory.connected());
}

/**
 * Runs the daemon with surroundings of the caller; the command `users` has a
 * terminal, for which `main` runs it.
 *
 * @returns The exit code if it has nothing more to do, otherwise `undefined`:
 * then it ends by `exit`.
 */
export async function runIn(
  outside: Outside,
  args: readonly string[],
  storeOptions?: UserStoreOptions,
): Promise<number | undefined> {
  let options: ProgramOptions;
  try {
    const command = await readProgramOptions(outside, args);
    if (!("run" in command)) return print(outside, command);
    options = command.run;
  } catch (error) {
    complain(outside, error);
    return error instanceof UsageError ? ExitCode.usage : ExitCode.failed;
  }
  try {
    await run(outside, options, storeOptions);
  } catch (error) {
    complain(outside, error);
    outside.exit(ExitCode.failed);
  }
}

/**
 * Edits a users file.
 *
 * @param args What follows `users` on the command line.
 * @param storeOptions Options of its user store.
 * @returns The exit code.
 */
export async function users(
  args: readonly string[],
  storeOptions?: UserStoreOptions,
): Promise<number> {
  const { Interrupted, terminal } = await import("../command_line/prompt.ts");
  const { usersCommand } = await import("./users/command.ts");
  try {
    return await usersCommand(args, terminal, storeOptions);
  } catch (error) {
    complain(ofProcess, error);
    return error instanceof Interrupted ? Interrupted.EXIT_CODE : 1;
  }
}

/** Asks a daemon that was started with these options, and tells how it is. */
async function health(
  outside: Outside,
  args: readonly string[],
): Promise<number> {
  try {
    const command = await readProgramOptions(outside, args);
    if (!("run" in command)) return print(outside, command);
    const { askHealth } = await import("./health.ts");
    outside.stdout.write(`${await askHealth(command.run)}\n`);
    return ExitCode.ok;
  } catch (error) {
    complain(outside, error);
    return error instanceof UsageError ? ExitCode.usage : ExitCode.failed;
  }
}

function readProgramOptions(
  { env }: Outside,
  args: readonly string[],
): Promise<ProgramTask> {
  return readOptions(
    args,
    env,
    (path) => builtins.files.promises.readFile(path, "utf8"),
  );
}

function print(
  { stdout }: LogOutputs,
  task: Exclude<ProgramTask, { readonly run: ProgramOptions }>,
): number {
  stdout.write(task.print === "help" ? help() : `jet ${VERSION}\n`);
  return ExitCode.ok;
}

async function run(
  outside: Outside,
  options: ProgramOptions,
  storeOptions: UserStoreOptions | undefined,
): Promise<void> {
  const { log, reopen } = openLog(options.log, outside);
  const complaint = versionWarning(process.versions);
  if (complaint !== undefined) log("warn", complaint);
  const store = options.users === undefined
    ? undefined
    : await UserStore.open(options.users, storeOptions);
  for (const problem of store?.problems() ?? []) log("warn", problem);
  const daemon = new Daemon({ ...options.daemon, users: store });
  logEvents(daemon, log);
  outside.onUnhandledRejection((reason) => {
    // One unhandled rejection must not end the daemon.
    log(
      "error",
      `unexpected: ${reason instanceof Error ? reason.stack : reason}`,
    );
  });
  const systemd = new SystemdService(
    outside.env,
    outside.pid,
    systemClock,
    (message) => log("warn", message),
  );
  // Before it listens: from then on a signal has to close the sockets.
  let closing = false;
  const stop = (signal: HandledSignal) => {
    // A second signal ends the program at once.
    if (closing) return outside.exit(1);
    closing = true;
    systemd.stopping();
    log("info", `${signal}: closing`);
    daemon.close().then(() => outside.exit(0), (error) => {
      complain(outside, error);
      outside.exit(1);
    });
  };
  outside.onSignal((signal) => {
    if (signal !== "SIGHUP") return stop(signal);
    reopen();
    log("info", "SIGHUP: reading users, certificates and log file again");
    void daemon.reload();
  });

  const inherited = inheritedListeners(outside.env, outside.pid);
  const { host, binaryPort } = options.listen;
  try {
    await daemon.listen(await listenOptions(options, inherited));
  } catch (error) {
    // A signal has closed it meanwhile.
    if (closing) return;
    throw error;
  }
  if (binaryPort === undefined && inherited.length === 0) {
    // The default port may be in use by another daemon: not an error.
    await daemon.listen({ host, binaryPort: DEFAULT_BINARY_PORT })
      .catch((error) => log("warn", `no binary Jet: ${firstLineOf(error)}`));
  }
  for (const { urls } of daemon.addresses) {
    // Programs that wait for the first line of a transport find one of each.
    urls.forEach((url, index) =>
      log("info", `${index === 0 ? "listening" : "and"} on ${url}`)
    );
  }
  outside.onListening?.(daemon);
  systemd.ready(daemon.addresses.map(({ url }) => url).join(" "));
  const hosts = hostsOf(host).map(({ hostname }) => hostname);
  if (store === undefined && !hosts.every(isLoopback)) {
    log("warn", OPEN_TO_OTHERS);
  }
}

const OPEN_TO_OTHERS =
  "OPEN TO OTHER MACHINES WITHOUT USERS: every program that reaches a port may see, set, " +
  "call and add everything, and write into GUN's graph; --users FILE asks for " +
  "logins, --host 127.0.0.1 keeps others out";

async function listenOptions(
  { listen, unix }: ProgramOptions,
  inherited: readonly InheritedListener[],
): Promise<ListenOptions> {
  const { abstractSockets } = await currentSockets();
  const fallback = abstractSockets ? DEFAULT_UNIX : undefined;
  return {
    ...listen,
    unix: unix === false ? undefined : unix ?? fallback,
    inherited,
    // One of the sockets may be for it.
    binaryPort: listen.binaryPort ??
      (inherited.length > 0 ? DEFAULT_BINARY_PORT : undefined),
  };
}
