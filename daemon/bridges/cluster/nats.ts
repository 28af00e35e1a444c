/**
 * NATS as the engine of a cluster: a stream is the log, subjects carry the
 * messages between members.
 *
 * @module
 */
import type {
  ClusterTransport,
  LogEnd,
  LogEntry,
} from "../../../cluster/transport.ts";
import { ignore } from "../../../base/narrowing.ts";
import { systemClock } from "../../../base/system_clock.ts";
import { ServerChoice } from "./server_choice.ts";
import { accessOf } from "./access.ts";
import { hasCode } from "./inspect.ts";
import { LeaderReader } from "./leader_reader.ts";
import { Witnesses } from "./witnesses.ts";
import {
  type ConnectOptions,
  type JetStream,
  type JetStreamManager,
  loadNats,
  type NatsConnection,
} from "./library.ts";
import { type ClusterOptions, DEFAULT_CLUSTER_NAME } from "./options.ts";

/** Seconds for which entries are there for members that fall behind. */
const MAX_AGE_S = 600;
/** Seconds for which a repeated entry is recognised. */
const DUPLICATES_S = 120;
/** NATS' code of a stream that exists, with another configuration. */
const ANOTHER_STREAM = 10058;
const NANOSECONDS = 1e9;
/** Milliseconds between attempts to reach a server. */
const RECONNECT_MS = 250;
/** Milliseconds for the state of another member. */
const STATE_TIMEOUT_MS = 10_000;
/** Milliseconds between questions which servers keep the log. */
const LEARN_MS = 60_000;
/** The same while it is not known. */
const RETRY_LEARN_MS = 500;
/** Part of a lease in which most servers confirm a beat. */
const HAND_OVER_PART = 0.15;
/** Bytes of a message that NATS has to take: long claims and their envelope. */
const LEAST_PAYLOAD_BYTES = 8192;
/** Bytes that the client adds to a message at most. */
const ENVELOPE_BYTES = 1024;
const NOTHING = new Uint8Array(0);

/** A connection to the servers of a cluster. */
export class NatsTransport implements ClusterTransport {
  readonly isReplicated: boolean;
  onInterrupted: () => void = () => {};
  readonly #connection: NatsConnection;
  readonly #witnesses: Witnesses;
  readonly #choice: ServerChoice;
  // The server by way of which the log last took an entry that was handed over.
  #taking: string | undefined;
  readonly #stream: JetStream;
  readonly #manager: JetStreamManager;
  readonly #name: string;
  readonly #subject: string;
  readonly #timeout: number;
  // Milliseconds for which a lost connection is not reported.
  readonly #patience: number;
  #cancelLearning: (() => void) | undefined;
  #isConnected = true;
  readonly #onRefused: (reason: string) => void;
  // What the client has last reported of the connection.
  #failure: Error | undefined;
  // Resolved when the connection is back.
  #connected = Promise.withResolvers<void>();

  private constructor(
    connection: NatsConnection,
    witnesses: Witnesses,
    choice: ServerChoice,
    stream: JetStream,
    manager: JetStreamManager,
    name: string,
    leaseMs: number,
    isReplicated: boolean,
    onRefused: (reason: string) => void,
  ) {
    this.#onRefused = onRefused;
    this.isReplicated = isReplicated;
    this.#connection = connection;
    this.#witnesses = witnesses;
    this.#choice = choice;
    this.#stream = stream;
    this.#manager = manager;
    this.#name = `JET_${name}`;
    this.#subject = `jet.${name}`;
    this.#timeout = Math.max(500, leaseMs / 3);
    this.#patience = Math.max(1_000, leaseMs);
    void this.#watch();
    if (this.isReplicated) this.#learn();
  }

  /**
   * Connects, and makes the stream if there is none.
   *
   * @param leaseMs Lease of the members in milliseconds.
   * @param onRefused Called where the login may not publish, or subscribe to, what
   * members need.
   * @throws {Error} if no server can be reached, or has no JetStream.
   */
  static async open(
    options: ClusterOptions,
    daemon: string,
    leaseMs: number,
    onRefused: (reason: string) => void,
  ): Promise<NatsTransport> {
    const { storage = "file", replicas = 1 } = options;
    const { name = DEFAULT_CLUSTER_NAME } = options;
    const nats = await loadNats();
    const choice = new ServerChoice();
    const settings: ConnectOptions = {
      ...await accessOf(options, nats),
      name: `jet ${daemon}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      // A connection that is dead is left before the next lease ends.
      pingInterval: Math.max(500, leaseMs / 4),
      maxPingOut: 2,
      timeout: Math.max(2_000, leaseMs),
    };
    const connection = await nats.connect({
      ...settings,
      // The operator may mend the login at the server.
      ignoreAuthErrorAbort: true,
      reconnectToServer: choice.choose,
    });
    const witnesses = new Witnesses(
      connection,
      replicas,
      settings.servers,
      async (server) => {
        const connection = await nats.connect({
          ...settings,
          servers: [server],
          name: `jet ${daemon}, while NATS has no leader`,
          reconnect: false,
          ignoreClusterUpdates: true,
        });
        return { connection, stream: nats.jetstream(connection) };
      },
      leaseMs * HAND_OVER_PART,
    );
    try {
      checkPayload(connection);
      const manager = await nats.jetstreamManager(connection);
      await manager.streams.add({
        name: `JET_${name}`,
        subjects: [`jet.${name}.log`],
        storage,
        num_replicas: replicas,
        max_age: MAX_AGE_S * NANOSECONDS,
        duplicate_window: DUPLICATES_S * NANOSECONDS,
      });
      witnesses.learn(await manager.streams.info(`JET_${name}`));
      const stream = nats.jetstream(connection);
      return new NatsTransport(
        connection,
        witnesses,
        choice,
        stream,
        manager,
        name,
        leaseMs,
        replicas > 1,
        onRefused,
      );
    } catch (error) {
      await connection.close();
      if (!hasCode(error, ANOTHER_STREAM)) throw error;
      throw new Error(
        `its log JET_${name} was made with another --cluster-store or ` +
          "--cluster-replicas (jet doctor says which)",
        { cause: error },
      );
    }
  }

  /** That of the present server: those of NATS may have different limits. */
  get maxMessage(): number {
    return payloadOf(this.#connection) - ENVELOPE_BYTES;
  }

  async #watch(): Promise<void> {
    for await (const { type, error } of this.#connection.status()) {
      if (type === "error") this.#failed(error);
      if (type === "disconnect") this.#lost();
      if (type !== "reconnect") continue;
      this.#failure = undefined;
      this.#returned();
      this.onInterrupted();
    }
    this.#returned();
  }

  #failed(error: Error | undefined): void {
    this.#failure = error;
    // What the client or the log asks for again says so itself.
    if (error?.name === "PermissionViolationError") {
      this.#onRefused(error.message);
    }
  }

  #lost(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#connected = Promise.withResolvers();
  }

  #returned(): void {
    this.#isConnected = true;
    this.#connected.resolve();
  }

  /** Keeps what is known of the servers that keep the log. */
  #learn(): void {
    const delay = this.#witnesses.areKnown ? LEARN_MS : RETRY_LEARN_MS;
    this.#cancelLearning = systemClock.after(delay, () => {
      this.#manager.streams.info(this.#name)
        .then((info) => this.#witnesses.learn(info)).catch(ignore);
      this.#learn();
    });
  }

  handOver(bytes: Uint8Array, onTaken: () => void): Promise<boolean> {
    return this.#witnesses.publish(`${this.#subject}.log`, bytes, (server) => {
      this.#taking = server;
      onTaken();
    });
  }

  changeServer(): void {
    // It looks for a server already.
    if (!this.#isConnected || this.#connection.info === undefined) return;
    this.#choice.leave(this.#connection.getServer(), this.#taking);
    this.#taking = undefined;
    this.#lost();
    this.#connection.reconnect().catch(ignore);
  }

  async append(bytes: Uint8Array, id: string): Promise<number> {
    const { seq } = await this.#stream.publish(`${this.#subject}.log`, bytes, {
      msgID: id,
      timeout: this.#timeout,
    });
    return seq;
  }

  async end(): Promise<LogEnd> {
    await this.#whenConnected();
    const info = await this.#manager.streams.info(this.#name);
    this.#witnesses.learn(info);
    const { state } = info;
    return { sequence: state.last_seq, time: Date.parse(state.last_ts) };
  }

  /** @throws {Error} if there is no connection for some time. */
  async #whenConnected(): Promise<void> {
    // The client drops what is sent between two connections.
    if (this.#isConnected) return;
    const { promise, reject } = Promise.withResolvers<never>();
    const cancel = systemClock.after(this.#patience, () => {
      const reason = this.#failure?.message ?? "no server can be reached";
      reject(new Error(`no connection to NATS: ${reason}`));
    });
    try {
      await Promise.race([this.#connected.promise, promise]);
    } finally {
      cancel();
    }
  }

  async timeOf(sequence: number): Promise<number | undefined> {
    const { streams } = this.#manager;
    const message = await streams.getMessage(this.#name, { seq: sequence });
    return message?.time.getTime();
  }

  async follow(
    from: number,
    onEntry: (entry: LogEntry) => void,
    onLost: (reason: string) => void,
  ): Promise<() => void> {
    const reader = new LeaderReader(
      this.#stream,
      this.#manager,
      this.#name,
      from,
      systemClock,
      { entry: onEntry, lost: onLost },
    );
    await reader.start();
    return () => reader.stop();
  }

  async askState(): Promise<readonly Uint8Array[] | undefined> {
    const pieces: Uint8Array[] = [];
    try {
      const answers = await this.#connection.requestMany(
        `${this.#subject}.state`,
        NOTHING,
        { strategy: "sentinel", maxWait: STATE_TIMEOUT_MS },
      );
      for await (const { data } of answers) {
        if (data.length > 0) pieces.push(data.slice());
      }
    } catch {
      // No member answers.
      return undefined;
    }
    // The first piece is their number.
    const [head, ...rest] = pieces;
    if (head === undefined) return undefined;
    const count = Number(new TextDecoder().decode(head));
    return count === rest.length ? rest : undefined;
  }

  serveState(state: () => Promise<readonly Uint8Array[]>): () => void {
    const subscription = this.#connection.subscribe(`${this.#subject}.state`, {
      queue: "members",
      callback: (error, message) => {
        if (error !== null) return;
        state().then((pieces) => {
          message.respond(new TextEncoder().encode(String(pieces.length)));
          for (const piece of pieces) message.respond(piece);
          message.respond(NOTHING);
        }).catch(ignore);
      },
    });
    return () => subscription.unsubscribe();
  }

  send(to: string, from: string, bytes: Uint8Array): void {
    try {
      this.#connection.publish(`${this.#subject}.to.${to}.${from}`, bytes);
    } catch {
      // The connection has been closed: the lease ends.
    }
  }

  receive(
    member: string,
    onMessage: (from: string, bytes: Uint8Array) => void,
  ): () => void {
    const subject = `${this.#subject}.to.${member}.*`;
    const subscription = this.#connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) return;
        const from = message.subject.slice(subject.length - 1);
        onMessage(from, message.data);
      },
    });
    return () => subscription.unsubscribe();
  }

  async close(): Promise<void> {
    this.#cancelLearning?.();
    this.#witnesses.close();
    await this.#connection.close().catch(ignore);
  }
}

/** Bytes of the longest message that a server takes. */
function payloadOf({ info }: NatsConnection): number {
  return Math.max(LEAST_PAYLOAD_BYTES, info?.max_payload ?? 1 << 20);
}

/** @throws {Error} if a server takes too short messages only. */
function checkPayload({ info }: NatsConnection): void {
  const { max_payload: most = Infinity } = info ?? {};
  if (most >= LEAST_PAYLOAD_BYTES) return;
  throw new Error(
    `its max_payload is ${most} bytes: a cluster needs ` +
      `${LEAST_PAYLOAD_BYTES} at least, the default of NATS is 1MB`,
  );
}
