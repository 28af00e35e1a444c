/**
 * What an attack has at hand. It runs in a process of its own, so that the
 * stranger's work does not delay the clock of the peer that is measured.
 *
 * @module
 */
import { Connection } from "./connection.ts";
import { upgraded } from "./upgraded.ts";

/** Where a daemon listens, and what it knows. */
export interface Site {
  readonly port: number;
  readonly wsPort: number;
  readonly binaryPort: number;
  /** States below `plant/` that are there first. */
  readonly states: number;
  /** Path of the users file; empty if there is none. */
  readonly usersFile: string;
  /** Folder of the daemon's files, `gun.db` and `kept.db`. */
  readonly folder: string;
}

/** Bytes that all strangers of an attack may send in all. */
const MAX_SENT_BYTES = 2 ** 30;

/** The place of one attack. */
export class Stage implements Disposable {
  readonly site: Site;
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** What did not hold, as the attack found. */
  readonly failures: string[] = [];
  /** All connections of the strangers. */
  readonly connections: Connection[] = [];
  /** Connections that the daemon refused. */
  refused = 0;

  constructor(site: Site, signal: AbortSignal) {
    this.site = site;
    this.signal = signal;
    signal.addEventListener("abort", () => this[Symbol.dispose]());
  }

  /** Whether there is time left, and bytes. */
  get goesOn(): boolean {
    return !this.signal.aborted && this.sent < MAX_SENT_BYTES;
  }

  /** Bytes sent so far. */
  get sent(): number {
    return this.connections.reduce((sum, { sent }) => sum + sent, 0);
  }

  /** Bytes received so far. */
  get received(): number {
    return this.connections.reduce((sum, { received }) => sum + received, 0);
  }

  /** Connections that the daemon ended, as far as was seen. */
  get ended(): number {
    return this.connections.filter(({ wasEnded }) => wasEnded).length;
  }

  /** Notes that something does not hold. */
  fail(what: string): void {
    this.failures.push(what);
  }

  /** Notes a failure unless the condition holds. */
  expect(condition: boolean, what: string): void {
    if (!condition) this.fail(what);
  }

  /** Connects to the port of classic Jet. */
  tcp(from?: string): Promise<Connection> {
    return this.#open(this.site.port, from);
  }

  /** Connects to the port of binary Jet. */
  binary(from?: string): Promise<Connection> {
    return this.#open(this.site.binaryPort, from);
  }

  /** Connects to the port of HTTP, and says nothing. */
  http(from?: string): Promise<Connection> {
    return this.#open(this.site.wsPort, from);
  }

  /** Connects a WebSocket for Jet. */
  async webSocket(from?: string): Promise<Connection> {
    return await upgraded(await this.http(from), "/", "jet");
  }

  /** Connects a WebSocket for GUN. */
  async gun(from?: string): Promise<Connection> {
    return await upgraded(await this.http(from), "/gun");
  }

  /**
   * Does the same with several connections at once; those that the daemon
   * refuses or ends are left out.
   */
  async each(
    count: number,
    open: (index: number) => Promise<Connection>,
    work: (connection: Connection, index: number) => Promise<unknown>,
  ): Promise<void> {
    await Promise.all(Array.from({ length: count }, async (_, index) => {
      const connection = await open(index).catch(() => undefined);
      if (connection === undefined) this.refused++;
      else await work(connection, index);
    }));
  }

  /** Waits, at most until the time is over. */
  pause(milliseconds: number): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    });
  }

  /** Waits until the time is over. */
  async stay(): Promise<void> {
    while (!this.signal.aborted) await this.pause(1000);
  }

  /** Fulfilled a little after the time is over. */
  async over(): Promise<void> {
    await this.stay();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }

  async #open(port: number, from?: string): Promise<Connection> {
    if (this.signal.aborted) throw new Error("the time is over");
    const connection = await Connection.open({ port, from });
    this.connections.push(connection);
    return connection;
  }

  [Symbol.dispose](): void {
    for (const connection of this.connections) connection[Symbol.dispose]();
  }
}
