/**
 * What a relay that has been linked receives: the subscriptions here, the
 * changes that it missed and, if wanted, the graph.
 *
 * @module
 */
import { Cost, type Turns } from "../../base/turns.ts";
import type { NameRange } from "../graph/store.ts";
import type { Ids } from "../wire/ids.ts";
import { NodeWriter, putText } from "../wire/writer.ts";
import type { Expiry } from "./expiry.ts";
import type { Journal } from "./journal.ts";

/** Changes of one node that are sent in one message. */
const MAX_PART_PROPERTIES = 1000;
/** Properties, and souls, that are read at a time. */
const PAGE_SIZE = 200;
/** Length at which a message is sent. */
const MAX_PART_LENGTH = 1 << 18;
/** Properties of the graph that are sent to one relay. */
const MAX_PROPERTIES = 1_000_000;

/** What the messages are made from. */
export interface ResyncSource {
  readonly ids: Ids;
  readonly turns: Turns;
  readonly expiry: Expiry;
  readonly relay: {
    /** Souls in a range, in order. */
    souls(range: NameRange, limit: number): string[];
    /** A put with the newest of these properties; `null` if there are none. */
    newest(soul: string, keys: Iterable<string>): string | null;
  };
}

/**
 * Puts for a relay that has been linked.
 *
 * @param missed Journals of the changes that it missed.
 * @param whole Whether the graph follows.
 */
export function* resync(
  source: ResyncSource,
  missed: readonly Journal[],
  whole = false,
): Generator<string, undefined> {
  yield* missedChanges(source, missed);
  if (whole) yield* wholeGraph(source);
}

/** The newest values of the changes that a relay missed. */
function* missedChanges(
  { relay }: ResyncSource,
  journals: readonly Journal[],
): Generator<string, undefined> {
  for (const journal of journals) {
    for (const [soul, keys] of journal.entries()) {
      for (const part of partsOf(keys)) {
        const text = relay.newest(soul, part);
        if (text !== null) yield text;
      }
    }
  }
}

function* partsOf(keys: ReadonlySet<string>): Generator<Iterable<string>> {
  if (keys.size <= MAX_PART_PROPERTIES) return yield keys;
  const all = [...keys];
  for (let from = 0; from < all.length; from += MAX_PART_PROPERTIES) {
    yield all.slice(from, from + MAX_PART_PROPERTIES);
  }
}

/**
 * The nodes of the graph, each in messages of its own, because a receiver
 * refuses a message as a whole.
 */
function* wholeGraph(
  { ids, turns, expiry, relay }: ResyncSource,
): Generator<string, undefined> {
  let left = MAX_PROPERTIES;
  let from: string | undefined;
  for (;;) {
    const page = relay.souls(from === undefined ? {} : { from }, PAGE_SIZE);
    for (const soul of page) {
      if (soul === from) continue;
      let node = new NodeWriter(soul);
      for (const properties of expiry.pages(soul, {}, PAGE_SIZE)) {
        left -= properties.length;
        turns.left -= properties.length * Cost.visit;
        for (const [key, property] of properties) {
          node.add(key, property);
          if (node.length < MAX_PART_LENGTH) continue;
          yield putText(ids.next(), node.end(), null);
          node = new NodeWriter(soul);
        }
      }
      if (!node.empty) yield putText(ids.next(), node.end(), null);
      if (left <= 0) return;
    }
    from = page.at(-1);
    if (page.length < PAGE_SIZE) return;
  }
}
