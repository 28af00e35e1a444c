/**
 * Writes into the clipboard. Pages that were loaded over plain http from another
 * machine have none: there a selected field is the fallback.
 *
 * @module
 */

/** Copies a text. @throws if the browser does not allow that. */
export async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard === undefined) copyBySelection(text);
  else await navigator.clipboard.writeText(text);
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
