/**
 * Forwarding of changes to subscribed clients and linked relays.
 *
 * @module
 */
import type { NodeEntries, PropertyEntry } from "../graph/entry.ts";
import type { Seen } from "../wire/dedup.ts";
import { nodesText, putText } from "../wire/writer.ts";
import type { RelayConnection } from "./connection.ts";
import type { Relays } from "./relays.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Where a put comes from. */
export interface Origin {
  /** Its sender; `null` for a write of the local program. */
  readonly sender: RelayConnection | null;
  /** Its message id. */
  readonly id: string;
  /** Id of the get that it answers, if it does. */
  readonly to: string | null;
  /** The forwarded part of its `ok`, as JSON with its name and a comma. */
  readonly ok: string;
}

/** What the forwarder looks receivers up in. */
export interface ForwarderOptions {
  /** Senders of recent messages. */
  readonly seen: Seen<RelayConnection | null>;
  /** Subscribers of nodes and properties. */
  readonly subscriptions: Subscriptions<RelayConnection>;
  /** Connections that receive every change. */
  readonly relays: Relays;
}

/** Sends each change once to each connection that is to have it. */
export class Forwarder {
  readonly #options: ForwarderOptions;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /**
   * Sends changes to the requester they answer, to linked relays and to
   * subscribers, but not to their sender.
   */
  forward(origin: Origin, changed: readonly NodeEntries[]): void {
    const { seen, subscriptions, relays } = this.#options;
    const { sender, id, to, ok } = origin;
    const requester = to === null ? null : seen.sender(to) ?? null;
    let nodes: string | null = null;
    let text: string | null = null;
    if (requester !== null && requester !== sender) {
      nodes = nodesText(changed);
      requester.forward(putText(id, nodes, to), changed);
    }
    const whole = () =>
      text ??= putText(id, nodes ??= nodesText(changed), null, ok);
    relays.forEach((peer) => {
      if (peer !== sender && peer !== requester) peer.forward(whole(), changed);
    });
    if (changed.length > 1) {
      return this.#forwardParts(origin, requester, changed);
    }
    const interest = subscriptions.of(changed[0].soul);
    if (interest === undefined) return;
    const { entries } = changed[0];
    if (interest.keys !== null && entries.length > 1) {
      return this.#forwardParts(origin, requester, changed);
    }
    for (const peer of interest.all) {
      if (peer !== sender && peer !== requester) peer.forward(whole(), changed);
    }
    const some = interest.keys?.get(entries[0].key);
    if (some === undefined) return;
    for (const peer of some) {
      if (peer !== sender && peer !== requester) peer.forward(whole(), changed);
    }
  }

  /** Sends each subscriber only the nodes and properties it subscribed to. */
  #forwardParts(
    { sender, id, ok }: Origin,
    requester: RelayConnection | null,
    changed: readonly NodeEntries[],
  ): void {
    const parts = new Map<RelayConnection, ChangePart>();
    const add = (peer: RelayConnection, node: NodeEntries, name: string) => {
      if (peer === sender || peer === requester) return;
      const part = parts.get(peer);
      if (part === undefined) return parts.set(peer, { nodes: [node], name });
      part.nodes.push(node);
      part.name += name;
    };
    for (let i = 0; i < changed.length; i++) {
      const node = changed[i];
      const interest = this.#options.subscriptions.of(node.soul);
      if (interest === undefined) continue;
      for (const peer of interest.all) add(peer, node, `${i};`);
      if (interest.keys === null) continue;
      for (let k = 0; k < node.entries.length; k++) {
        const entry = node.entries[k];
        const part = { soul: node.soul, entries: [entry] };
        for (const peer of interest.keys.get(entry.key) ?? []) {
          add(peer, part, `${i},${k};`);
        }
      }
    }
    // Equal parts are serialised once.
    const texts = new Map<string, string>();
    for (const [peer, { nodes, name }] of parts) {
      let text = texts.get(name);
      if (text === undefined) {
        text = putText(id, nodesText(joined(nodes)), null, ok);
        texts.set(name, text);
      }
      peer.forward(text, nodes);
    }
  }
}

/** A subscriber's part of a change. */
interface ChangePart {
  readonly nodes: NodeEntries[];
  /** The indices of its nodes and entries. */
  name: string;
}

/** Merges successive parts of the same node. */
function joined(nodes: readonly NodeEntries[]): NodeEntries[] {
  const whole: { soul: string; entries: PropertyEntry[] }[] = [];
  for (const { soul, entries } of nodes) {
    const last = whole.at(-1);
    if (last?.soul === soul) last.entries.push(...entries);
    else whole.push({ soul, entries: [...entries] });
  }
  return whole;
}
