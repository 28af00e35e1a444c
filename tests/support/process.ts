/**
 * A program in a process of its own, which ends with the test.
 *
 * @module
 */
import { Lines } from "./lines.ts";
import { commandFor, plainEnvironment, type RuntimeName } from "./runtimes.ts";
import { within } from "./within.ts";

/** How a program is started. */
export interface ProgramOptions {
  args?: readonly string[];
  /** Variables beside those of this process. */
  env?: Record<string, string>;
  cwd?: string;
}

/** A running program. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  /** What it prints. */
  readonly stdout: Lines;
  /** What it complains about. */
  readonly stderr: Lines;

  protected constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.stdout = new Lines(child.stdout);
    this.stderr = new Lines(child.stderr);
  }

  /** Starts a program on a runtime. */
  static async start(
    runtime: RuntimeName,
    script: string,
    options: ProgramOptions = {},
  ): Promise<Program> {
    return new Program(await Program.spawn(runtime, script, options));
  }

  /** Starts any executable. */
  static run(
    executable: string,
    args: readonly string[],
    options: Omit<ProgramOptions, "args"> = {},
  ): Program {
    const command = new Deno.Command(executable, {
      ...stdio(options),
      args: [...args],
    });
    return new Program(command.spawn());
  }

  protected static async spawn(
    runtime: RuntimeName,
    script: string,
    options: ProgramOptions,
  ): Promise<Deno.ChildProcess> {
    const { args = [] } = options;
    const command = await commandFor(runtime, script, args, stdio(options));
    return command.spawn();
  }

  /** The process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Fulfilled when it has ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Fulfilled when it has ended, and all that it printed is there. */
  async ended(): Promise<Deno.CommandStatus> {
    const status = await within(this.#child.status, "the end of the program");
    await Promise.all([this.stdout.done, this.stderr.done]);
    return status;
  }

  /** Sends a signal; does nothing if the process has ended. */
  signal(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Asks it to end, and makes it if it doesn't. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGTERM");
    try {
      await within(this.#child.status, "the end of the program", 5);
    } catch {
      this.signal("SIGKILL");
    }
    await this.ended();
  }
}

function stdio(options: ProgramOptions): Omit<Deno.CommandOptions, "args"> {
  return {
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    clearEnv: true,
    env: { ...plainEnvironment(), ...options.env },
    cwd: options.cwd,
  };
}
