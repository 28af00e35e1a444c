/**
 * Writes of the relay to its store: all of one turn in one transaction.
 *
 * @module
 */
import type { PropertyEntry } from "../graph/entry.ts";
import type { CachedGraph } from "../graph/graph.ts";
import { type GraphStore, StoreFull } from "../graph/store.ts";
import type { WireLimits } from "../wire/limits.ts";
import type { RelayConnection } from "./connection.ts";
import type { Receipt } from "./receipt.ts";

/** A batch of this size is committed before the turn ends. */
const MAX_BATCH_WRITES = 512;
/** Part of the unsaved bytes up to which connections are read from. */
const UNHELD_PART = 1 / 4;
/** Puts are refused for this long after the store has failed. */
const STORE_RETRY_MS = 1000;

/** What a group commit works with. */
export interface GroupCommitOptions {
  /** Marks entries as durable or lost. */
  readonly graph: CachedGraph;
  /** Bytes that may be unsaved. */
  readonly limits: Pick<WireLimits, "unsaved">;
  /** Takes the writes. */
  readonly store: GraphStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called for each put that is refused because the store is full. */
  readonly onLimit: (limit: "maxStore") => void;
  /** Called with failures of the store, but not when it is full. */
  readonly onError: (error: unknown) => void;
}

/** Collects entries and receipts, and settles these when those are durable. */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #writes: PropertyEntry[] = [];
  #receipts: Receipt[] = [];
  #failedAt = -Infinity;
  #failure = "";
  #isFull = false;
  // Those that are not read from until enough is saved.
  readonly #held = new Set<RelayConnection>();

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  get #isBehind(): boolean {
    const { graph, limits } = this.#options;
    return graph.unsaved > limits.unsaved * UNHELD_PART;
  }

  /** Has a connection wait if the store is behind with what is to be saved. */
  holdIfBehind(sender: RelayConnection): void {
    if (!this.#isBehind) return;
    sender.storing = true;
    this.#held.add(sender);
  }

  /** Adds an entry to the batch. */
  add(entry: PropertyEntry): void {
    this.#writes.push(entry);
  }

  /** Settles the receipt with the outcome of the batch. */
  settleWithBatch(receipt: Receipt): void {
    this.#receipts.push(receipt);
  }

  /** Commits a batch that is large enough. */
  commitIfLarge(): void {
    if (this.#writes.length >= MAX_BATCH_WRITES) this.commit();
  }

  /** Why the store failed a moment ago; `null` if it did not. */
  recentFailure(now: number): string | null {
    const elapsed = now - this.#failedAt;
    if (elapsed < 0 || elapsed >= STORE_RETRY_MS) return null;
    if (this.#isFull) this.#options.onLimit("maxStore");
    return this.#failure;
  }

  /** Hands the batch to the store. */
  commit(): void {
    const receipts = this.#receipts;
    const writes = this.#writes;
    if (writes.length === 0 && receipts.length === 0) return;
    this.#receipts = [];
    this.#writes = [];
    const { graph, store, now, onLimit, onError } = this.#options;
    store.write(writes, (error) => {
      if (error === null) {
        for (const entry of writes) graph.saved(entry);
      } else {
        this.#failedAt = now();
        this.#failure = error.message;
        this.#isFull = error instanceof StoreFull;
        if (!this.#isFull) onError(error);
        else for (const _ of new Set(receipts)) onLimit("maxStore");
        for (const entry of writes) graph.lost(entry);
      }
      for (const receipt of receipts) receipt.settle(error?.message ?? null);
      if (this.#held.size > 0 && !this.#isBehind) this.#release();
    });
  }

  #release(): void {
    const held = [...this.#held];
    this.#held.clear();
    for (const connection of held) connection.stored();
  }
}
