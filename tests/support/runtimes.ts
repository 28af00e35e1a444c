/**
 * The runtimes that everything here is run on, each as a process of its own.
 *
 * @module
 */

import { besideOthers } from "./beside.ts";

/** Runtimes of the daemon. */
export const RUNTIMES = ["deno", "bun"] as const;
/** One of {@linkcode RUNTIMES}. */
export type RuntimeName = typeof RUNTIMES[number];

/** Root of the checkout, with a slash at its end. */
export const ROOT: string = new URL("../../", import.meta.url).pathname;

/**
 * Whether every test runs on every runtime, as `deno task test:all` does.
 * Otherwise tests whose code is the same on all runtimes run on one of them.
 */
export const WHOLE_MATRIX: boolean = Deno.env.get("JET_TEST_ALL") === "1";

/** The body of a test that runs on a runtime. */
export type RuntimeTest = (runtime: RuntimeName) => Promise<void>;

/** How a test is registered. */
export interface RegisterOptions {
  /** Whether something is missing that the test needs; `false` if not given. */
  ignore?: boolean;
  /** Index of the runtime of a test that runs on one only; 0 if not given. */
  index?: number;
  /**
   * Whether the test may run beside others, because it waits more than it
   * works and what it waits for is its own; if not given, whether it has no
   * daemon that others share.
   */
  beside?: boolean;
}

/**
 * Registers a test for each runtime. For what differs by runtime: sockets,
 * processes, HTTP, files, SQLite, WebCrypto.
 */
export function onEachRuntime(
  name: string,
  test: RuntimeTest,
  options?: RegisterOptions,
): void {
  for (const runtime of RUNTIMES) register(runtime, name, test, options);
}

/**
 * Registers a test for one runtime, or for each in the whole matrix. For what
 * is the same code on all of them.
 */
export function onOneRuntime(
  name: string,
  test: RuntimeTest,
  options?: RegisterOptions,
): void {
  for (const runtime of selected(options)) {
    register(runtime, name, test, options);
  }
}

/** The runtimes of a test that needs only one; see {@linkcode onOneRuntime}. */
export function selected(
  { index = 0 }: RegisterOptions = {},
): readonly RuntimeName[] {
  return WHOLE_MATRIX ? RUNTIMES : [RUNTIMES[index % RUNTIMES.length]];
}

/** Registers a test for a runtime; it is ignored where that is missing. */
export function register(
  runtime: RuntimeName,
  name: string,
  test: RuntimeTest,
  { ignore = false, beside = true }: RegisterOptions = {},
): void {
  const options = { ignore: ignore || isMissing(runtime) };
  const full = `${runtime}: ${name}`;
  if (beside) besideOthers(full, () => test(runtime), options);
  else Deno.test(full, options, () => test(runtime));
}

/** Whether a runtime is not installed. */
export function isMissing(runtime: RuntimeName): boolean {
  return runtime === "bun" && NO_BUN;
}

/** The command that runs a TypeScript program on a runtime. */
export async function commandFor(
  runtime: RuntimeName,
  script: string,
  args: readonly string[],
  options: Omit<Deno.CommandOptions, "args"> = {},
): Promise<Deno.Command> {
  if (runtime === "deno") {
    return new Deno.Command(Deno.execPath(), {
      ...options,
      args: ["run", "--no-lock", "-A", script, ...args],
    });
  }
  const program = await bunPath();
  return new Deno.Command(program, { ...options, args: [script, ...args] });
}

/** Whether Bun is missing: what needs it is registered as ignored. */
export const NO_BUN: boolean = !isOnPath("bun");

/** Whether an executable is in one of the folders of `PATH`. */
export function isOnPath(program: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

let bun: Promise<string> | undefined;

/** Path of Bun; its packages in the checkout are installed. */
export function bunPath(): Promise<string> {
  return bun ??= findBun();
}

async function findBun(): Promise<string> {
  // A wrapper would not pass signals on to Bun.
  const path = await outputOf("bun", ["-e", "console.log(process.execPath)"]);
  if (path === undefined) throw new Error("there is no bun");
  // Test files run in parallel: one at a time installs.
  using lock = await Deno.open(`${ROOT}bun.lock`);
  await lock.lock(true);
  const installed = await outputOf(path, ["install", "--frozen-lockfile"]);
  if (installed === undefined) throw new Error("bun install failed");
  return path;
}

async function outputOf(
  program: string,
  args: string[],
): Promise<string | undefined> {
  try {
    const command = new Deno.Command(program, { args, cwd: ROOT });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The environment of this process without anything that a daemon reads. */
export function plainEnvironment(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  return Object.fromEntries(all.filter(([name]) => !name.startsWith("JET_")));
}
