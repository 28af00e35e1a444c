/**
 * Reads a stream at the server that leads it.
 *
 * NATS makes a consumer at any of the servers that keep the stream: at one that has
 * lost the others it delivers nothing, and at one that was isolated it may deliver
 * what the others never took (2.9.10: an entry of a former leader in the place of
 * the one that most servers have): what it delivers after a silence counts only if
 * it still is the leader. And NATS makes no consumer while the servers elect the
 * leader of JetStream as a whole, though the stream has one: meanwhile messages are
 * asked for one by one, which the stream's leader answers.
 *
 * @module
 */
import type { Clock } from "../../../base/clock.ts";
import { ignore } from "../../../base/narrowing.ts";
import type { LogEntry } from "../../../cluster/transport.ts";
import type {
  ConsumerInfo,
  JetStream,
  JetStreamManager,
  StoredMessage,
  StreamMessage,
} from "./library.ts";

/** Consumers that are made at a time: a server that is lost answers none of them. */
const LANES = 3;
/** Consumers that are made one after the other before it is given up. */
const TRIES = 8;
/** Seconds without a request after which NATS drops a consumer. */
const IDLE_S = 30;
const NANOSECONDS = 1e9;
/** Milliseconds between two questions for a message that is not there yet. */
const ASK_MS = 20;
/** Milliseconds between attempts to make a consumer. */
const RETRY_MS = 500;

/**
 * Milliseconds without a message after which the consumer's server may not be the
 * leader any more: less than NATS waits before it elects another one (4 s).
 */
const SILENCE_MS = 2_000;
/** Milliseconds between two questions which server leads. */
const ASK_LEADER_MS = 100;

/** The parts of a manager that are used. */
export type ConsumerManager = Pick<JetStreamManager, "streams" | "consumers">;

/** Callbacks of {@linkcode LeaderReader}. */
export interface LeaderReaderEvents {
  /** The next entry. */
  entry(entry: LogEntry): void;
  /** Nothing more can be read. */
  lost(reason: string): void;
}

/** See the module. */
export class LeaderReader {
  readonly #stream: Pick<JetStream, "consumers">;
  readonly #manager: ConsumerManager;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #events: LeaderReaderEvents;
  #next: number;
  #stopped = false;
  // A consumer at the leader.
  #made: ConsumerInfo | undefined;
  #stopConsuming: (() => void) | undefined;
  // By `monotonic`: when the last message came.
  #arrivedAt: number;
  // What has come since a silence, until it is known whether it counts.
  #doubted: StreamMessage[] | undefined;

  /**
   * @param name Name of the stream.
   * @param from Number of the first message.
   */
  constructor(
    stream: Pick<JetStream, "consumers">,
    manager: ConsumerManager,
    name: string,
    from: number,
    clock: Clock,
    events: LeaderReaderEvents,
  ) {
    this.#stream = stream;
    this.#manager = manager;
    this.#name = name;
    this.#next = from;
    this.#clock = clock;
    this.#events = events;
    this.#arrivedAt = clock.monotonic();
  }

  /**
   * Begins.
   *
   * @throws {Error} if the stream has no leader that can be read from.
   */
  async start(): Promise<void> {
    const { cluster } = await this.#manager.streams.info(this.#name);
    if (cluster?.replicas === undefined) {
      return await this.#consume(await this.#make());
    }
    const { leader } = cluster;
    if (leader === undefined) throw new Error("the log has no leader");
    const isMade = await Promise.race([
      this.#makeAt(leader).then(() => true, () => false),
      this.#pause(RETRY_MS).then(() => false),
    ]);
    if (this.#stopped) return;
    if (isMade && this.#made !== undefined) await this.#consume(this.#made);
    else {
      try {
        await this.#readNext();
      } catch (error) {
        this.stop();
        throw error;
      }
      void this.#readSingly();
    }
  }

  #make(): Promise<ConsumerInfo> {
    return this.#manager.consumers.add(this.#name, {
      deliver_policy: "by_start_sequence",
      opt_start_seq: this.#next,
      ack_policy: "none",
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: IDLE_S * NANOSECONDS,
    });
  }

  #delete({ name }: ConsumerInfo): void {
    this.#manager.consumers.delete(this.#name, name).catch(ignore);
  }

  /**
   * Makes a consumer at a server.
   *
   * @throws {Error} if none could be made there.
   */
  async #makeAt(leader: string): Promise<void> {
    const search = async () => {
      for (let i = 0; i < TRIES && this.#made === undefined; i++) {
        const made = await this.#make();
        if (this.#stopped || this.#made || made.cluster?.leader !== leader) {
          this.#delete(made);
        } else this.#made = made;
      }
      if (this.#made === undefined) throw new Error(`${leader} takes none`);
    };
    await Promise.any(Array.from({ length: LANES }, search));
  }

  async #consume(made: ConsumerInfo): Promise<void> {
    const consumer = this.#stream.consumers.getConsumerFromInfo(made);
    let isFirst = true;
    const messages = await consumer.consume({
      callback: (message) => {
        // It was asked for before it was made.
        if (message.seq < this.#next) return;
        // Before the first one there may be some that NATS has dropped for their age.
        if (isFirst) this.#next = message.seq;
        isFirst = false;
        this.#arrived(message, made);
      },
    });
    messages.closed().then(
      (error) => this.#lose(error?.message ?? "the log has ended"),
      (error) => this.#lose(String(error)),
    );
    this.#stopConsuming = () => {
      messages.stop();
      this.#delete(made);
    };
    if (this.#stopped) this.#stopConsuming();
  }

  #arrived(message: StreamMessage, { cluster }: ConsumerInfo): void {
    const now = this.#clock.monotonic();
    const isLate = now - this.#arrivedAt > SILENCE_MS;
    this.#arrivedAt = now;
    if (this.#doubted !== undefined) this.#doubted.push(message);
    else if (isLate && cluster?.leader !== undefined) {
      this.#doubted = [message];
      void this.#judge(cluster.leader);
    } else this.#pass(message);
  }

  /** Takes what has come since a silence if the consumer's server leads. */
  async #judge(server: string): Promise<void> {
    while (!this.#stopped) {
      const { cluster } = await this.#manager.streams.info(this.#name)
        .catch(() => ({ cluster: undefined }));
      const leader = cluster?.leader;
      if (leader === server) break;
      if (leader !== undefined) return this.#lose(`${server} does not lead`);
      await this.#pause(ASK_LEADER_MS);
    }
    const doubted = this.#doubted ?? [];
    this.#doubted = undefined;
    for (const message of doubted) this.#pass(message);
  }

  #pass({ seq, data, info }: StreamMessage): void {
    // What is delivered while the client connects anew is lost.
    if (seq > this.#next) this.#lose("entries were lost");
    else if (seq === this.#next) this.#take(seq, data, info.timestampNanos);
  }

  #take(sequence: number, bytes: Uint8Array, nanoseconds: number): void {
    if (this.#stopped) return;
    this.#next = sequence + 1;
    const time = Math.floor(nanoseconds / 1e6);
    this.#events.entry({ bytes, sequence, time });
  }

  #lose(reason: string): void {
    if (this.#stopped) return;
    this.stop();
    this.#events.lost(reason);
  }

  /** Asks for the next message; returns whether there is one. */
  async #readNext(): Promise<boolean> {
    const message = await this.#manager.streams
      .getMessage(this.#name, { seq: this.#next });
    if (message === null) return false;
    this.#take(message.seq, message.data, nanosecondsOf(message));
    return true;
  }

  /** Asks for one message after the other, until there is a consumer. */
  async #readSingly(): Promise<void> {
    try {
      void this.#makeLater();
      while (!this.#stopped && this.#made === undefined) {
        if (!await this.#readNext()) await this.#pause(ASK_MS);
      }
      if (this.#made === undefined) return;
      if (this.#stopped) this.#delete(this.#made);
      else await this.#consume(this.#made);
    } catch (error) {
      this.#lose(String(error));
    }
  }

  async #makeLater(): Promise<void> {
    while (!this.#stopped && this.#made === undefined) {
      await this.#pause(RETRY_MS);
      try {
        const { cluster } = await this.#manager.streams.info(this.#name);
        if (cluster?.leader !== undefined) await this.#makeAt(cluster.leader);
      } catch {
        // It is tried again.
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }

  /** Ends it. */
  stop(): void {
    this.#stopped = true;
    this.#stopConsuming?.();
  }
}

/**
 * When a stream took a message, in nanoseconds since 1970: the number in the messages
 * of a consumer, since all members have to have the same time of an entry.
 */
export function nanosecondsOf({ timestamp }: StoredMessage): number {
  const [, seconds = "", fraction = ""] =
    /^([^.Z]*)(?:\.(\d+))?Z$/.exec(timestamp) ?? [];
  const whole = BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n;
  return Number(whole + BigInt(fraction.padEnd(9, "0").slice(0, 9)));
}
