/**
 * The program's side of the thread in which its peers live: one thread for all
 * of them, so that a peer that waits lets the others serve.
 *
 * @module
 */
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import { asError } from "../../base/narrowing.ts";
import {
  type PeerReport,
  Place,
  type Report,
  SHARED_BYTES,
  type ThreadCommand,
} from "../protocol/messages.ts";
import { isMisplaced, MARK, WORKER } from "../worker/worker.ts";

/** Milliseconds that the thread may take to begin: it may have to be fetched. */
const START_TIMEOUT_MS = 60_000;

/**
 * How many requests of others are carried out inside each other. What comes
 * beyond waits: the stack of the program is not endless.
 */
const MAX_DEPTH = 100;

/** Reports that an idle program takes in one turn of its event loop. */
const BATCH_REPORTS = 256;

/** Reports that one poll takes. */
const MAX_POLLED_REPORTS = 10_000;

/** Longest time of a timer, in milliseconds. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** A peer of the program, as its thread sees it. */
export interface Attached {
  /** A report has come, and will be taken in its turn. */
  arrived(report: PeerReport): void;
  /** It is the turn of a report. */
  take(report: PeerReport): void;
  /** The thread has ended. */
  broken(reason: Error): void;
}

/** See the module. */
export class Thread {
  static #shared: Thread | undefined;

  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #places = new Int32Array(new SharedArrayBuffer(SHARED_BYTES));
  readonly #peers = new Map<number, Attached>();
  #lastPeer = 0;
  #ready = false;
  #failure: Error | undefined;
  #inbox: PeerReport[] = [];
  #first = 0;
  /** Requests that came while too many were being carried out. */
  readonly #deferred: PeerReport[] = [];
  #depth = 0;
  readonly #holds = new Set<object>();
  #holding: ReturnType<typeof setInterval> | undefined;

  /**
   * The thread of this program; it is started if there is none.
   *
   * @throws {Error} if it does not start.
   */
  static get(): Thread {
    if (isMisplaced()) {
      throw new Error("there is no PeerSync in its own thread");
    }
    const thread = Thread.#shared ??= new Thread();
    thread.#awaitStart();
    return thread;
  }

  private constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(workerUrl(), {
      workerData: { mark: MARK, port: port2, memory: this.#places.buffer },
      transferList: [port2],
    });
    this.#worker.on("message", () => {
      Atomics.store(this.#places, Place.waking, 0);
      this.#serveIdle();
    });
    this.#worker.on("error", (error: unknown) => {
      this.#broken(asError(error));
    });
    this.#worker.on("exit", () => this.#broken(new Error("it has ended")));
    // Only now: a listener makes the program stay for the thread again.
    this.#worker.unref();
  }

  /** Takes in a peer. */
  attach(peer: Attached): number {
    this.#peers.set(++this.#lastPeer, peer);
    return this.#lastPeer;
  }

  /** Nothing is for this peer any more. */
  detach(peer: number): void {
    this.#peers.delete(peer);
  }

  /** Sends a command to the thread. */
  send(order: ThreadCommand): void {
    this.#worker.postMessage(order);
  }

  /** The program stays while anything holds it. */
  hold(holder: object): void {
    this.#holds.add(holder);
    this.#holding ??= setInterval(() => {}, MAX_WAIT_MS);
  }

  /** Lets the program end, as far as this one is concerned. */
  release(holder: object): void {
    if (!this.#holds.delete(holder) || this.#holds.size > 0) return;
    clearInterval(this.#holding);
    this.#holding = undefined;
  }

  /**
   * Sleeps until something is the case, and takes what comes meanwhile.
   *
   * @param done Whether it is the case; looked at after each report.
   * @param until When to give up, in milliseconds of `performance.now()`.
   * @returns whether it is the case.
   */
  wait(done: () => boolean, until: number): boolean {
    for (;;) {
      if (done()) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      // Read before looking for reports: what comes between ends the sleep.
      const sent = Atomics.load(this.#places, Place.sent);
      if (this.#takeOne() || done()) continue;
      Atomics.wait(this.#places, Place.sent, sent, left);
    }
  }

  /** Takes what is there, without sleeping. */
  poll(): void {
    // Others may send without end.
    for (let left = MAX_POLLED_REPORTS; left > 0 && this.#takeOne(); left--);
  }

  /** Lets everything that is there arrive, without taking it. */
  receive(): void {
    while (this.#receiveBatch());
  }

  #awaitStart(): void {
    const started = () => this.#ready || this.#failure !== undefined;
    if (!this.wait(started, performance.now() + START_TIMEOUT_MS)) {
      this.#broken(new Error(`it does not start: ${WORKER}`));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Takes a report, if there is one. */
  #takeOne(): boolean {
    const report = this.#next();
    if (report === undefined) return false;
    const peer = this.#peers.get(report.peer);
    if (report.kind !== "request") {
      peer?.take(report);
      return true;
    }
    this.#depth++;
    try {
      peer?.take(report);
    } finally {
      this.#depth--;
    }
    return true;
  }

  #next(): PeerReport | undefined {
    const mayRequest = this.#depth < MAX_DEPTH;
    if (mayRequest && this.#deferred.length > 0) return this.#deferred.shift();
    for (;;) {
      while (this.#first < this.#inbox.length) {
        const report = this.#inbox[this.#first++];
        if (mayRequest || report.kind !== "request") return report;
        this.#deferred.push(report);
      }
      this.#inbox = [];
      this.#first = 0;
      if (!this.#receiveBatch()) return undefined;
    }
  }

  #receiveBatch(): boolean {
    const received = receiveMessageOnPort(this.#port);
    if (received === undefined) {
      if (Atomics.exchange(this.#places, Place.heldBack, 0) === 1) {
        this.send({ kind: "resume" });
      }
      return false;
    }
    const batch: readonly Report[] = received.message;
    Atomics.add(this.#places, Place.taken, batch.length);
    for (const report of batch) {
      if (report.kind === "ready") {
        this.#ready = true;
        continue;
      }
      if (report.kind === "unfit") {
        this.#broken(new Error(report.reason));
        continue;
      }
      this.#inbox.push(report);
      this.#peers.get(report.peer)?.arrived(report);
    }
    return true;
  }

  #serveIdle(): void {
    for (let left = BATCH_REPORTS; left > 0; left--) {
      if (!this.#takeOne()) return;
    }
    // The program has other things to do as well.
    setTimeout(() => this.#serveIdle(), 0);
  }

  #broken(cause: Error): void {
    if (Thread.#shared === this) Thread.#shared = undefined;
    const reason = this.#failure ??= new Error(
      `the thread of PeerSync failed: ${cause.message}`,
      { cause },
    );
    const peers = [...this.#peers.values()];
    this.#peers.clear();
    for (const peer of peers) peer.broken(reason);
    void this.#worker.terminate();
  }
}

/** A thread can't be made of an address on the web, but of one that loads it. */
function workerUrl(): URL {
  const url = new URL(WORKER);
  if (url.protocol !== "http:" && url.protocol !== "https:") return url;
  const program = `import ${JSON.stringify(url.href)};`;
  return new URL(`data:text/javascript,${encodeURIComponent(program)}`);
}
