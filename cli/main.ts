/**
 * The program `jet`: finds the command, runs it, and ends with its exit code.
 *
 * @module
 */
import process from "node:process";
import { VERSION } from "../base/version.ts";
import { optionsOf, splitCommand } from "./shell/all_options.ts";
import {
  checkOperands,
  type Environment,
  readArguments,
  readVariables,
} from "../command_line/arguments.ts";
import { type AnyCommand, type Command, usageOf } from "./shell/command.ts";
import { COMMANDS, findCommand } from "./commands.ts";
import { explained } from "./data/explain.ts";
import { didYouMean } from "../command_line/suggest.ts";
import { connect, peerOptionsOf, urlsOf } from "./shell/connection.ts";
import type { Context } from "./shell/context.ts";
import {
  ExitCode,
  Failure,
  SIGNAL_NAMES,
  type SignalName,
  Stopped,
  UsageError,
} from "../command_line/errors.ts";
import { withContext } from "./shell/contexts.ts";
import { onClosedPipe } from "./shell/closed_pipe.ts";
import { commandHelp, generalHelp } from "./shell/help.ts";
import { Input, type InputStream } from "./shell/input.ts";
import { Output, type OutputStream } from "./print/output.ts";
import { styleFor, wantsColour } from "./print/style.ts";
import { printable } from "./print/text.ts";

/** Runs the program with the words of its command line. */
export async function main(args: readonly string[]): Promise<void> {
  const { name, rest } = splitCommand(args);
  const command = name === undefined ? undefined : findCommand(name);
  if (command !== undefined && "runRaw" in command) {
    // The daemon keeps running; it handles signals itself.
    const code = await command.runRaw(rest);
    if (code !== undefined) process.exitCode = code;
    return;
  }
  const controller = new AbortController();
  const stop = (signal: SignalName) => {
    // A second signal ends the program at once.
    if (controller.signal.aborted) process.exit(new Stopped(signal).code);
    controller.abort(new Stopped(signal));
  };
  for (const signal of SIGNAL_NAMES) process.on(signal, () => stop(signal));
  onClosedPipe(() => controller.abort(new Stopped("closed pipe")));
  const { env, stdout, stderr } = process;
  const outside = {
    env,
    stdin: () => process.stdin,
    stdout,
    stderr,
    controller,
  };
  process.exit(await runIn(outside, args));
}

/** What the program reads, where it writes, and what ends it. */
export interface Outside {
  readonly env: Environment;
  /** Called by commands that read it: opening it has side effects. */
  readonly stdin: () => InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly controller: AbortController;
}

/**
 * Runs a command to its end with streams of the caller. `daemon` and `users`
 * use those of the process: `main` runs them.
 *
 * @returns The exit code.
 */
export async function runIn(
  { env, stdin, stdout, stderr, controller }: Outside,
  args: readonly string[],
): Promise<number> {
  const out = new Output(stdout, (why) => controller.abort(why));
  const err = new Output(stderr, () => {});
  const input = new Input(stdin);
  let code = await run(args, { env, input, out, err, controller });
  await out.flush();
  // The last write may have failed.
  if (code === ExitCode.ok && controller.signal.reason instanceof Failure) {
    code = complain(err, controller.signal.reason);
  }
  await err.flush();
  return code;
}

interface Surroundings {
  readonly env: Environment;
  readonly input: Input;
  readonly out: Output;
  readonly err: Output;
  readonly controller: AbortController;
}

async function run(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { out, err, controller: { signal } } = surroundings;
  const { name, rest } = splitCommand(args);
  const found = name === undefined ? undefined : findCommand(name);
  const command = found === undefined || "runRaw" in found ? undefined : found;
  try {
    if (command === undefined) return await withoutCommand(name, rest, out);
    return await runCommand(command, rest, surroundings);
  } catch (error) {
    // The error is a consequence of the abort.
    if (signal.reason instanceof Stopped) return signal.reason.code;
    if (error instanceof Stopped) return error.code;
    const { reason } = signal;
    const code = complain(err, reason instanceof Failure ? reason : error);
    if (!(error instanceof UsageError)) return code;
    err.put(
      command === undefined
        ? "Usage: jet COMMAND [arguments] [options]; jet help lists them\n"
        : `Usage: ${usageOf(command)}\n`,
    );
    return ExitCode.usage;
  }
}

function complain(err: Output, error: unknown): number {
  err.put(`jet: ${printable(explained(error))}\n`);
  return ExitCode.failed;
}

/** `jet` alone, `jet --help`, `jet help COMMAND`, `jet --version`. */
async function withoutCommand(
  name: string | undefined,
  args: readonly string[],
  out: Output,
): Promise<number> {
  switch (name) {
    case "-V":
    case "--version":
      if (args.length > 0) break;
      await out.line(`jet ${VERSION}`);
      return ExitCode.ok;
    case "-h":
    case "--help":
    case "help": {
      const [about] = args;
      if (args.length > 1) break;
      if (about === undefined) {
        await out.write(generalHelp(COMMANDS));
        return ExitCode.ok;
      }
      const command = findCommand(about);
      if (command === undefined) throw unknownCommand(about);
      await printHelp(command, out);
      return ExitCode.ok;
    }
    case undefined:
      throw new UsageError("needs a command");
    default:
      throw name.startsWith("-")
        ? new UsageError(`unknown option ${name.replace(/=.*/s, "")}`)
        : unknownCommand(name);
  }
  throw new UsageError(`too many arguments for ${name}`);
}

async function printHelp(command: AnyCommand, out: Output): Promise<void> {
  if ("runRaw" in command) {
    const code = await command.runRaw(["--help"]);
    if (code !== undefined && code !== 0) throw new UsageError("no help");
  } else {
    await out.write(commandHelp(command));
  }
}

function unknownCommand(name: string): UsageError {
  return new UsageError(
    `there is no command ${JSON.stringify(name)}` +
      didYouMean(name, COMMANDS.map(({ name }) => name), "jet "),
  );
}

async function runCommand(
  command: Command,
  args: readonly string[],
  { env, input, out, err, controller: { signal } }: Surroundings,
): Promise<number> {
  const options = optionsOf(command);
  const written = readArguments(args, options).or(readVariables(env, options));
  const given = command.connects && !written.has("help")
    ? await withContext(written, env)
    : written;
  if (given.has("help")) {
    await out.write(commandHelp(command));
    return ExitCode.ok;
  }
  checkOperands(given.operands, command.operands);
  given.check(options);
  const urls = command.connects ? urlsOf(given) : [];
  const coloured = !given.has("no-color") && wantsColour(out.isTerminal, env);
  const context: Context = {
    given,
    env,
    out,
    err,
    input,
    style: styleFor(coloured),
    json: given.has("json") || !out.isTerminal,
    signal,
    urls,
    url: urls.join(","),
    async connect(options = {}, to = urls) {
      return await connect(to, {
        name: `jet ${command.name}`,
        ...await peerOptionsOf(given, env, input),
        signal,
        ...options,
      });
    },
    say: (message) => err.put(`jet: ${printable(message)}\n`),
  };
  return await command.run(context) ?? ExitCode.ok;
}
