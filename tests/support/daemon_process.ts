/**
 * The real daemon as a process, and clients that are connected to it.
 *
 * @module
 */
import { Program, type ProgramOptions } from "./process.ts";
import { ROOT, type RuntimeName } from "./runtimes.ts";
import { StreamClient } from "./stream_client.ts";
import { WebSocketClient } from "./websocket_client.ts";

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

/** A daemon in a process of its own. */
export class DaemonProcess extends Program implements TestDaemon {
  #port = 0;
  #wsPort = 0;
  #binaryPort = 0;
  #unix = "";

  /** Starts a daemon; fulfilled when it listens. */
  static override async start(
    runtime: RuntimeName,
    script = `${ROOT}daemon.ts`,
    options: DaemonProcessOptions = {},
  ): Promise<DaemonProcess> {
    const { unix = uniqueSocketName() } = options;
    const free = [
      ...["--port", "0", "--ws-port", "0", "--binary-port", "0"],
      ...["--unix", unix],
    ];
    const args = [...free, ...options.args ?? []];
    const child = await Program.spawn(runtime, script, { ...options, args });
    const daemon = new DaemonProcess(child);
    try {
      await daemon.#listens();
    } catch (error) {
      await daemon[Symbol.asyncDispose]();
      throw new Error(`no daemon: ${daemon.stderr.all.join("\n")}`, {
        cause: error,
      });
    }
    return daemon;
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
}
