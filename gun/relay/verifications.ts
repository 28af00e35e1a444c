/**
 * The queue of properties that are to be verified.
 *
 * @module
 */
import type { Turns, Work } from "../../base/turns.ts";
import type { PropertyEntry } from "../graph/entry.ts";
import type { RelayConnection } from "./connection.ts";

/** A put whose properties are to be verified. */
export interface Check {
  /** Its sender; `null` for a write of the local program. */
  readonly sender: RelayConnection | null;
  /** The properties. */
  readonly entries: readonly PropertyEntry[];
  /** Called once, with the first reason against it or `null`. */
  readonly done: (reason: string | null) => void;
}

/** A check and how far it has come. */
interface Progress {
  readonly check: Check;
  next: number;
}

/** Signatures that are computed at a time, in threads of the runtime. */
const MAX_RUNNING = 4;
/** Properties of a connection that wait before it is not read from. */
const MAX_WAITING = 256;
// Costs, in the units of `Cost`, of a signature besides its computation.
const SIGNATURE_COST = 100_000;
const ENTRY_COST = 2_000;
const CHARACTER_COST = 5;

/**
 * Verifies the properties of each put in order, of the connections in turn. The
 * first reason against a put ends its check.
 */
export class Verifications implements Work {
  readonly #verify: (
    entry: PropertyEntry,
  ) => null | string | Promise<null | string>;
  readonly #turns: Turns;
  readonly #onError: (error: unknown) => void;
  readonly #waiting = new Map<RelayConnection | null, Progress[]>();
  readonly #loads = new Map<RelayConnection, number>();
  #running = 0;
  #size = 0;
  #scheduled = false;

  /** @param verify Decides about a property. */
  constructor(
    verify: (
      entry: PropertyEntry,
    ) => null | string | Promise<null | string>,
    turns: Turns,
    onError: (error: unknown) => void,
  ) {
    this.#verify = verify;
    this.#turns = turns;
    this.#onError = onError;
  }

  /** Number of puts that wait or are being verified. */
  get size(): number {
    return this.#size;
  }

  /** Begins to verify a put, or lets it wait. */
  add(check: Check): void {
    this.#size++;
    this.#load(check, check.entries.length);
    this.#queueOf(check.sender).push({ check, next: 0 });
    this.#run();
  }

  /** Goes on, until the slice is spent. */
  proceed(): boolean {
    this.#run();
    this.#scheduled = this.#isReady;
    return !this.#scheduled;
  }

  get #isReady(): boolean {
    return this.#running < MAX_RUNNING && this.#waiting.size > 0;
  }

  #run(): void {
    while (this.#isReady && !this.#turns.spent) {
      const progress = this.#take();
      if (progress !== undefined) this.#step(progress);
    }
    if (this.#isReady) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#turns.add(this);
  }

  #queueOf(sender: RelayConnection | null): Progress[] {
    let queue = this.#waiting.get(sender);
    if (queue === undefined) {
      queue = [];
      this.#waiting.set(sender, queue);
    }
    return queue;
  }

  /** The next put of the connection whose turn it is. */
  #take(): Progress | undefined {
    for (const [sender, queue] of this.#waiting) {
      this.#waiting.delete(sender);
      const progress = queue.shift();
      if (queue.length > 0) this.#waiting.set(sender, queue);
      return progress;
    }
    return undefined;
  }

  /** Verifies properties of a put until one takes longer. */
  #step(progress: Progress): void {
    const { entries, sender } = progress.check;
    while (progress.next < entries.length) {
      if (this.#turns.spent) {
        this.#queueOf(sender).unshift(progress);
        return;
      }
      const entry = entries[progress.next++];
      this.#turns.charge(ENTRY_COST + entry.text.length * CHARACTER_COST);
      let outcome: null | string | Promise<null | string>;
      try {
        outcome = this.#verify(entry);
      } catch (error) {
        outcome = this.#failed(error);
      }
      if (typeof outcome === "string") return this.#end(progress, outcome);
      if (outcome === null) continue;
      this.#turns.left -= SIGNATURE_COST;
      this.#running++;
      outcome.catch((error) => this.#failed(error)).then((reason) => {
        this.#running--;
        if (reason !== null) this.#end(progress, reason);
        else if (progress.next === entries.length) this.#end(progress, null);
        else this.#queueOf(sender).unshift(progress);
        if (this.#isReady) this.#schedule();
      });
      return;
    }
    this.#end(progress, null);
  }

  #failed(error: unknown): string {
    this.#onError(error);
    return "Unverified data.";
  }

  #end({ check }: Progress, reason: string | null): void {
    this.#size--;
    this.#load(check, -check.entries.length);
    try {
      check.done(reason);
    } catch (error) {
      // A failed read of the store must not end the other checks.
      this.#onError(error);
    }
  }

  /** Counts what waits for a connection, which is not read from meanwhile. */
  #load({ sender }: Check, change: number): void {
    if (sender === null) return;
    const load = (this.#loads.get(sender) ?? 0) + change;
    if (load > 0) this.#loads.set(sender, load);
    else this.#loads.delete(sender);
    if (load > MAX_WAITING) sender.verifying = true;
    else if (sender.verifying) sender.verified();
  }
}
