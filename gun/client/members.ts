/**
 * A node as a set: its properties, and the nodes that they link to.
 *
 * @module
 */
import { type GraphValue, isLink } from "../graph/value.ts";
import type { Core } from "./core.ts";
import type { ChangeListener } from "./replica.ts";

/** A property of a node that is used as a set, with what it links to. */
export interface Member {
  /** Name of the property; for an item that was put by `set` its soul. */
  readonly key: string;
  /** What the property holds: a link, a plain value, or `null` if removed. */
  readonly value: GraphValue;
  /** The properties of the node that it links to, as they are now. */
  readonly properties: ReadonlyMap<string, GraphValue>;
}

const NO_PROPERTIES: ReadonlyMap<string, GraphValue> = new Map();

/** The subscription of a linked node. */
interface Followed {
  readonly soul: string;
  stop: () => void;
}

/** Watches a node and all nodes that it links to. */
export function watchMembers(
  core: Core,
  soul: string,
  callback: (member: Member) => void,
): () => void {
  const followed = new Map<string, Followed>();
  const listener: ChangeListener = (changes) => {
    for (const { key, value } of changes) {
      const target = isLink(value) ? value["#"] : undefined;
      const before = followed.get(key);
      if (before !== undefined && before.soul === target) continue;
      before?.stop();
      followed.delete(key);
      if (target === undefined) {
        callback({ key, value, properties: NO_PROPERTIES });
        continue;
      }
      const entry: Followed = { soul: target, stop: () => {} };
      followed.set(key, entry);
      const properties = new Map<string, GraphValue>();
      entry.stop = core.watch(target, undefined, (news) => {
        for (const change of news) {
          if (change.value === null) properties.delete(change.key);
          else properties.set(change.key, change.value);
        }
        callback({ key, value, properties: new Map(properties) });
      });
    }
  };
  const stop = core.watch(soul, undefined, listener);
  return () => {
    stop();
    for (const entry of followed.values()) entry.stop();
    followed.clear();
  };
}
