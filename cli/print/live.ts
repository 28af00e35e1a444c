/**
 * A list on a terminal that is drawn again in its place whenever it changes.
 *
 * @module
 */
import type { Row } from "../../peer.ts";
import { whatItIs } from "./format.ts";
import type { Output } from "./output.ts";
import type { Style } from "./style.ts";
import { clip, pad, printable, widthOf } from "./text.ts";

/** Minimum time between two drawings, in milliseconds. */
const REDRAW_INTERVAL_MS = 50;

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";

/**
 * What draws lines in the place of others.
 *
 * @param before How many lines there are now.
 */
export function redraw(before: number, lines: readonly string[]): string {
  const up = before > 0 ? `\x1b[${before}A` : "";
  const drawn = lines.map((line) => `${line}\x1b[K\n`).join("");
  return `\r${up}${drawn}\x1b[J`;
}

/** Rows as lines, as many and as wide as there is room for. */
export function rowLines(
  rows: readonly Row[],
  columns: number,
  style: Style,
): string[] {
  const indexWidth = String(rows.at(-1)?.index ?? 0).length;
  const paths = rows.map(({ path }) => printable(path));
  const most = Math.max(...paths.map(widthOf), 0);
  const pathWidth = Math.min(most, Math.floor(columns * 0.6));
  const rest = columns - indexWidth - pathWidth - 4;
  return rows.map((row, at) => {
    const index = style.dim(String(row.index).padStart(indexWidth));
    const path = style.path(pad(clip(paths[at], pathWidth), pathWidth));
    return `${index}  ${path}  ${whatItIs(row, rest, style)}`;
  });
}

/** See the module. */
export class LiveList {
  readonly #output: Output;
  readonly #lines: () => string[];
  readonly #offResize: () => void;
  #drawn = 0;
  #last = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param lines What to draw now. */
  constructor(output: Output, lines: () => string[]) {
    this.#output = output;
    this.#lines = lines;
    this.#offResize = output.onResize(() => this.changed());
    output.put(HIDE_CURSOR);
  }

  /** There is something new to draw. */
  changed(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#last + REDRAW_INTERVAL_MS - performance.now();
    if (wait <= 0) return this.#draw();
    this.#timer = setTimeout(() => this.#draw(), wait);
  }

  /** Draws for the last time, and leaves the cursor behind it. */
  end(): void {
    if (this.#timer !== undefined) this.#draw();
    this.#offResize();
    this.#output.put(SHOW_CURSOR);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    // What is above the screen can't be drawn again.
    const lines = this.#lines().slice(0, this.#output.rows - 1);
    this.#output.put(redraw(this.#drawn, lines));
    this.#drawn = lines.length;
  }
}
