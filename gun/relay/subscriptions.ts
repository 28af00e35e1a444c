/**
 * Who wants to hear of what.
 *
 * @module
 */

/** Those who are interested in a node. */
export interface Interest<Peer> {
  /** Who wants all of it. */
  readonly all: Set<Peer>;
  /** Who wants only some properties; `null` if nobody does. */
  keys: Map<string, Set<Peer>> | null;
}

/** What one peer is interested in: of each node all, or some properties. */
export type Wishes = Map<string, Set<string> | null>;

/** A table of nodes, properties and peers. */
export class Subscriptions<Peer> {
  readonly #nodes = new Map<string, Interest<Peer>>();
  readonly #wishes = new Map<Peer, Wishes>();

  /** Who is interested in a node. */
  of(soul: string): Interest<Peer> | undefined {
    return this.#nodes.get(soul);
  }

  /** Number of nodes somebody is interested in. */
  get size(): number {
    return this.#nodes.size;
  }

  /** All nodes that somebody is interested in. */
  entries(): IterableIterator<[string, Interest<Peer>]> {
    return this.#nodes.entries();
  }

  /**
   * Adds a peer's interest in a property, or with `null` in all of a node.
   *
   * @returns Whether it is new.
   */
  add(peer: Peer, soul: string, key: string | null): boolean {
    let wishes = this.#wishes.get(peer);
    if (wishes === undefined) {
      wishes = new Map();
      this.#wishes.set(peer, wishes);
    }
    const wish = wishes.get(soul);
    if (wish === null || (key !== null && wish?.has(key))) return false;
    const interest = this.#interest(soul);
    if (key === null) {
      if (wish !== undefined) removeKeys(interest, peer, wish);
      interest.all.add(peer);
      wishes.set(soul, null);
      return true;
    }
    if (wish === undefined) wishes.set(soul, new Set([key]));
    else wish.add(key);
    interest.keys ??= new Map();
    const peers = interest.keys.get(key);
    if (peers === undefined) interest.keys.set(key, new Set([peer]));
    else peers.add(peer);
    return true;
  }

  #interest(soul: string): Interest<Peer> {
    let interest = this.#nodes.get(soul);
    if (interest === undefined) {
      interest = { all: new Set(), keys: null };
      this.#nodes.set(soul, interest);
    }
    return interest;
  }

  /** Forgets all that a peer was interested in. */
  remove(peer: Peer): void {
    const wishes = this.#wishes.get(peer);
    if (wishes === undefined) return;
    this.#wishes.delete(peer);
    for (const [soul, wish] of wishes) {
      const interest = this.#nodes.get(soul);
      if (interest === undefined) continue;
      if (wish === null) interest.all.delete(peer);
      else removeKeys(interest, peer, wish);
      if (interest.all.size === 0 && interest.keys === null) {
        this.#nodes.delete(soul);
      }
    }
  }
}

function removeKeys<Peer>(
  interest: Interest<Peer>,
  peer: Peer,
  keys: Set<string>,
): void {
  const { keys: table } = interest;
  if (table === null) return;
  for (const key of keys) {
    const peers = table.get(key);
    if (peers === undefined) continue;
    peers.delete(peer);
    if (peers.size === 0) table.delete(key);
  }
  if (table.size === 0) interest.keys = null;
}
