/**
 * `jet` on the command line as a process in a pipe, at the daemon of a test; or
 * in this process, where a test is about what is the same on all runtimes.
 *
 * @module
 */
import { COMMANDS } from "../../cli/commands.ts";
import type { SignalName } from "../../command_line/errors.ts";
import { assertEquals } from "@std/assert";
import { runHosted } from "./host/host.ts";
import { JetHere } from "./jet_here.ts";
import type { Lines } from "./lines.ts";
import { Program } from "./process.ts";
import {
  commandFor,
  plainEnvironment,
  ROOT,
  type RuntimeName,
  WHOLE_MATRIX,
} from "./runtimes.ts";
import type { TestBus } from "./shared_daemon.ts";
import { ToolHere } from "./tool_here.ts";
import { within } from "./within.ts";

/** The program. */
export const CLI = `${ROOT}cli.ts`;

/** How `jet` is run. */
export interface ToolOptions {
  /** What it reads. */
  input?: string | Uint8Array;
  env?: Record<string, string>;
  cwd?: string;
}

/** How a run of `jet` ended. */
export interface ToolOutcome {
  code: number;
  stdout: string;
  stderr: string;
  /** The standard output as it was. */
  bytes: Uint8Array;
}

/** Runs `jet` to its end. */
export async function runTool(
  runtime: RuntimeName,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolOutcome> {
  const { input = "", env, cwd } = options;
  const command = await commandFor(runtime, CLI, args, {
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    clearEnv: true,
    env: { ...plainEnvironment(), ...env },
    cwd,
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  const bytes = typeof input === "string"
    ? new TextEncoder().encode(input)
    : input;
  // It need not read anything.
  await writer.write(bytes).catch(() => {});
  await writer.close().catch(() => {});
  const what = `the end of jet ${args.join(" ")}`;
  const output = await within(child.output(), what, 30);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    code: output.code,
    stdout: text(output.stdout),
    stderr: text(output.stderr),
    bytes: output.stdout,
  };
}

/** Runs `jet` to its end in this process. */
async function runHere(
  args: readonly string[],
  { input = "", env = {} }: ToolOptions,
): Promise<ToolOutcome> {
  const [out, err]: [Uint8Array<ArrayBuffer>[], Uint8Array<ArrayBuffer>[]] = [
    [],
    [],
  ];
  const run = new JetHere(args, {
    env,
    input: typeof input === "string" ? new TextEncoder().encode(input) : input,
    stdout: (chunk) => out.push(chunk),
    stderr: (chunk) => err.push(chunk),
  });
  const code = await within(run.code, `the end of jet ${args.join(" ")}`);
  const bytes = await new Blob(out).bytes();
  const stdout = new TextDecoder().decode(bytes);
  const stderr = await new Blob(err).text();
  return { code, stdout, stderr, bytes };
}

function needsProcess(args: readonly string[], { cwd }: ToolOptions): boolean {
  return WHOLE_MATRIX || cwd !== undefined ||
    COMMANDS.some((command) =>
      "runRaw" in command && args.includes(command.name)
    );
}

/**
 * Runs `jet` to its end in this process, in the whole matrix as a process on
 * the runtime; so do commands and options that a process needs.
 */
export function runToolOnce(
  runtime: RuntimeName,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolOutcome> {
  return needsProcess(args, options)
    ? runTool(runtime, args, options)
    : runHere(args, options);
}

/**
 * Runs `jet` to its end on a runtime, beside other programs of one process; in
 * the whole matrix, and where it needs that, in a process of its own.
 */
export async function runToolHosted(
  runtime: RuntimeName,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolOutcome> {
  if (needsProcess(args, options)) return await runTool(runtime, args, options);
  const { input = "", env } = options;
  const program = await runHosted(runtime, {
    program: "jet",
    args,
    env: { ...plainEnvironment(), ...env },
    input: (typeof input === "string" ? new TextEncoder().encode(input) : input)
      .toBase64(),
  });
  const ended = Promise.all([
    program.code,
    new Response(program.stdout).bytes(),
    new Response(program.stderr).text(),
  ]);
  const what = `the end of jet ${args.join(" ")}`;
  const [code, bytes, stderr] = await within(ended, what);
  return { code, stdout: new TextDecoder().decode(bytes), stderr, bytes };
}

/** What `jet` needs of a test. */
export type ToolBus = Pick<TestBus, "runtime" | "daemon" | "isOnOneRuntime">;

/**
 * For the steps around what a test on each runtime is about: `jet` in this
 * process, in the whole matrix as a process.
 */
export function aside({ runtime, daemon }: ToolBus): ToolBus {
  return { runtime, daemon, isOnOneRuntime: !WHOLE_MATRIX };
}

/** The variables that lead `jet` to the daemon of a test. */
export function toolEnvironment(bus: ToolBus): Record<string, string> {
  return { JET_URL: bus.daemon.url("tcp") };
}

/**
 * Runs `jet` to its end at the daemon of a test: on its runtime, or in this
 * process if the test is on one runtime only.
 */
export function jet(
  bus: ToolBus,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolOutcome> {
  const env = { ...toolEnvironment(bus), ...options.env };
  const run = bus.isOnOneRuntime ? runToolOnce : runToolHosted;
  return run(bus.runtime, args, { ...options, env });
}

/** Runs `jet`, which has to end well without a complaint. */
export async function jetOk(
  bus: ToolBus,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await jet(bus, args, options);
  assertEquals([code, stderr], [0, ""], `jet ${args.join(" ")}`);
  return stdout;
}

/** A running `jet`. */
export interface RunningTool extends AsyncDisposable {
  /** What it prints. */
  readonly stdout: Lines;
  /** What it complains about. */
  readonly stderr: Lines;
  signal(signal: SignalName): void;
  /** Fulfilled when it has ended, and all that it printed is there. */
  ended(): Promise<{ code: number }>;
}

/**
 * Starts `jet` at the daemon of a test: as a process, or in this one if the
 * test is on one runtime only.
 */
export async function startTool(
  bus: ToolBus,
  ...args: string[]
): Promise<RunningTool> {
  const env = toolEnvironment(bus);
  return bus.isOnOneRuntime
    ? new ToolHere(args, env)
    : await Program.start(bus.runtime, CLI, { args, env });
}

/** Starts `jet add`; fulfilled when the element is there. */
export async function startOwner(
  bus: ToolBus,
  ...args: string[]
): Promise<RunningTool> {
  const owner = await startTool(bus, "add", ...args);
  try {
    await owner.stderr.match(/^jet: added the /);
  } catch (error) {
    await owner[Symbol.asyncDispose]();
    throw error;
  }
  return owner;
}

/** The values of lines of JSON. */
export function jsonLines(text: string): unknown[] {
  return text.split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line)
  );
}
