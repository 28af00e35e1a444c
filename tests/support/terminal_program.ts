/**
 * Programs on a terminal of their own, and what is to be seen there.
 *
 * @module
 */
import { JetHere } from "./jet_here.ts";
import { CLI, type ToolBus, toolEnvironment } from "./jet_tool.ts";
import { pythonPath } from "./python.ts";
import {
  bunPath,
  plainEnvironment,
  ROOT,
  type RuntimeName,
} from "./runtimes.ts";
import { within } from "./within.ts";

/** What Ctrl-C sends. */
export const CTRL_C = "\x03";

const COLUMNS = 60;
const ROWS = 12;
/** Milliseconds in which something has to be seen. */
const TIMEOUT_MS = 30_000;

/** What is written on a terminal, for those who wait for some of it. */
export abstract class Screen {
  #news = Promise.withResolvers<void>();
  #isOver = false;
  /** Everything that was written. */
  output = "";

  /** Takes what is written. */
  protected put(text: string): void {
    this.output += text;
    this.#wake();
  }

  /** Notes that nothing more will come. */
  protected over(): void {
    this.#isOver = true;
    this.#wake();
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  /** Fulfilled when the screen shows this. */
  async shows(what: RegExp): Promise<void> {
    // A program that draws without end must not be waited for without end.
    const deadline = performance.now() + TIMEOUT_MS;
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
}

/** `jet` on a terminal of 60 columns and 12 rows. */
export interface Terminal extends Screen, AsyncDisposable {
  /** Presses keys. */
  type(keys: string): Promise<void>;
  /** Fulfilled when it has ended, with its exit code. */
  ended(): Promise<number>;
}

/**
 * Starts `jet` at the daemon of a test: as a process on a terminal, or in this
 * one if the test is on one runtime only.
 */
export async function startTerminal(
  bus: ToolBus,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Terminal> {
  const all = { TERM: "xterm-256color", ...toolEnvironment(bus), ...env };
  return bus.isOnOneRuntime
    ? new TerminalHere(args, all)
    : await TerminalProgram.start(bus.runtime, args, all);
}

/** `jet` in this process. */
class TerminalHere extends Screen implements Terminal {
  readonly #jet: JetHere;

  constructor(args: readonly string[], env: Record<string, string>) {
    super();
    const decoders = [new TextDecoder(), new TextDecoder()];
    const [stdout, stderr] = decoders.map((decoder) => (chunk: Uint8Array) => {
      const text = decoder.decode(chunk, { stream: true });
      // As the terminal's driver does.
      this.put(text.replaceAll("\n", "\r\n"));
    });
    const terminal = { columns: COLUMNS, rows: ROWS };
    this.#jet = new JetHere(args, { env, terminal, stdout, stderr });
    this.#jet.code.finally(() => this.over());
  }

  type(keys: string): Promise<void> {
    if (keys !== CTRL_C) throw new Error("keys need a terminal of their own");
    this.#jet.signal("SIGINT");
    return Promise.resolve();
  }

  ended(): Promise<number> {
    return within(this.#jet.code, "the end of jet");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#jet.signal("SIGTERM");
    await this.ended();
  }
}

/** `jet` as a process on a terminal of its own. */
class TerminalProgram extends Screen implements Terminal {
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ended: Promise<void>;

  private constructor(child: Deno.ChildProcess) {
    super();
    this.#child = child;
    this.#keys = child.stdin.getWriter();
    this.#ended = this.#read();
  }

  static async start(
    runtime: RuntimeName,
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<TerminalProgram> {
    const run = runtime === "deno"
      ? [Deno.execPath(), "run", "--quiet", "--no-lock", "-A", CLI]
      : [await bunPath(), CLI];
    const script = `${ROOT}tests/support/terminal.py`;
    const command = new Deno.Command(pythonPath(), {
      args: ["-B", script, `${COLUMNS}`, `${ROWS}`, ...run, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      clearEnv: true,
      env: { ...withoutNoColour(plainEnvironment()), ...env },
    });
    return new TerminalProgram(command.spawn());
  }

  async type(keys: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(keys));
  }

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
    for await (const part of text) this.put(part);
    this.over();
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
