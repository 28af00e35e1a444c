/**
 * The log and messages of a cluster in memory: entries are taken, and messages
 * arrive, when a test settles. Its servers elect leaders and lose each other when a
 * test says so.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { ignore } from "../../base/narrowing.ts";
import type {
  ClusterTransport,
  LogEnd,
  LogEntry,
} from "../../cluster/transport.ts";

/** Milliseconds after which an append without an answer fails. */
const TIMEOUT_MS = 300;

/** Servers that keep one log. */
export class MemoryLog {
  readonly clock: Clock;
  readonly entries: LogEntry[] = [];
  /** Whether no server takes anything. */
  isElecting = false;
  /** Servers that have lost the others; clients reach them all the same. */
  readonly isolated: Set<number> = new Set();
  readonly transports: Set<MemoryTransport> = new Set();
  readonly #numbers = new Map<string, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Takes an entry; those with a known id only once. */
  take(bytes: Uint8Array, id?: string): number {
    const known = id === undefined ? undefined : this.#numbers.get(id);
    if (known !== undefined) return known;
    const sequence = this.entries.length + 1;
    if (id !== undefined) this.#numbers.set(id, sequence);
    this.entries.push({ bytes, sequence, time: this.clock.now() });
    for (const transport of this.transports) transport.deliver();
    return sequence;
  }

  /** Whether a client at this server reaches the log. */
  reaches(server: number): boolean {
    return !this.isElecting && !this.isolated.has(server);
  }

  /** The servers have lost all entries; the next one has the first number. */
  lose(): void {
    this.entries.length = 0;
    this.#numbers.clear();
  }

  /** All servers have found each other, and have a leader. */
  mend(): void {
    this.isElecting = false;
    this.isolated.clear();
    for (const transport of this.transports) transport.deliver();
  }
}

/** What one daemon has of a log. */
export class MemoryTransport implements ClusterTransport {
  readonly maxMessage: number = 1 << 20;
  readonly isReplicated = true;
  onInterrupted: () => void = ignore;
  /** Whether it reaches no server. */
  isCutOff = false;
  /** Whether entries of the log come to it later than messages. */
  isLate = false;
  /** Whether its messages to members are lost. */
  losesMessages = false;
  /** Number of changes of the server. */
  changes = 0;
  readonly #log: MemoryLog;
  readonly #servers: number;
  #server: number;
  #follower: { next: number; onEntry: (entry: LogEntry) => void } | undefined;
  #state: (() => Promise<readonly Uint8Array[]>) | undefined;
  readonly #inboxes = new Map<
    string,
    (from: string, bytes: Uint8Array) => void
  >();

  /**
   * @param server Number of the server that is used first.
   * @param servers Number of servers.
   */
  constructor(log: MemoryLog, server = 0, servers = 3) {
    this.#log = log;
    this.#server = server;
    this.#servers = servers;
    log.transports.add(this);
  }

  get #reaches(): boolean {
    return !this.isCutOff && this.#log.reaches(this.#server);
  }

  #fail(): Promise<never> {
    return new Promise((_, reject) => {
      this.#log.clock.after(TIMEOUT_MS, () => reject(new Error("timeout")));
    });
  }

  append(bytes: Uint8Array, id: string): Promise<number> {
    const isTaken = this.#reaches && bytes.length <= this.maxMessage;
    if (!isTaken) return this.#fail();
    return Promise.resolve(this.#log.take(bytes, id));
  }

  handOver(bytes: Uint8Array, onTaken: () => void): Promise<boolean> {
    const others = this.#servers - this.#log.isolated.size;
    const isTaken = !this.#log.isElecting && !this.isCutOff &&
      others * 2 > this.#servers;
    if (isTaken) {
      this.#log.take(bytes);
      onTaken();
    }
    return Promise.resolve(!this.isCutOff);
  }

  changeServer(): void {
    this.changes++;
    this.#server = (this.#server + 1) % this.#servers;
    this.onInterrupted();
  }

  end(): Promise<LogEnd> {
    if (!this.#reaches) return this.#fail();
    const { sequence, time } = this.#log.entries.at(-1) ??
      { sequence: 0, time: 0 };
    return Promise.resolve({ sequence, time });
  }

  timeOf(sequence: number): Promise<number | undefined> {
    if (!this.#reaches) return this.#fail();
    return Promise.resolve(this.#log.entries.at(sequence - 1)?.time);
  }

  follow(
    from: number,
    onEntry: (entry: LogEntry) => void,
  ): Promise<() => void> {
    if (!this.#reaches) return this.#fail();
    const follower = { next: from, onEntry };
    this.#follower = follower;
    this.deliver();
    return Promise.resolve(() => {
      if (this.#follower === follower) this.#follower = undefined;
    });
  }

  /** Delivers the entries that have not been, at the end of the turn. */
  deliver(): void {
    queueMicrotask(() => {
      while (this.#follower !== undefined && this.#reaches && !this.isLate) {
        const entry = this.#log.entries.at(this.#follower.next - 1);
        if (entry === undefined) return;
        this.#follower.next++;
        this.#follower.onEntry(entry);
      }
    });
  }

  askState(): Promise<readonly Uint8Array[] | undefined> {
    for (const { state } of this.#others) return state();
    return Promise.resolve(undefined);
  }

  get #others(): { readonly state: () => Promise<readonly Uint8Array[]> }[] {
    return [...this.#log.transports].flatMap((transport) => {
      const state = transport.#state;
      return state === undefined || !transport.#reaches ? [] : [{ state }];
    });
  }

  serveState(state: () => Promise<readonly Uint8Array[]>): () => void {
    this.#state = state;
    return () => this.#state = undefined;
  }

  send(to: string, from: string, bytes: Uint8Array): void {
    if (!this.#reaches || this.losesMessages) return;
    const sent = bytes.slice();
    queueMicrotask(() => {
      for (const transport of this.#log.transports) {
        if (transport.#reaches) transport.#inboxes.get(to)?.(from, sent);
      }
    });
  }

  receive(
    member: string,
    onMessage: (from: string, bytes: Uint8Array) => void,
  ): () => void {
    this.#inboxes.set(member, onMessage);
    return () => this.#inboxes.delete(member);
  }

  close(): Promise<void> {
    this.#log.transports.delete(this);
    return Promise.resolve();
  }
}
