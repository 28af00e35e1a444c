/**
 * `jet` in the process of the test: its commands, what they read and print, and
 * how they end are the same code on all runtimes.
 *
 * @module
 */
import { Readable, Writable } from "node:stream";
import { runIn } from "../../cli/main.ts";
import { type SignalName, Stopped } from "../../command_line/errors.ts";

/** What `jet` is given. */
export interface Surroundings {
  env?: Record<string, string>;
  /** What it reads. */
  input?: Uint8Array;
  /** Size of the terminal that it runs on; a pipe if not given. */
  terminal?: { columns: number; rows: number };
  /** Takes what it prints. */
  stdout: (chunk: Uint8Array<ArrayBuffer>) => void;
  stderr: (chunk: Uint8Array<ArrayBuffer>) => void;
}

/** An output, on a terminal if it has a size. */
class Sink extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly #take: (chunk: Uint8Array<ArrayBuffer>) => void;

  constructor(
    take: (chunk: Uint8Array<ArrayBuffer>) => void,
    terminal: Surroundings["terminal"],
  ) {
    super({ decodeStrings: true });
    this.#take = take;
    if (terminal === undefined) return;
    this.isTTY = true;
    this.columns = terminal.columns;
    this.rows = terminal.rows;
  }

  override _write(
    chunk: Uint8Array,
    _encoding: string,
    done: () => void,
  ): void {
    this.#take(new Uint8Array(chunk));
    done();
  }
}

/** One run of `jet`. */
export class JetHere {
  readonly #controller = new AbortController();
  /** Fulfilled with its exit code when it has ended. */
  readonly code: Promise<number>;

  constructor(
    args: readonly string[],
    { env = {}, input, terminal, stdout, stderr }: Surroundings,
  ) {
    const controller = this.#controller;
    const outside = {
      env,
      stdin: () => Readable.from(input === undefined ? [] : [input]),
      stdout: new Sink(stdout, terminal),
      stderr: new Sink(stderr, terminal),
      controller,
    };
    // A process that ends takes its connections with it.
    this.code = runIn(outside, args).finally(() => this.signal("SIGTERM"));
  }

  /** What a signal to the process does. */
  signal(signal: SignalName): void {
    this.#controller.abort(new Stopped(signal));
  }
}
