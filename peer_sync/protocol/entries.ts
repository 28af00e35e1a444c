/**
 * What fetches, gets and lists report, on its way between the threads.
 *
 * @module
 */
import type { Change, Entry, Row } from "../../peer/fetch/entry.ts";
import { claimed } from "../../base/narrowing.ts";
import type { Child, Listing } from "../../peer/fetch/listing.ts";
import type {
  PackedChild,
  PackedEntry,
  PackedItem,
  PackedListing,
} from "./messages.ts";
import { packTold, unpack } from "./values.ts";

/** Packs an entry or a row. */
export function packEntry(entry: Entry): PackedEntry {
  const { value, ...rest } = entry;
  // Only states have one, and what has none shall not get the member.
  return entry.type === "state" ? { ...rest, value: packTold(value) } : rest;
}

/** Packs what a fetch tells. */
export function packItem(item: Change | readonly Row[]): PackedItem {
  return "event" in item
    ? { ...packEntry(item), event: item.event }
    : item.map(packEntry);
}

/** Packs children. */
export function packListing(listing: Listing): PackedListing {
  return { ...listing, children: listing.children.map(packChild) };
}

function packChild(child: Child): PackedChild {
  const { value, ...rest } = child;
  return value === undefined ? rest : { ...rest, value: packTold(value) };
}

/** The entry, change or row again; the type is the caller's word for it. */
export function unpackEntry<E extends Entry>(packed: PackedEntry): E {
  return claimed<E>(
    packed.type === "state"
      ? { ...packed, value: unpack(packed.value) }
      : packed,
  );
}

/** The children again; the type is the caller's word for the values. */
export function unpackListing<T>(packed: PackedListing): Listing<T> {
  const children = packed.children.map((child) =>
    child.value === undefined ? child : { ...child, value: unpack(child.value) }
  );
  return claimed<Listing<T>>({ ...packed, children });
}
