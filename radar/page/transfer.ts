/**
 * Saves pins and saved searches as a file, and adds those of a file.
 *
 * @module
 */
import { texts } from "../texts.ts";
import { toast } from "./app.ts";
import { save } from "./clipboard.ts";
import { pins, savedViews } from "./settings.ts";
import { readTransfer, writeTransfer } from "./transfer_file.ts";

/** Saves pins and searches. */
export function exportSettings(): void {
  const content = writeTransfer({ pins: pins.value, views: savedViews.value });
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
