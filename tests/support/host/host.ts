/**
 * One process for each runtime, in which daemons and runs of `jet` are started
 * with arguments and environment as if each had a process of its own: on Deno a
 * process costs half a second of CPU, on Bun a third. For tests about what
 * differs by runtime, but not about the process: its signals, memory and end.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import type { HandledSignal } from "../../../daemon/main.ts";
import { Lines } from "../lines.ts";
import { commandFor, plainEnvironment, ROOT } from "../runtimes.ts";
import type { RuntimeName } from "../runtimes.ts";
import { within } from "../within.ts";
import type { Command, Report, Task } from "./messages.ts";

const PROGRAM = `${ROOT}tests/support/host/program.ts`;

/** A program in a host: its streams and its end. */
export class HostedProgram {
  readonly #out = new TransformStream<Uint8Array<ArrayBuffer>>();
  readonly #err = new TransformStream<Uint8Array<ArrayBuffer>>();
  readonly #stdout = this.#out.writable.getWriter();
  readonly #stderr = this.#err.writable.getWriter();
  readonly #code = Promise.withResolvers<number>();
  readonly #signal: (signal: HandledSignal) => void;

  /** The process of the host. */
  readonly pid: number;

  constructor(pid: number, signal: (signal: HandledSignal) => void) {
    this.pid = pid;
    this.#signal = signal;
  }

  get stdout(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#out.readable;
  }

  get stderr(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#err.readable;
  }

  /** Fulfilled with its exit code when it has ended. */
  get code(): Promise<number> {
    return this.#code.promise;
  }

  /** What a signal to its process would do. */
  signal(signal: HandledSignal): void {
    this.#signal(signal);
  }

  /** Takes what the host says of it. */
  take({ stdout, stderr, exit }: Report): void {
    if (stdout !== undefined) {
      this.#stdout.write(Uint8Array.fromBase64(stdout)).catch(() => {});
    }
    if (stderr !== undefined) {
      this.#stderr.write(Uint8Array.fromBase64(stderr)).catch(() => {});
    }
    if (exit !== undefined) this.end(exit);
  }

  /** It has ended, or its host has. */
  end(code: number): void {
    this.#stdout.close().catch(() => {});
    this.#stderr.close().catch(() => {});
    this.#code.resolve(code);
  }
}

class Host {
  readonly #pid: number;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #programs = new Map<number, HostedProgram>();
  #lastId = 0;

  private constructor(child: Deno.ChildProcess) {
    this.#pid = child.pid;
    // It ends with its input, which ends with this isolate.
    child.unref();
    this.#writer = child.stdin.getWriter();
    void this.#read(child.stdout);
  }

  static async start(runtime: RuntimeName): Promise<Host> {
    const command = await commandFor(runtime, PROGRAM, [], {
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      clearEnv: true,
      env: plainEnvironment(),
    });
    return new Host(command.spawn());
  }

  run(task: Task): HostedProgram {
    const id = ++this.#lastId;
    const program = new HostedProgram(this.#pid, (signal) => {
      if (this.#programs.has(id)) this.#send({ id, signal });
    });
    this.#programs.set(id, program);
    this.#send({ id, ...task });
    return program;
  }

  #send(command: Command): void {
    const line = `${JSON.stringify(command)}\n`;
    this.#writer.write(new TextEncoder().encode(line)).catch(() => {});
  }

  async #read(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const lines = stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      const report: Report = JSON.parse(line);
      this.#programs.get(report.id)?.take(report);
      if (report.exit !== undefined) this.#programs.delete(report.id);
    }
    for (const program of this.#programs.values()) program.end(1);
    this.#programs.clear();
  }
}

const hosts = new Map<RuntimeName, Promise<Host>>();

/** Runs a program in the host of a runtime, which is started if need be. */
export async function runHosted(
  runtime: RuntimeName,
  task: Task,
): Promise<HostedProgram> {
  const host = hosts.get(runtime) ?? Host.start(runtime);
  hosts.set(runtime, host);
  return (await host).run(task);
}

/** A program in a host, with its lines. */
export class HostedRun implements AsyncDisposable {
  readonly #program: HostedProgram;
  readonly stdout: Lines;
  readonly stderr: Lines;

  constructor(program: HostedProgram) {
    this.#program = program;
    this.stdout = new Lines(program.stdout);
    this.stderr = new Lines(program.stderr);
  }

  get pid(): number {
    return this.#program.pid;
  }

  signal(signal: HandledSignal): void {
    this.#program.signal(signal);
  }

  /** Fulfilled when it has ended, and all that it printed is there. */
  async ended(): Promise<{ code: number }> {
    const code = await within(this.#program.code, "the end of the program");
    await Promise.all([this.stdout.done, this.stderr.done]);
    return { code };
  }

  /** Asks it to end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGTERM");
    await this.ended();
  }
}
