/**
 * Processes that are measured.
 *
 * @module
 */
import { Failure } from "../command_line/errors.ts";

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 3000;
/** The end of the output that is kept, and how much of it a message shows. */
const KEPT_CHARS = 4000;
const SHOWN_LINES = 3;
/** Lines that are no reason: those of a stack, and Bun's version. */
const NO_REASON = /^\s*(at |$)|^Bun v/;

const running = new Set<Child>();

/** Ends all of them at once, for when the benchmark itself is ended. */
export function stopAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** How a process is started. */
export interface ChildOptions {
  readonly cwd: URL;
  /** Whether its standard output is read too. */
  readonly stdout?: boolean;
}

/** A process whose output is drained: it would block on a full pipe. */
export class Child {
  readonly #name: string;
  readonly #process: Deno.ChildProcess;
  readonly #drained: Promise<unknown>;
  #text = "";
  #onText = () => {};

  /** @param name The name in messages. */
  constructor(
    name: string,
    [program, ...args]: readonly string[],
    { cwd, stdout = false }: ChildOptions,
  ) {
    this.#name = name;
    this.#process = new Deno.Command(program, {
      args,
      cwd,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: stdout ? "piped" : "null",
      stderr: "piped",
    }).spawn();
    running.add(this);
    this.#process.status.then(() => running.delete(this));
    const streams = stdout
      ? [this.#process.stdout, this.#process.stderr]
      : [this.#process.stderr];
    this.#drained = Promise.all(streams.map((one) => this.#drain(one)));
  }

  get pid(): number {
    return this.#process.pid;
  }

  get hasEnded(): boolean {
    return !running.has(this);
  }

  /** A failure with the last lines that it has printed. */
  async failure(what: string): Promise<Failure> {
    if (this.hasEnded) await this.#drained;
    const lines = this.#text.split("\n")
      .filter((line) => !NO_REASON.test(line)).slice(-SHOWN_LINES);
    return new Failure([`${this.#name} ${what}`, ...lines].join("\n  "));
  }

  /**
   * Waits for a text.
   *
   * @throws {Failure} if the process ends before, or it takes too long.
   */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<
      RegExpExecArray
    >();
    const fail = async (what: string) => reject(await this.failure(what));
    const timer = setTimeout(() => fail("does not listen"), START_TIMEOUT_MS);
    this.#process.status.then(() => fail("has ended"));
    this.#onText = () => {
      const found = pattern.exec(this.#text);
      if (found) resolve(found);
    };
    this.#onText();
    try {
      return await promise;
    } finally {
      this.#onText = () => {};
      clearTimeout(timer);
    }
  }

  /** Sends a signal, unless it has ended. */
  kill(signal: Deno.Signal): void {
    if (!this.hasEnded) this.#process.kill(signal);
  }

  /** Ends it, in the end by force. */
  async stop(): Promise<void> {
    this.kill("SIGTERM");
    const force = setTimeout(() => this.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.#process.status;
    clearTimeout(force);
  }

  async #drain(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      this.#text = (this.#text + part).slice(-KEPT_CHARS);
      this.#onText();
    }
  }
}
