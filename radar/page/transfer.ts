/**
 * Saves pins and saved searches as a file, and reads such files, those of the
 * old Radar too: an array of paths.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { texts } from "../texts.ts";
import { toast } from "./app.ts";
import { save } from "./clipboard.ts";
import { pins, savedViews } from "./settings.ts";

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

/** Saves pins and searches. */
export function exportSettings(): void {
  const content = JSON.stringify(
    { pins: pins.value, views: savedViews.value },
    undefined,
    2,
  );
  save("radar.json", new Blob([content], { type: "application/json" }));
}

/** Asks for a file and adds what is in it. */
export function importSettings(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "application/json,.json";
  input.addEventListener("change", async () => {
    const text = await input.files?.item(0)?.text();
    const read = text === undefined ? undefined : readTransfer(text);
    if (read === undefined) {
      toast.value = { text: texts.notImported, error: true };
      return;
    }
    pins.value = [...new Set([...pins.value, ...read.pins])];
    const titles = new Set(savedViews.value.map(({ title }) => title));
    savedViews.value = [
      ...savedViews.value,
      ...read.views.filter(({ title }) => !titles.has(title)),
    ];
    toast.value = { text: texts.imported(read.pins.length), error: false };
  });
  input.click();
}
