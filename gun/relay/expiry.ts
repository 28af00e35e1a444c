/**
 * Properties of nodes whose souls carry a lifetime.
 *
 * @module
 */
import type { Steps } from "../../base/turns.ts";
import type { NodeEntries } from "../graph/entry.ts";
import type { CachedGraph } from "../graph/graph.ts";
import type { GraphStore, NameRange } from "../graph/store.ts";
import type { Property } from "../graph/value.ts";
import { lifetimeOf } from "./verify.ts";

const PAGE_PROPERTIES = 100;
// Nodes that are deleted from the store at a time.
const MAX_FORGOTTEN = 100;
// Looking for a live property, in the units of `Cost`.
const SWEEP_COST = 2_000;

type PageProperties = readonly (readonly [key: string, property: Property])[];

/** Hides expired properties and deletes nodes that have no other. */
export class Expiry {
  readonly #graph: CachedGraph;
  readonly #store: GraphStore;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #expiring = new Set<string>();

  /**
   * @param now Milliseconds since 1970.
   * @param onError Called with failures of the store.
   */
  constructor(
    graph: CachedGraph,
    store: GraphStore,
    now: () => number,
    onError: (error: unknown) => void,
  ) {
    this.#onError = onError;
    this.#graph = graph;
    this.#store = store;
    this.#now = now;
  }

  /** A property; `undefined` if there is none or it has expired. */
  property(soul: string, key: string): Property | undefined {
    const property = this.#graph.property(soul, key);
    if (property === undefined) return undefined;
    const lifetime = lifetimeOf(soul);
    return lifetime === Infinity || property.state >= this.#now() - lifetime
      ? property
      : undefined;
  }

  /** Pages of a node's properties in key order, without the expired ones. */
  *pages(
    soul: string,
    range: NameRange,
    size: number,
  ): Generator<PageProperties> {
    const lifetime = lifetimeOf(soul);
    for (const page of this.#graph.pages(soul, range, size)) {
      const oldest = this.#now() - lifetime;
      yield lifetime === Infinity
        ? page
        : page.filter(([, { state }]) => state >= oldest);
    }
  }

  /** The nodes of a put without the entries that have expired already. */
  filter(nodes: NodeEntries[], now: number): NodeEntries[] {
    let kept: NodeEntries[] | null = null;
    for (let i = 0; i < nodes.length; i++) {
      const { soul, entries } = nodes[i];
      const lifetime = lifetimeOf(soul);
      if (lifetime === Infinity) {
        kept?.push(nodes[i]);
        continue;
      }
      kept ??= nodes.slice(0, i);
      const alive = entries.filter(({ state }) => state >= now - lifetime);
      if (alive.length === 0) continue;
      kept.push({ soul, entries: alive });
      this.#expiring.add(soul);
    }
    return kept ?? nodes;
  }

  /** Deletes the nodes all of whose properties have expired. */
  *sweep(): Steps {
    let expired: string[] = [];
    for (const soul of this.#expiring) {
      if (!this.#hasLiveProperty(soul)) expired.push(soul);
      yield SWEEP_COST;
      if (expired.length < MAX_FORGOTTEN) continue;
      this.#forget(expired);
      expired = [];
    }
    if (expired.length > 0) this.#forget(expired);
  }

  #forget(souls: readonly string[]): void {
    for (const soul of souls) {
      this.#expiring.delete(soul);
      this.#graph.forget(soul);
    }
    this.#store.forget(souls).catch(this.#onError);
  }

  #hasLiveProperty(soul: string): boolean {
    for (const page of this.pages(soul, {}, PAGE_PROPERTIES)) {
      if (page.length > 0) return true;
    }
    return false;
  }
}
