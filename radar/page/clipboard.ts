/**
 * Copies and saves. Pages that were loaded over plain http from another machine
 * have no clipboard: there a selected field is the fallback.
 *
 * @module
 */
import { texts } from "../texts.ts";
import { announced, toast } from "./app.ts";

/** Copies a text. */
export async function copy(text: string): Promise<void> {
  try {
    if (navigator.clipboard === undefined) copyBySelection(text);
    else await navigator.clipboard.writeText(text);
    announced.value = texts.copied;
  } catch {
    toast.value = { text: texts.noClipboard, error: true };
  }
}

function copyBySelection(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "vh";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("not copied");
}

/** Saves a file. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A path as the address of an HTTP request. */
export function stateUrl(path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${location.origin}/v1/states/${encoded}`;
}
