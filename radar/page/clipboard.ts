/**
 * Copies and saves.
 *
 * @module
 */
import { texts } from "../texts.ts";
import { announced, toast } from "./app.ts";
import { writeClipboard } from "./write_clipboard.ts";

/** Copies a text. */
export async function copy(text: string): Promise<void> {
  try {
    await writeClipboard(text);
    announced.value = texts.copied;
  } catch {
    toast.value = { text: texts.noClipboard, error: true };
  }
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
