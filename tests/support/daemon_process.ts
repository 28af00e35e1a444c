/**
 * The real daemon as a process, and clients that are connected to it.
 *
 * @module
 */
import type { HandledSignal } from "../../daemon/main.ts";
import { CHEAP_HASHES } from "./cheap_hashes.ts";
import { HostedRun, runHosted } from "./host/host.ts";
import type { Lines } from "./lines.ts";
import { Program, type ProgramOptions } from "./process.ts";
import {
  plainEnvironment,
  ROOT,
  type RuntimeName,
  WHOLE_MATRIX,
} from "./runtimes.ts";
import { StreamClient } from "./stream_client.ts";
import { WebSocketClient } from "./websocket_client.ts";

/** The daemon as a program whose new password hashes take little time. */
export const CHEAP_DAEMON = `${ROOT}tests/support/daemon_of_cheap_hashes.ts`;

/** Ways to a daemon. */
export const TRANSPORTS = ["tcp", "unix", "websocket"] as const;
/** One of {@linkcode TRANSPORTS}. */
export type TransportName = typeof TRANSPORTS[number];

/** A client of any kind. */
export type AnyClient = StreamClient | WebSocketClient;

/**
 * A unique name for an abstract unix socket. Test files run in parallel within
 * one process id, so a pid with a counter would be given twice.
 */
export function uniqueSocketName(): string {
  return `@jet-test-${crypto.randomUUID()}`;
}

/** How a daemon is started. */
export interface DaemonProcessOptions extends ProgramOptions {
  /** Unix socket; a name of its own if not given. */
  unix?: string;
}

/** A daemon that listens on free ports. */
export interface TestDaemon extends AsyncDisposable {
  /** TCP port that it chose. */
  readonly port: number;
  /** Port of HTTP and WebSocket that it chose. */
  readonly wsPort: number;
  /** TCP port of binary Jet that it chose. */
  readonly binaryPort: number;
  /** Its unix socket; `@` stands before an abstract name. */
  readonly unix: string;
  /** What it complained of so far. */
  readonly complaints: readonly string[];
  /** Where `Peer.connect` gets to it. */
  url(transport: TransportName): string;
  /** Connects a raw client. */
  connect(transport: TransportName): Promise<AnyClient>;
}

/** Where `Peer.connect` gets to a daemon. */
export function urlOf(
  { port, unix, wsPort }: TestDaemon,
  transport: TransportName,
): string {
  switch (transport) {
    case "tcp":
      return `tcp://127.0.0.1:${port}`;
    case "unix":
      return `unix:${unix}`;
    case "websocket":
      return `ws://127.0.0.1:${wsPort}/`;
  }
}

/** Connects a raw client to a daemon. */
export function connectTo(
  { port, unix, wsPort }: TestDaemon,
  transport: TransportName,
): Promise<AnyClient> {
  switch (transport) {
    case "tcp":
      return StreamClient.tcp(port);
    case "unix":
      return StreamClient.unix(unix);
    case "websocket":
      return WebSocketClient.connect(wsPort);
  }
}

/** A program that runs, alone in a process or beside others. */
export interface RunningProgram extends AsyncDisposable {
  /** The process. */
  readonly pid: number;
  /** What it prints. */
  readonly stdout: Lines;
  /** What it complains about. */
  readonly stderr: Lines;
  signal(signal: HandledSignal): void;
  /** Fulfilled when it has ended, and all that it printed is there. */
  ended(): Promise<{ code: number }>;
}

/** Arguments of a daemon on free ports. */
export function freeAddresses(
  { unix, args = [] }: Pick<DaemonProcessOptions, "unix" | "args">,
): string[] {
  return [
    ...["--port", "0", "--ws-port", "0", "--binary-port", "0"],
    ...["--unix", unix ?? uniqueSocketName(), ...args],
  ];
}

/** A daemon that prints where it listens. */
export class RunningDaemon<P extends RunningProgram = RunningProgram>
  implements TestDaemon, RunningProgram {
  /** The program. */
  protected readonly program: P;
  #port = 0;
  #wsPort = 0;
  #binaryPort = 0;
  #unix = "";

  protected constructor(program: P) {
    this.program = program;
  }

  /** Reads where it listens, or ends it. */
  protected async listens(): Promise<this> {
    try {
      await this.#listens();
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw new Error(`no daemon: ${this.stderr.all.join("\n")}`, {
        cause: error,
      });
    }
    return this;
  }

  async #listens(): Promise<void> {
    const { stdout } = this;
    const tcp = await stdout.match(
      / info listening on (?:tcp|tls):\/\/.*:(\d+)$/,
    );
    const unix = await stdout.match(/ info listening on unix:(.*)$/);
    const ws = await stdout.match(/ info listening on wss?:\/\/.*:(\d+)\/$/);
    const binary = await stdout.match(
      / info listening on jetbs?:\/\/.*:(\d+)$/,
    );
    this.#binaryPort = Number(binary[1]);
    this.#port = Number(tcp[1]);
    this.#wsPort = Number(ws[1]);
    this.#unix = unix[1];
  }

  get pid(): number {
    return this.program.pid;
  }

  get stdout(): Lines {
    return this.program.stdout;
  }

  get stderr(): Lines {
    return this.program.stderr;
  }

  get port(): number {
    return this.#port;
  }

  get wsPort(): number {
    return this.#wsPort;
  }

  get binaryPort(): number {
    return this.#binaryPort;
  }

  get unix(): string {
    return this.#unix;
  }

  get complaints(): readonly string[] {
    return this.stderr.all;
  }

  url(transport: TransportName): string {
    return urlOf(this, transport);
  }

  connect(transport: TransportName): Promise<AnyClient> {
    return connectTo(this, transport);
  }

  signal(signal: HandledSignal): void {
    this.program.signal(signal);
  }

  ended(): Promise<{ code: number }> {
    return this.program.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }
}

/** A daemon in a process of its own. */
export class DaemonProcess extends RunningDaemon<Program> {
  /** Starts a daemon; fulfilled when it listens. */
  static async start(
    runtime: RuntimeName,
    script = `${ROOT}daemon.ts`,
    options: DaemonProcessOptions = {},
  ): Promise<DaemonProcess> {
    const args = freeAddresses(options);
    const program = await Program.start(runtime, script, { ...options, args });
    return await new DaemonProcess(program).listens();
  }

  /** Fulfilled when it has ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.program.status;
  }

  override signal(signal: Deno.Signal): void {
    this.program.signal(signal);
  }

  override ended(): Promise<Deno.CommandStatus> {
    return this.program.ended();
  }
}

/** How a daemon is started that need not have a process. */
export interface HostedDaemonOptions
  extends Pick<DaemonProcessOptions, "args" | "env" | "unix"> {
  /** Whether new password hashes take little time. */
  cheap?: boolean;
}

/**
 * A daemon in a process that it shares with others of its runtime; in the whole
 * matrix it has one of its own. For what differs by runtime, but is not about
 * processes.
 */
export class HostedDaemon extends RunningDaemon {
  /** Starts a daemon; fulfilled when it listens. */
  static async start(
    runtime: RuntimeName,
    options: HostedDaemonOptions = {},
  ): Promise<HostedDaemon> {
    const program = await startDaemonProgram(runtime, {
      ...options,
      args: freeAddresses(options),
    });
    return await new HostedDaemon(program).listens();
  }
}

/** The same with exactly these arguments, and without waiting for it. */
export async function startDaemonProgram(
  runtime: RuntimeName,
  { args = [], env = {}, cheap = false }: HostedDaemonOptions,
): Promise<RunningProgram> {
  if (WHOLE_MATRIX) {
    const script = cheap ? CHEAP_DAEMON : `${ROOT}daemon.ts`;
    return await Program.start(runtime, script, { args, env });
  }
  return new HostedRun(
    await runHosted(runtime, {
      program: "daemon",
      args,
      env: { ...plainEnvironment(), ...env },
      storeOptions: cheap ? CHEAP_HASHES : undefined,
    }),
  );
}
