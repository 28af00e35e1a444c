/**
 * Connections to each of the servers that keep the log, for when they have no
 * leader.
 *
 * @module
 */
import type { JetStream, NatsConnection, StreamInfo } from "./library.ts";
import { systemClock } from "../../../base/system_clock.ts";
import { ignore } from "../../../base/narrowing.ts";

/** Milliseconds without use after which the connections are closed. */
const IDLE_MS = 30_000;

/** A connection to one server of NATS, and to it only. */
export interface Witness {
  readonly connection: NatsConnection;
  readonly stream: JetStream;
}

/** Connects to one server of NATS, and to it only. */
export type ConnectTo = (server: string) => Promise<Witness>;

/** Gives an entry to most of the servers that keep a stream. */
export class Witnesses {
  readonly #main: NatsConnection;
  readonly #count: number;
  readonly #connectTo: ConnectTo;
  readonly #servers: readonly string[];
  readonly #timeoutMs: number;
  // Names of the servers that keep the stream.
  #keepers: ReadonlySet<string> = new Set();
  readonly #connections = new Map<string, Promise<Witness>>();
  #cancelIdle: (() => void) | undefined;
  #closed = false;

  /**
   * @param count Number of the servers that keep the stream.
   * @param servers Addresses that are known from the start; the servers name others.
   * @param timeoutMs Milliseconds in which a server has to confirm.
   */
  constructor(
    main: NatsConnection,
    count: number,
    servers: readonly string[],
    connectTo: ConnectTo,
    timeoutMs: number,
  ) {
    this.#main = main;
    this.#count = count;
    this.#servers = servers;
    this.#connectTo = connectTo;
    this.#timeoutMs = timeoutMs;
  }

  /** Whether it is known which servers keep the stream. */
  get areKnown(): boolean {
    return this.#keepers.size > 0;
  }

  /** Takes over which servers keep the stream, if all of them are named. */
  learn({ cluster: { leader, replicas = [] } = {} }: StreamInfo): void {
    const names = replicas.map(({ name }) => name).concat(leader ?? []);
    if (names.length === this.#count) this.#keepers = new Set(names);
  }

  /**
   * Publishes at all servers; resolves with whether most of the keepers have
   * confirmed it.
   *
   * @param onTaken Called with the address of each server, other than that of the
   * main connection, by way of which the stream has stored it.
   */
  publish(
    subject: string,
    bytes: Uint8Array,
    onTaken: (server: string) => void,
  ): Promise<boolean> {
    if (!this.areKnown || this.#closed) return Promise.resolve(false);
    this.#connect();
    const confirmed = new Set<string>();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = systemClock.after(this.#timeoutMs, () => resolve(false));
    const give = async (connection: NatsConnection, publish: () => void) => {
      publish();
      await connection.flush();
      const { server_name: name } = connection.info ?? {};
      if (name === undefined || !this.#keepers.has(name)) return;
      confirmed.add(name);
      if (confirmed.size * 2 > this.#keepers.size) resolve(true);
    };
    const timeout = this.#timeoutMs;
    const main = this.#main;
    give(main, () => main.publish(subject, bytes)).catch(ignore);
    for (const [server, connecting] of this.#connections) {
      connecting.then(({ connection, stream }) =>
        give(connection, () => {
          const isOther = connection.info?.server_name !==
            main.info?.server_name;
          stream.publish(subject, bytes, { timeout })
            .then(() => isOther && onTaken(server)).catch(ignore);
        })
      ).catch(ignore);
    }
    promise.then(cancel);
    return promise;
  }

  #connect(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = systemClock.after(IDLE_MS, () => this.#disconnect());
    const named = this.#main.info?.connect_urls ?? [];
    for (const server of new Set([...this.#servers, ...named])) {
      if (this.#connections.has(server)) continue;
      const connecting = this.#connectTo(server);
      const forget = () => {
        if (this.#connections.get(server) === connecting) {
          this.#connections.delete(server);
        }
      };
      this.#connections.set(server, connecting);
      connecting.then(({ connection }) => connection.closed()).then(
        forget,
        forget,
      );
    }
  }

  #disconnect(): void {
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    for (const connecting of connections) {
      connecting.then(({ connection }) => connection.close()).catch(ignore);
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#closed = true;
    this.#cancelIdle?.();
    this.#disconnect();
  }
}
