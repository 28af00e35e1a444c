/**
 * Subscriptions of peers to nodes and properties.
 *
 * @module
 */

import type { Steps } from "../../base/turns.ts";

// Removing a subscription, in the units of `Cost`.
const REMOVAL_COST = 500;

/** Subscribers of a node. */
export interface Subscribers<Peer> {
  /** Subscribers of the whole node. */
  readonly all: Set<Peer>;
  /** Subscribers of single properties by key; `null` without any. */
  keys: Map<string, Set<Peer>> | null;
}

/** Subscriptions of one peer by soul: keys, or `null` for the whole node. */
export type PeerSubscriptions = Map<string, Set<string> | null>;

/** A table of nodes, properties and peers. */
export class Subscriptions<Peer> {
  readonly #nodes = new Map<string, Subscribers<Peer>>();
  readonly #peers = new Map<Peer, PeerSubscriptions>();

  /** The subscribers of a node. */
  of(soul: string): Subscribers<Peer> | undefined {
    return this.#nodes.get(soul);
  }

  /** Number of nodes with subscribers. */
  get size(): number {
    return this.#nodes.size;
  }

  /** All nodes with subscribers. */
  entries(): IterableIterator<[string, Subscribers<Peer>]> {
    return this.#nodes.entries();
  }

  /**
   * Subscribes a peer to a property, or with `null` to the whole node.
   *
   * @returns Whether the subscription is new.
   */
  add(peer: Peer, soul: string, key: string | null): boolean {
    let subscriptions = this.#peers.get(peer);
    if (subscriptions === undefined) {
      subscriptions = new Map();
      this.#peers.set(peer, subscriptions);
    }
    const subscribed = subscriptions.get(soul);
    if (subscribed === null || (key !== null && subscribed?.has(key))) {
      return false;
    }
    const subscribers = this.#subscribersOf(soul);
    if (key === null) {
      if (subscribed !== undefined) removeKeys(subscribers, peer, subscribed);
      subscribers.all.add(peer);
      subscriptions.set(soul, null);
      return true;
    }
    if (subscribed === undefined) subscriptions.set(soul, new Set([key]));
    else subscribed.add(key);
    subscribers.keys ??= new Map();
    const peers = subscribers.keys.get(key);
    if (peers === undefined) subscribers.keys.set(key, new Set([peer]));
    else peers.add(peer);
    return true;
  }

  #subscribersOf(soul: string): Subscribers<Peer> {
    let subscribers = this.#nodes.get(soul);
    if (subscribers === undefined) {
      subscribers = { all: new Set(), keys: null };
      this.#nodes.set(soul, subscribers);
    }
    return subscribers;
  }

  /** Removes all subscriptions of a peer, which makes no new ones. */
  *remove(peer: Peer): Steps {
    const subscriptions = this.#peers.get(peer);
    if (subscriptions === undefined) return;
    this.#peers.delete(peer);
    for (const [soul, subscribed] of subscriptions) {
      const subscribers = this.#nodes.get(soul);
      if (subscribers === undefined) continue;
      if (subscribed === null) subscribers.all.delete(peer);
      else removeKeys(subscribers, peer, subscribed);
      if (subscribers.all.size === 0 && subscribers.keys === null) {
        this.#nodes.delete(soul);
      }
      yield REMOVAL_COST * (1 + (subscribed?.size ?? 0));
    }
  }
}

function removeKeys<Peer>(
  subscribers: Subscribers<Peer>,
  peer: Peer,
  keys: Set<string>,
): void {
  const { keys: table } = subscribers;
  if (table === null) return;
  for (const key of keys) {
    const peers = table.get(key);
    if (peers === undefined) continue;
    peers.delete(peer);
    if (peers.size === 0) table.delete(key);
  }
  if (table.size === 0) subscribers.keys = null;
}
