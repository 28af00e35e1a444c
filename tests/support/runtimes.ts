/**
 * The runtimes that everything here is run on, each as a process of its own.
 *
 * @module
 */

/** Runtimes of the daemon. */
export const RUNTIMES = ["deno", "bun"] as const;
/** One of {@linkcode RUNTIMES}. */
export type RuntimeName = typeof RUNTIMES[number];

/** Root of the checkout, with a slash at its end. */
export const ROOT: string = new URL("../../", import.meta.url).pathname;

/** Registers one test for each runtime. */
export function onEachRuntime(
  name: string,
  test: (runtime: RuntimeName) => Promise<void>,
): void {
  for (const runtime of RUNTIMES) {
    Deno.test(`${runtime}: ${name}`, () => test(runtime));
  }
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

let bun: Promise<string> | undefined;

/** Where Bun is, and everything that it needs to run the daemon. */
export function bunPath(): Promise<string> {
  return bun ??= findBun();
}

async function findBun(): Promise<string> {
  // Asked for its own path: signals must reach Bun and not a wrapper of it.
  const ask = "console.log(process.execPath)";
  const path = await outputOf("bun", ["-e", ask]) ??
    await outputOf("npx", ["-y", "bun", "-e", ask]);
  if (path === undefined) throw new Error("there is no bun, and no npx either");
  // Quick if everything is there.
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
