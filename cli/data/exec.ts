/**
 * Commands of the shell that answer for states and methods.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { jsonOf } from "../print/format.ts";

/** What a command has answered. */
export interface CommandOutcome {
  /** What it printed; nothing if that was nothing. */
  readonly value: unknown;
  /** What it wrote to its standard error. */
  readonly warning: string | undefined;
}

/** What a command is run with. */
export interface ExecOptions {
  /** The path that is asked for. */
  readonly path: string;
  /** Seconds that it may take. */
  readonly limit: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * The text for the shell. A plain command gets the arguments appended; a text
 * with characters of the shell refers to them itself (`$1`, `$2`, …, `"$@"`).
 */
export function shellLine(command: string): string {
  return /^[\w\s./:=@%+,-]+$/.test(command) ? `exec ${command} "$@"` : command;
}

/** An argument as a command gets it: texts without quotes, else JSON. */
export function argumentText(value: unknown): string {
  return typeof value === "string" ? value : jsonOf(value);
}

/** What a command printed as a value: JSON, or else a text; nothing is none. */
export function outputValue(output: string): unknown {
  const text = output.replace(/\r?\n$/, "");
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Runs a command.
 *
 * @param input What it reads, as JSON.
 * @param args What it is given as arguments.
 * @throws what it wrote to its standard error, if it fails.
 */
export async function exec(
  command: string,
  input: unknown,
  args: readonly unknown[],
  { path, limit, env, signal }: ExecOptions,
): Promise<CommandOutcome> {
  signal.throwIfAborted();
  const words = args.map(argumentText);
  const child = spawn("sh", ["-c", shellLine(command), "sh", ...words], {
    // The password is none of its business.
    env: { ...env, JET_PASSWORD: undefined, JET_PATH: path },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const printed = Promise.withResolvers<CommandOutcome>();
  const end = (reason: Error) => {
    child.kill("SIGTERM");
    printed.reject(reason);
  };
  const timer = setTimeout(
    () => end(new Error(`the command takes longer than ${limit} s`)),
    limit * 1000,
  );
  const abort = () => end(new Error("the owner is leaving"));
  signal.addEventListener("abort", abort);
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  child.stdout.on("data", (chunk: Uint8Array) => void stdout.push(chunk));
  child.stderr.on("data", (chunk: Uint8Array) => void stderr.push(chunk));
  child.on("error", (error) => printed.reject(error));
  child.on("close", (code, killer) => {
    const why = textOf(stderr).trim();
    if (code === 0) {
      return printed.resolve({
        value: outputValue(textOf(stdout)),
        warning: why === "" ? undefined : why,
      });
    }
    printed.reject(
      new Error(why !== "" ? why : `the command ended with ${killer ?? code}`),
    );
  });
  // A command may end without reading its input: EPIPE.
  child.stdin.on("error", () => {});
  child.stdin.end(`${jsonOf(input)}\n`);
  try {
    return await printed.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

function textOf(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true }));
  return text.join("") + decoder.decode();
}
