/**
 * Python programs that are talked to line by line.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { asRecord } from "./client.ts";
import { Lines } from "./lines.ts";
import { plainEnvironment } from "./runtimes.ts";
import { within } from "./within.ts";

/** Milliseconds in which a line has to come. */
const TIMEOUT_MS = 30_000;

/** Path of a Python that is new enough for the tests, 3.10, if there is one. */
const PYTHON: string | undefined = await findPython();

/** Whether it is missing: what needs it is registered as ignored. */
export const NO_PYTHON: boolean = PYTHON === undefined;

/** The path of Python. */
export function pythonPath(): string {
  if (PYTHON === undefined) throw new Error("there is no Python 3.10");
  return PYTHON;
}

async function findPython(): Promise<string | undefined> {
  // `python3` may be a script that is slow to find the executable.
  const program = "import sys; print(sys.executable); " +
    "sys.exit(sys.version_info < (3, 10))";
  try {
    const args = ["-c", program];
    const command = new Deno.Command("python3", { args, stderr: "null" });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The lines of one kind, one after the other. */
class LineQueue {
  readonly #lines: Lines;
  readonly #kind: RegExp;
  #front = 0;

  constructor(lines: Lines, kind: RegExp) {
    this.#lines = lines;
    this.#kind = kind;
  }

  async next(): Promise<Record<string, unknown>> {
    const deadline = Date.now() + TIMEOUT_MS;
    const { all } = this.#lines;
    for (;;) {
      while (this.#front < all.length) {
        const line = all[this.#front++];
        if (this.#kind.test(line)) return asRecord(JSON.parse(line));
      }
      if (Date.now() > deadline) throw new Error("Python is silent");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

/** A Python program that reads and prints lines of JSON. */
export class PythonProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stdout: Lines;
  readonly #stderr: Lines;
  // Answers and what happens are printed by two threads, in any order.
  readonly #answers: LineQueue;
  readonly #news: LineQueue;

  constructor(script: string, args: readonly string[]) {
    this.#child = new Deno.Command(pythonPath(), {
      // Nothing compiled is left in the checkout.
      args: ["-B", script, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      clearEnv: true,
      env: plainEnvironment(),
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdout = new Lines(this.#child.stdout);
    this.#stderr = new Lines(this.#child.stderr);
    this.#answers = new LineQueue(this.#stdout, /^\{"(?:result|error)":/);
    this.#news = new LineQueue(this.#stdout, /^\{"(?!result"|error")/);
  }

  /** Gives it a command. */
  async say(...command: unknown[]): Promise<void> {
    const line = `${JSON.stringify(command)}\n`;
    await this.#stdin.write(new TextEncoder().encode(line));
  }

  /** Gives it a command that has to work, and returns its result. */
  async do(...command: unknown[]): Promise<unknown> {
    await this.say(...command);
    const answer = await this.#answers.next();
    assertEquals(Object.keys(answer), ["result"], JSON.stringify(answer));
    return answer.result;
  }

  /** Expects this answer to a command. */
  async answer(answer: Record<string, unknown>): Promise<void> {
    assertEquals(await this.#answers.next(), answer);
  }

  /** The next line that is no answer. */
  next(): Promise<Record<string, unknown>> {
    return this.#news.next();
  }

  /** Expects these lines next that are no answers. */
  async expect(...lines: unknown[]): Promise<void> {
    for (const line of lines) assertEquals(await this.next(), line);
  }

  /** Ends its input, by which it ends; it must not have complained. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close().catch(() => {});
    try {
      await within(this.#child.status, "the end of Python", 5);
    } catch {
      this.#child.kill("SIGKILL");
    }
    await Promise.all([this.#stdout.done, this.#stderr.done]);
    assertEquals(this.#stderr.all, [], "Python complains of nothing");
  }
}
