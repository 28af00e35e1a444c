/**
 * Forwarding of changes to subscribed clients and linked relays.
 *
 * @module
 */
import type { Steps } from "../../base/turns.ts";
import type { NodeEntries, PropertyEntry } from "../graph/entry.ts";
import type { Seen } from "../wire/dedup.ts";
import { nodesText, putText } from "../wire/writer.ts";
import type { RelayConnection } from "./connection.ts";
import type { Relays } from "./relays.ts";
import type { Subscriptions } from "./subscriptions.ts";

// Noting a property for one receiver, in the units of `Cost`.
const NOTE_COST = 200;

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
  *forward(origin: Origin, changed: readonly NodeEntries[]): Steps {
    const { seen, subscriptions, relays } = this.#options;
    const { sender, id, to, ok } = origin;
    const requester = to === null ? null : seen.sender(to) ?? null;
    const notes = countOf(changed) * NOTE_COST;
    let nodes: string | null = null;
    if (requester !== null && requester !== sender) {
      nodes = yield* nodesText(changed);
      requester.forward(putText(id, nodes, to), changed);
    }
    const [{ soul, entries }] = changed;
    const interest = subscriptions.of(soul);
    const isWhole = changed.length === 1 &&
      (entries.length === 1 || !interest?.keys);
    const receivers = relays.connected();
    if (isWhole && interest !== undefined) {
      const some = interest.keys?.get(entries[0].key) ?? [];
      for (const peers of [interest.all, some]) {
        for (const peer of peers) if (!peer.floods) receivers.push(peer);
      }
    }
    let text: string | null = null;
    for (const peer of receivers) {
      if (peer === sender || peer === requester) continue;
      nodes ??= yield* nodesText(changed);
      text ??= putText(id, nodes, null, ok);
      peer.forward(text, changed);
      yield peer.slow ? notes : 0;
    }
    if (!isWhole) yield* this.#forwardParts(origin, requester, changed);
  }

  /** Sends each subscriber only the nodes and properties it subscribed to. */
  *#forwardParts(
    { sender, id, ok }: Origin,
    requester: RelayConnection | null,
    changed: readonly NodeEntries[],
  ): Steps {
    const parts = new Map<RelayConnection, ChangePart>();
    const add = (peer: RelayConnection, node: NodeEntries, name: string) => {
      if (peer === sender || peer === requester || peer.floods) return;
      const part = parts.get(peer);
      if (part === undefined) return parts.set(peer, { nodes: [node], name });
      part.nodes.push(node);
      part.name += name;
    };
    for (let i = 0; i < changed.length; i++) {
      const node = changed[i];
      const interest = this.#options.subscriptions.of(node.soul);
      yield NOTE_COST;
      if (interest === undefined) continue;
      for (const peer of interest.all) add(peer, node, `${i};`);
      yield interest.all.size * NOTE_COST;
      if (interest.keys === null) continue;
      for (let k = 0; k < node.entries.length; k++) {
        const entry = node.entries[k];
        const part = { soul: node.soul, entries: [entry] };
        const peers = interest.keys.get(entry.key);
        for (const peer of peers ?? []) add(peer, part, `${i},${k};`);
        yield NOTE_COST * (1 + (peers?.size ?? 0));
      }
    }
    // Equal parts are serialised once.
    const texts = new Map<string, string>();
    for (const [peer, { nodes, name }] of parts) {
      let text = texts.get(name);
      if (text === undefined) {
        const members = yield* nodesText(joined(nodes));
        text = putText(id, members, null, ok);
        texts.set(name, text);
      }
      peer.forward(text, nodes);
      yield peer.slow ? countOf(nodes) * NOTE_COST : 0;
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

/** Number of properties. */
function countOf(nodes: readonly NodeEntries[]): number {
  return nodes.reduce((sum, { entries }) => sum + entries.length, 0);
}
