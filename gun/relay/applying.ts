/**
 * Verified puts in the graph: conflicts, and the effects of accepted writes.
 *
 * @module
 */
import type { Steps } from "../../base/turns.ts";
import type { NodeEntries, PropertyEntry } from "../graph/entry.ts";
import type { CachedGraph } from "../graph/graph.ts";
import { wins } from "../graph/ham.ts";
import type { Ids } from "../wire/ids.ts";
import type { Origin } from "./forwarder.ts";
import type { GroupCommit } from "./group_commit.ts";
import type { Receipt } from "./receipt.ts";

// Costs of a node and of a property that are written, in the units of `Cost`.
const NODE_COST = 5_000;
const ENTRY_COST = 15_000;
/** Properties of a node that are applied, and stored, all or none. */
const STEP_ENTRIES = 64;

/** Characters of keys and values that are forwarded in one message. */
const MAX_PART_LENGTH = 1 << 20;

/** What applying works with. */
export interface ApplyingOptions {
  readonly graph: CachedGraph;
  readonly ids: Ids;
  /** Makes what has won durable. */
  readonly commit: GroupCommit;
  /** Called after entries were staged for the commit. */
  readonly staged: () => void;
  /** Called with entries right after they have won. */
  readonly changed: (changed: NodeEntries) => void;
  /** Forwards all entries of a put that have won. */
  readonly forward: (
    origin: Origin,
    changed: readonly NodeEntries[],
  ) => Steps;
}

/** Applies verified puts. */
export class Applying {
  readonly #options: ApplyingOptions;

  constructor(options: ApplyingOptions) {
    this.#options = options;
  }

  /**
   * Resolves conflicts, stages and reports the entries that win, and forwards
   * them at the end. The receipt is settled when all of it is durable.
   */
  *apply(
    origin: Origin,
    nodes: readonly NodeEntries[],
    receipt: Receipt | null,
  ): Steps {
    const changed: NodeEntries[] = [];
    let waits = false;
    for (const node of nodes) {
      const { soul, entries } = node;
      const winners: PropertyEntry[] = [];
      for (let from = 0; from < entries.length; from += STEP_ENTRIES) {
        const part = entries.slice(from, from + STEP_ENTRIES);
        const won = this.#resolve(soul, part, receipt);
        waits ||= won.length < part.length && this.#isUnsaved(soul, part);
        for (const entry of won) winners.push(entry);
        yield NODE_COST + part.length * ENTRY_COST;
      }
      if (winners.length === 0) continue;
      const isWhole = winners.length === entries.length;
      changed.push(isWhole ? node : { soul, entries: winners });
    }
    if (receipt !== null) this.#settle(receipt, waits);
    yield* this.#forward(origin, changed);
  }

  /** Forwards what has won in messages of a limited length. */
  *#forward(origin: Origin, changed: readonly NodeEntries[]): Steps {
    const { forward, ids } = this.#options;
    let from = origin;
    for (const part of partsOf(changed)) {
      yield* forward(from, part);
      // Receivers drop an id they know.
      from = { ...origin, id: ids.next() };
    }
  }

  /** Applies some entries of a node; returns those that have won. */
  #resolve(
    soul: string,
    entries: readonly PropertyEntry[],
    receipt: Receipt | null,
  ): readonly PropertyEntry[] {
    const { graph, commit, staged, changed } = this.#options;
    // Between two steps it may have been evicted.
    const node = graph.node(soul);
    const won = entries.filter((entry) => {
      if (!wins(entry, graph.entry(node, entry.key))) return false;
      graph.set(node, entry);
      commit.add(entry);
      return true;
    });
    if (won.length === 0) return won;
    if (receipt !== null) {
      receipt.expect();
      commit.settleWithBatch(receipt);
    }
    commit.commitIfLarge();
    staged();
    changed({ soul, entries: won });
    return won;
  }

  #isUnsaved(soul: string, entries: readonly PropertyEntry[]): boolean {
    const { graph } = this.#options;
    const node = graph.node(soul);
    return entries.some(({ key }) => graph.isUnsaved(node, key));
  }

  #settle(receipt: Receipt, waits: boolean): void {
    const { commit, staged } = this.#options;
    if (!waits) return receipt.settle(null);
    // What an entry has lost to is in an earlier batch, or in this one.
    commit.settleWithBatch(receipt);
    staged();
  }
}

/** Splits the entries of a put into parts of a limited length. */
function* partsOf(
  nodes: readonly NodeEntries[],
): Generator<readonly NodeEntries[]> {
  let part: NodeEntries[] = [];
  let length = 0;
  for (const node of nodes) {
    const { soul, entries } = node;
    let from = 0;
    for (const [index, { key, text }] of entries.entries()) {
      length += key.length + text.length;
      if (length < MAX_PART_LENGTH) continue;
      part.push({ soul, entries: entries.slice(from, index + 1) });
      yield part;
      part = [];
      length = 0;
      from = index + 1;
    }
    if (from === 0) part.push(node);
    else if (from < entries.length) {
      part.push({ soul, entries: entries.slice(from) });
    }
  }
  if (part.length > 0) yield part;
}
