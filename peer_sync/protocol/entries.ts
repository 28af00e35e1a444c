/**
 * What fetches, gets and lists report, on its way between the threads.
 *
 * @module
 */
import type { Change, Entry, Row } from "../../peer/fetch/entry.ts";
import { claimed } from "../../base/narrowing.ts";
import type { PackedEntry, PackedItem } from "./messages.ts";
import { packReceived, unpack } from "./values.ts";

/** Packs an entry or a row. */
export function packEntry(entry: Entry): PackedEntry {
  const { value, ...rest } = entry;
  // What has none shall not get the member.
  return entry.type === "state" || value !== undefined
    ? { ...rest, value: packReceived(value) }
    : rest;
}

/** Packs an item of a fetch. */
export function packItem(item: Change | readonly Row[]): PackedItem {
  return "event" in item
    ? { ...packEntry(item), event: item.event }
    : item.map(packEntry);
}

/** Unpacks an entry, change or row; `E` is not checked. */
export function unpackEntry<E extends Entry>(packed: PackedEntry): E {
  return claimed<E>(
    packed.type === "state" || packed.value !== undefined
      ? { ...packed, value: unpack(packed.value) }
      : packed,
  );
}
