/**
 * What the page remembers in this browser: pins, plots, widths, formats. Never a
 * password.
 *
 * @module
 */
import { effect, type Signal, signal } from "@preact/signals";
import { isRecord } from "../../base/narrowing.ts";

/** A search that was saved under a name. */
export interface SavedView {
  readonly title: string;
  readonly query: string;
}

/** Key in the storage of the browser. */
const STORAGE_KEY = "jet-radar";

function stored(): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return isRecord(read) ? read : {};
  } catch {
    // Broken, or the browser allows no storage.
    return {};
  }
}

const before = stored();

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((one) => typeof one === "string")
    : [];
}

function views(value: unknown): SavedView[] {
  if (!Array.isArray(value)) return [];
  const found: SavedView[] = [];
  for (const one of value) {
    if (!isRecord(one)) continue;
    const { title, query } = one;
    if (typeof title === "string" && typeof query === "string") {
      found.push({ title, query });
    }
  }
  return found;
}

function formatsOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  const entries: [string, string][] = [];
  for (const [path, format] of Object.entries(value)) {
    if (typeof format === "string") entries.push([path, format]);
  }
  return Object.fromEntries(entries);
}

function widthOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && value > 0 ? value : otherwise;
}

/** The theme; "": that of the system. */
export type Theme = "" | "light" | "dark";

/** Paths that are pinned; one that ends with "/#" is a subtree. */
export const pins: Signal<readonly string[]> = signal(texts(before.pins));
/** Searches with names. */
export const savedViews: Signal<readonly SavedView[]> = signal(
  views(before.views),
);
/** How bytes are shown, by path. */
export const formats: Signal<Readonly<Record<string, string>>> = signal(
  formatsOf(before.formats),
);
/** See {@linkcode Theme}. */
export const theme: Signal<Theme> = signal(
  before.theme === "light" || before.theme === "dark" ? before.theme : "",
);
/** Width of the tree, in px. */
export const treeWidth: Signal<number> = signal(widthOf(before.tree, 376));
/** Width of the plots, in px; 0: not changed. */
export const boardWidth: Signal<number> = signal(widthOf(before.board, 0));
/** Series that are plotted: `path~pointer`. */
export const series: Signal<readonly string[]> = signal(texts(before.series));

effect(() => {
  const kept = {
    pins: pins.value,
    views: savedViews.value,
    formats: formats.value,
    theme: theme.value,
    tree: treeWidth.value,
    board: boardWidth.value,
    series: series.value,
  };
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
  } catch {
    // Full, or not allowed: the page works without.
  }
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Pins a path, or takes its pin off. */
export function togglePin(path: string): void {
  const { value } = pins;
  pins.value = value.includes(path)
    ? value.filter((one) => one !== path)
    : [...value, path];
}
