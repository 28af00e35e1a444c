/**
 * Fan-out over raw connections: one publisher, subscribers that count bytes.
 * Notifications are all as long as each other, so that nothing is parsed while
 * it is measured.
 *
 * @module
 */
import type { Protocol } from "./protocols.ts";

/** Values have six digits. */
const FIRST_VALUE = 100_000;
const VALUES = 1000;
/** Without input for so long a handshake is over. */
const QUIET_MS = 100;
const CHECK_TIMEOUT_MS = 10_000;
const READ_BUFFER_BYTES = 1 << 18;
const decoder = new TextDecoder();

/** A connection whose input is counted. */
class Counter implements Disposable {
  readonly #conn: Deno.TcpConn;
  readonly #read: (chunk: Uint8Array) => void;
  /** Bytes received so far. */
  received = 0;
  #ended = false;

  private constructor(
    conn: Deno.TcpConn,
    buffer: number,
    read: (chunk: Uint8Array) => void,
  ) {
    this.#conn = conn;
    this.#read = read;
    this.#run(new Uint8Array(buffer)).catch(() => {
      this.#ended = true;
    });
  }

  static async connect(
    port: number,
    buffer: number,
    read: (chunk: Uint8Array) => void = () => {},
  ): Promise<Counter> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay();
    return new Counter(conn, buffer, read);
  }

  async #run(buffer: Uint8Array): Promise<void> {
    for (;;) {
      const length = await this.#conn.read(buffer);
      if (length === null) break;
      this.received += length;
      this.#read(buffer.subarray(0, length));
    }
    this.#ended = true;
  }

  async send(bytes: Uint8Array): Promise<void> {
    if (this.#ended) throw new Error("the connection has ended");
    for (let at = 0; at < bytes.length;) {
      at += await this.#conn.write(bytes.subarray(at));
    }
  }

  /** Waits until something has come, and then nothing for a while. */
  async quiet(before: number): Promise<void> {
    const deadline = performance.now() + CHECK_TIMEOUT_MS;
    let last = before;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      if (this.received > before && this.received === last) return;
      if (performance.now() > deadline) throw new Error("no answer");
      last = this.received;
    }
  }

  [Symbol.dispose](): void {
    try {
      this.#conn.close();
    } catch { /* the server has closed it */ }
  }
}

/** A publisher, and those that it publishes for. */
export class FanOut implements Disposable {
  readonly #publisher: Counter;
  readonly #subscribers: Counter[];
  readonly #ring: Uint8Array;
  readonly #messageBytes: number;
  #notificationBytes = 1;
  #atStart: number[] = [];
  #sent = 0;
  #running = false;
  #wake: (() => void) | undefined;

  private constructor(
    publisher: Counter,
    subscribers: Counter[],
    protocol: Protocol,
  ) {
    this.#publisher = publisher;
    this.#subscribers = subscribers;
    const first = protocol.publish(FIRST_VALUE);
    this.#messageBytes = first.length;
    this.#ring = new Uint8Array(first.length * VALUES);
    for (let n = 0; n < VALUES; n++) {
      this.#ring.set(protocol.publish(FIRST_VALUE + n), n * first.length);
    }
  }

  /** Connects all, and sees how long the notification of one value is. */
  static async create(
    port: number,
    protocol: Protocol,
    count: number,
  ): Promise<FanOut> {
    const publisher = await Counter.connect(port, READ_BUFFER_BYTES);
    await publisher.send(protocol.hello);
    await publisher.quiet(0);
    const before = publisher.received;
    await publisher.send(protocol.announce);
    await publisher.quiet(before);
    const subscribers: Counter[] = [];
    let text = "";
    const fan = new FanOut(publisher, subscribers, protocol);
    for (let n = 0; n < count; n++) {
      const read = (chunk: Uint8Array) => {
        if (n === 0 && !fan.#running) text += decoder.decode(chunk);
        fan.#wake?.();
      };
      subscribers.push(await Counter.connect(port, 1 << 16, read));
    }
    for (const one of [protocol.hello, protocol.subscribe]) {
      const before = subscribers.map(({ received }) => received);
      for (const subscriber of subscribers) await subscriber.send(one);
      await Promise.all(
        subscribers.map((subscriber, n) => subscriber.quiet(before[n])),
      );
    }
    const [first] = subscribers;
    const length = first.received;
    text = "";
    await publisher.send(protocol.publish(FIRST_VALUE));
    await first.quiet(length);
    if (!protocol.shows(text, FIRST_VALUE)) {
      throw new Error(`no notification: ${JSON.stringify(text)}`);
    }
    fan.#notificationBytes = first.received - length;
    return fan;
  }

  /** Notifications received so far, by all. */
  get received(): number {
    // nats-server asks for a sign of life too, in fewer bytes.
    return this.#subscribers.reduce(
      (sum, { received }, n) =>
        sum +
        Math.floor((received - this.#atStart[n]) / this.#notificationBytes),
      0,
    );
  }

  /** Publishes from now on, so many messages under way at a time. */
  begin(inFlight: number): void {
    this.#running = true;
    this.#atStart = this.#subscribers.map(({ received }) => received);
    let due = false;
    let writing = Promise.resolve();
    const pump = () => {
      due = false;
      if (!this.#running) return;
      const free = Math.floor(inFlight - this.#sent + this.#slowest());
      if (free <= 0) return;
      const at = this.#sent % VALUES;
      const some = Math.min(free, VALUES - at);
      this.#sent += some;
      const part = this.#ring.subarray(
        at * this.#messageBytes,
        (at + some) * this.#messageBytes,
      );
      writing = writing.then(() => this.#publisher.send(part));
      writing.catch(() => {
        this.#running = false;
      });
    };
    this.#wake = () => {
      if (due) return;
      due = true;
      queueMicrotask(pump);
    };
    pump();
  }

  /** Stops; all that was published has to arrive, and no more. */
  async end(): Promise<void> {
    this.#running = false;
    const deadline = performance.now() + CHECK_TIMEOUT_MS;
    while (this.#slowest() < this.#sent) {
      if (performance.now() > deadline) {
        throw new Error(`${this.#slowest()} of ${this.#sent} have arrived`);
      }
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
    const due = this.#sent * this.#subscribers.length;
    if (this.received !== due) {
      throw new Error(`${this.received} notifications instead of ${due}`);
    }
  }

  /** Messages that have arrived everywhere. */
  #slowest(): number {
    let slowest = Infinity;
    for (const [n, { received }] of this.#subscribers.entries()) {
      slowest = Math.min(slowest, received - this.#atStart[n]);
    }
    return slowest / this.#notificationBytes;
  }

  [Symbol.dispose](): void {
    this.#publisher[Symbol.dispose]();
    for (const subscriber of this.#subscribers) subscriber[Symbol.dispose]();
  }
}
