/**
 * Programs on a terminal of their own, and what is to be seen there.
 *
 * @module
 */
import { CLI, toolEnvironment } from "./jet_tool.ts";
import { pythonPath } from "./python.ts";
import { bunPath, plainEnvironment, ROOT } from "./runtimes.ts";
import type { TestBus } from "./shared_daemon.ts";
import { within } from "./within.ts";

/** What Ctrl-C sends. */
export const CTRL_C = "\x03";

const COLUMNS = 60;
const ROWS = 12;
/** Milliseconds in which something has to be seen. */
const PATIENCE = 30_000;

/** `jet` on a terminal of 60 columns and 12 rows. */
export class TerminalProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ended: Promise<void>;
  #news = Promise.withResolvers<void>();
  #isOver = false;
  /** Everything that was written. */
  output = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#keys = child.stdin.getWriter();
    this.#ended = this.#read();
  }

  /** Starts `jet` at the daemon of a test. */
  static async start(
    bus: TestBus,
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<TerminalProgram> {
    const run = bus.runtime === "deno"
      ? [Deno.execPath(), "run", "--quiet", "--no-lock", "-A", CLI]
      : [await bunPath(), CLI];
    const script = `${ROOT}tests/support/terminal.py`;
    const command = new Deno.Command(pythonPath(), {
      args: ["-B", script, `${COLUMNS}`, `${ROWS}`, ...run, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      clearEnv: true,
      env: {
        ...withoutNoColour(plainEnvironment()),
        TERM: "xterm-256color",
        ...toolEnvironment(bus),
        ...env,
      },
    });
    return new TerminalProgram(command.spawn());
  }

  /** Presses keys. */
  async type(keys: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(keys));
  }

  /** Fulfilled when the screen shows this. */
  async shows(what: RegExp): Promise<void> {
    // A program that draws without end must not be waited for without end.
    const deadline = performance.now() + PATIENCE;
    while (!what.test(this.screen.join("\n"))) {
      if (this.#isOver || performance.now() > deadline) {
        throw new Error(`no ${what} in ${JSON.stringify(this.screen)}`);
      }
      await within(this.#news.promise, `${what} on the terminal`, 30);
    }
  }

  /** What is to be seen, line by line. */
  get screen(): string[] {
    return screenOf(this.output);
  }

  /** Fulfilled when it has ended, with its exit code. */
  async ended(): Promise<number> {
    await within(this.#ended, "the end on the terminal", 30);
    return (await this.#child.status).code;
  }

  /** Asks it to end, and makes it if it doesn't. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keys.close().catch(() => {});
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#ended;
    await this.#child.status;
  }

  async #read(): Promise<void> {
    const text = this.#child.stdout.pipeThrough(new TextDecoderStream());
    for await (const part of text) {
      this.output += part;
      this.#wake();
    }
    this.#isOver = true;
    this.#wake();
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

function withoutNoColour(env: Record<string, string>): Record<string, string> {
  const { NO_COLOR: _, ...rest } = env;
  return rest;
}

// deno-lint-ignore no-control-regex -- terminals get control characters
const PARTS = /\x1b\[(\??\d*(?:;\d+)*)([A-Za-z])|\r|\n|[^\x1b\r\n]+/g;

/**
 * What a terminal shows after this output: as much of one as the tools use,
 * without colours, and as long as it has to be.
 */
export function screenOf(output: string): string[] {
  const lines: string[] = [""];
  let row = 0;
  let column = 0;
  for (const [part, parameter, code] of output.matchAll(PARTS)) {
    if (part === "\r") column = 0;
    else if (part === "\n") {
      row++;
      lines[row] ??= "";
    } else if (code === undefined) {
      const line = lines[row].padEnd(column);
      lines[row] = line.slice(0, column) + part +
        line.slice(column + part.length);
      column += part.length;
    } else if (code === "A") row = Math.max(0, row - Number(parameter || 1));
    else if (code === "G") column = Number(parameter || 1) - 1;
    else if (code === "K") {
      lines[row] = parameter === "2" ? "" : lines[row].slice(0, column);
    } else if (code === "J") {
      lines.length = row + 1;
      lines[row] = lines[row].slice(0, column);
    } else if (code !== "m" && code !== "h" && code !== "l") {
      throw new Error(
        `unknown sequence for the terminal: ${JSON.stringify(part)}`,
      );
    }
  }
  return lines;
}
