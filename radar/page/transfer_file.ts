/**
 * The file of pins and saved searches; those of the old Radar are read, too: an
 * array of paths.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** What a file holds. */
export interface Transfer {
  readonly pins: readonly string[];
  readonly views: readonly { title: string; query: string }[];
}

/** Reads a file; `undefined` if it has no pins. */
export function readTransfer(text: string): Transfer | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  const list: unknown = Array.isArray(read)
    ? read
    : isRecord(read)
    ? read.pins ?? read.favorites
    : undefined;
  if (!Array.isArray(list)) return undefined;
  const found = list.map((one) => isRecord(one) ? one.path : one)
    .filter((one) => typeof one === "string");
  const views: { title: string; query: string }[] = [];
  const given: unknown = isRecord(read) ? read.views : undefined;
  for (const one of Array.isArray(given) ? given : []) {
    if (!isRecord(one)) continue;
    const { title, query } = one;
    if (typeof title === "string" && typeof query === "string") {
      views.push({ title, query });
    }
  }
  return { pins: found, views };
}

/** The text of a file, as {@linkcode readTransfer} reads it. */
export function writeTransfer(transfer: Transfer): string {
  return JSON.stringify(transfer, undefined, 2);
}
