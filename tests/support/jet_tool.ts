/**
 * `jet` on the command line as a process in a pipe, at the daemon of a test.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Program } from "./process.ts";
import {
  commandFor,
  plainEnvironment,
  ROOT,
  type RuntimeName,
} from "./runtimes.ts";
import type { TestBus } from "./shared_daemon.ts";
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

/** The variables that lead `jet` to the daemon of a test. */
export function toolEnvironment(bus: TestBus): Record<string, string> {
  return { JET_URL: bus.daemon.url("tcp") };
}

/** Runs `jet` to its end at the daemon of a test. */
export function jet(
  bus: TestBus,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolOutcome> {
  const env = { ...toolEnvironment(bus), ...options.env };
  return runTool(bus.runtime, args, { ...options, env });
}

/** Runs `jet`, which has to end well without a complaint. */
export async function jetOk(
  bus: TestBus,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await jet(bus, args, options);
  assertEquals([code, stderr], [0, ""], `jet ${args.join(" ")}`);
  return stdout;
}

/** Starts `jet` at the daemon of a test. */
export function startTool(
  bus: TestBus,
  ...args: string[]
): Promise<Program> {
  const env = toolEnvironment(bus);
  return Program.start(bus.runtime, CLI, { args, env });
}

/** Starts `jet add`; fulfilled when the element is there. */
export async function startOwner(
  bus: TestBus,
  ...args: string[]
): Promise<Program> {
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
