/**
 * The daemon as a program: options, log, signals.
 *
 * @module
 */
import { builtins } from "./runtime/builtins.ts";
import { runtimeVersions } from "./runtime/figures.ts";
import { currentProcess } from "./runtime/process/current.ts";
import type {
  HandledSignal,
  ProgramProcess,
  TextOutputs,
} from "./runtime/process/outside.ts";
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
import { logEvents, openLog } from "./log.ts";
import {
  help,
  type ProgramOptions,
  type ProgramTask,
  readOptions,
} from "./options/read.ts";
import { ExitCode, firstLineOf, UsageError } from "../command_line/errors.ts";
import { systemClock } from "../base/system_clock.ts";
import { inheritedListeners, SystemdService } from "./systemd.ts";
import { isLoopback } from "../base/loopback.ts";
import { VERSION } from "../base/version.ts";

export type { HandledSignal };

/** What the program reads, where it writes, and what ends it. */
export interface Outside extends ProgramProcess {
  /** Called once, when the daemon listens. */
  onListening?(daemon: Daemon): void;
}

function complain({ stderr }: TextOutputs, error: unknown): void {
  stderr.write(`jet: ${firstLineOf(error)}\n`);
}

/**
 * Runs the program: reads its options, listens, and ends on a signal.
 *
 * @param args The words of its command line; those of the process if absent.
 * @param storeOptions Options of its user store.
 */
export async function main(
  args?: readonly string[],
  storeOptions?: UserStoreOptions,
): Promise<void> {
  const outside = {
    ...currentProcess(),
    onListening(daemon: Daemon) {
      if (typeof Deno !== "undefined") loadForFirstPeer();
      else if ("Bun" in globalThis) void spareCompilers();
      else return;
      void freeIdleMemory(daemon);
    },
  };
  const words = args ?? outside.args;
  const [command, ...rest] = words;
  const code = command === "users"
    ? await runUsers(outside, rest, storeOptions)
    : command === "health"
    ? await health(outside, rest)
    : await runIn(outside, words, storeOptions);
  if (code !== undefined) outside.endWith(code);
}

/**
 * Loads `node:process` and `node:buffer`, which the first messages and requests
 * need, in the 15 ms after the start that they would otherwise wait.
 */
function loadForFirstPeer(): void {
  systemClock.soon(() => builtins.buffers);
}

/** Spares the compilers of Bun what hardly ever runs for long. */
async function spareCompilers(): Promise<void> {
  const { leaveOutBurstCode } = await import("./runtime/compilers.ts");
  await leaveOutBurstCode();
}

/** Gives memory back to the system whenever the daemon has become idle. */
async function freeIdleMemory(daemon: Daemon): Promise<void> {
  const { IdleMemory } = await import("./runtime/idle_memory.ts");
  const { openMemory } = typeof Deno === "undefined"
    ? await import("./runtime/bun_memory.ts")
    : await import("./runtime/deno_memory.ts");
  const ofProcess = openMemory();
  if (ofProcess === undefined) return;
  const memory = new IdleMemory({
    clock: systemClock,
    messages: () => daemon.messages,
    ...ofProcess,
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
export function users(
  args: readonly string[],
  storeOptions?: UserStoreOptions,
): Promise<number> {
  return runUsers(currentProcess(), args, storeOptions);
}

async function runUsers(
  outside: Outside,
  args: readonly string[],
  storeOptions: UserStoreOptions | undefined,
): Promise<number> {
  const { Interrupted, terminalOf } = await import("../command_line/prompt.ts");
  const { usersCommand } = await import("./users/command.ts");
  // The outputs of the process ignore a closed pipe.
  const terminal = terminalOf(outside.stdout, outside.stderr);
  try {
    return await usersCommand(args, terminal, storeOptions);
  } catch (error) {
    complain(outside, error);
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
  { stdout }: TextOutputs,
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
  const complaint = versionWarning(runtimeVersions());
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
