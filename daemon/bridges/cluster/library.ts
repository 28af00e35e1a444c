/**
 * The client of NATS, loaded only by a daemon in a cluster.
 *
 * @module
 */
import { adaptSockets, type SocketUser } from "./nats_sockets.ts";

/** A message of NATS. */
export interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Sends a response; `false` if none is wanted. */
  respond(data?: Uint8Array): boolean;
}

/** A subscription, or messages of a consumer. */
interface Ending {
  unsubscribe(): void;
}

/** A connection to NATS. */
export interface NatsConnection {
  readonly info?: {
    readonly max_payload: number;
    readonly server_name: string;
    /** Addresses of all servers, without a scheme. */
    readonly connect_urls?: readonly string[];
  };
  /** Resolves when the server has got all that was published. */
  flush(): Promise<void>;
  publish(subject: string, data: Uint8Array): void;
  subscribe(
    subject: string,
    options: {
      readonly queue?: string;
      readonly callback: (error: Error | null, message: NatsMessage) => void;
    },
  ): Ending;
  requestMany(
    subject: string,
    data: Uint8Array,
    options: { readonly strategy: "sentinel"; readonly maxWait: number },
  ): Promise<AsyncIterable<NatsMessage>>;
  status(): AsyncIterable<{ readonly type: string; readonly error?: Error }>;
  /** The address of the present server, as in {@linkcode NatsAddress.listen}. */
  getServer(): string;
  /** Drops the connection, and makes another one. */
  reconnect(): Promise<void>;
  closed(): Promise<void | Error>;
  close(): Promise<void>;
}

/** A server that can be connected to. */
export interface NatsAddress {
  /** Host and port. */
  readonly listen: string;
  readonly hostname: string;
  readonly port: number;
}

/** A message of a stream. */
export interface StreamMessage {
  readonly seq: number;
  readonly data: Uint8Array;
  readonly info: { readonly timestampNanos: number };
}

/** A message of a stream that was asked for. */
export interface StoredMessage {
  readonly seq: number;
  readonly data: Uint8Array;
  readonly time: Date;
  /** The time with nanoseconds, as RFC 3339 writes it in UTC. */
  readonly timestamp: string;
}

/** Messages of a stream as they come. */
export interface StreamMessages {
  stop(error?: Error): void;
  closed(): Promise<void | Error>;
}

/** What a stream is made of. */
export interface StreamConfig {
  readonly name: string;
  readonly subjects: string[];
  readonly storage: "file" | "memory";
  readonly num_replicas: number;
  /** In nanoseconds. */
  readonly max_age: number;
  /** In nanoseconds. */
  readonly duplicate_window: number;
}

/** What is known of a stream. */
export interface StreamInfo {
  readonly config: Pick<StreamConfig, "storage" | "num_replicas">;
  readonly state: { readonly last_seq: number; readonly last_ts: string };
  /** The servers that keep it, if there are several. */
  readonly cluster?: {
    readonly leader?: string;
    readonly replicas?: readonly {
      readonly name: string;
      /** Whether it has all entries. */
      readonly current?: boolean;
      readonly offline?: boolean;
    }[];
  };
}

/** JetStream. */
export interface JetStream {
  publish(
    subject: string,
    data: Uint8Array,
    options: { readonly msgID?: string; readonly timeout: number },
  ): Promise<{ readonly seq: number }>;
  readonly consumers: {
    /** Uses a consumer that was made. */
    getConsumerFromInfo(info: ConsumerInfo): {
      consume(options: {
        readonly callback: (message: StreamMessage) => void;
        readonly idle_heartbeat?: number;
        readonly expires?: number;
      }): Promise<StreamMessages>;
    };
  };
}

/** What a consumer is made of. */
export interface ConsumerConfig {
  readonly deliver_policy: "by_start_sequence";
  readonly opt_start_seq: number;
  readonly ack_policy: "none";
  readonly mem_storage: boolean;
  readonly num_replicas: number;
  /** In nanoseconds. */
  readonly inactive_threshold: number;
}

/** What is known of a consumer. */
export interface ConsumerInfo {
  readonly name: string;
  readonly config: object;
  /** The server that it is at, if there are several. */
  readonly cluster?: { readonly leader?: string };
}

/** Manages JetStream. */
export interface JetStreamManager {
  readonly streams: {
    add(config: StreamConfig): Promise<unknown>;
    info(name: string): Promise<StreamInfo>;
    /** A message; `null`: there is none with this number. */
    getMessage(
      stream: string,
      query: { readonly seq: number },
    ): Promise<StoredMessage | null>;
  };
  readonly consumers: {
    add(stream: string, config: ConsumerConfig): Promise<ConsumerInfo>;
    delete(stream: string, consumer: string): Promise<boolean>;
  };
}

/** How a connection is made. */
export interface ConnectOptions {
  readonly servers: readonly string[];
  readonly name: string;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  readonly authenticator?: unknown;
  readonly tls?: {
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
  };
  /** Default true. */
  readonly reconnect?: boolean;
  /** Whether addresses are left out that the server names; default false. */
  readonly ignoreClusterUpdates?: boolean;
  readonly maxReconnectAttempts: number;
  /** Whether a login that is refused twice is tried again; default false. */
  readonly ignoreAuthErrorAbort?: boolean;
  /** Chooses the server of the next attempt; `null`: the next one of all. */
  readonly reconnectToServer?: (
    servers: readonly NatsAddress[],
  ) => NatsAddress | null;
  readonly reconnectTimeWait: number;
  readonly pingInterval: number;
  readonly maxPingOut: number;
  readonly timeout: number;
}

interface Transport {
  connect(options: ConnectOptions): Promise<NatsConnection>;
  credsAuthenticator(creds: Uint8Array): unknown;
}

interface JetStreamModule {
  jetstream(connection: NatsConnection): JetStream;
  jetstreamManager(connection: NatsConnection): Promise<JetStreamManager>;
}

/** The parts of the client. */
export type Nats = Transport & JetStreamModule;

/** The client can't be loaded. */
export class MissingLibrary extends Error {}

const VERSION = "3.4.0";

/** The file of the client's transport. */
interface NodeTransportModule {
  readonly NodeTransport: { readonly prototype: SocketUser };
}

// Whether the client's transport is adapted: once a process.
let isAdapted = false;

/**
 * Loads the client. No static analysis sees these names: only a daemon in a
 * cluster downloads it.
 *
 * @throws {Error} if it is not installed.
 */
export async function loadNats(): Promise<Nats> {
  const transport: Transport = await load("@nats-io/transport-node");
  const { jetstream, jetstreamManager }: JetStreamModule = await load(
    "@nats-io/jetstream",
  );
  if (!isAdapted) {
    isAdapted = true;
    const { NodeTransport }: NodeTransportModule = await load(
      "@nats-io/transport-node",
      "/lib/node_transport.js",
    );
    adaptSockets(NodeTransport.prototype);
  }
  const { connect, credsAuthenticator } = transport;
  return { connect, credsAuthenticator, jetstream, jetstreamManager };
}

async function load<Module>(name: string, file = ""): Promise<Module> {
  const isDeno = "Deno" in globalThis;
  const specifier = (isDeno ? `npm:${name}@${VERSION}` : name) + file;
  try {
    return await import(specifier);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MissingLibrary(
      `a cluster needs ${name} ${VERSION} from npm (a standalone executable ` +
        `does not contain it): ${reason}`,
      { cause: error },
    );
  }
}
