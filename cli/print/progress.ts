/**
 * How far a long job is, in one line of the terminal.
 *
 * @module
 */
import type { Output } from "./output.ts";
import { clip } from "./text.ts";

/** Milliseconds between two drawings. */
const REDRAW_INTERVAL_MS = 100;
/** Columns of the bar. */
const BAR_COLUMNS = 20;

/** A bar for a part of 1, with a text beside it. */
export function progressBar(part: number, text: string): string {
  const full = Math.round(Math.min(Math.max(part, 0), 1) * BAR_COLUMNS);
  const percent = String(Math.floor(Math.min(part, 1) * 100)).padStart(3);
  return `[${"#".repeat(full).padEnd(BAR_COLUMNS)}] ${percent} %  ${text}`;
}

/**
 * Shows a line that changes; shows nothing where there is no terminal. Must be
 * disposed of before anything else is printed.
 */
export class Progress implements Disposable {
  readonly #output: Output;
  readonly #line: () => string;
  readonly #timer: ReturnType<typeof setInterval> | undefined;

  /** @param line What to show now. */
  constructor(output: Output, line: () => string) {
    this.#output = output;
    this.#line = line;
    if (!output.isTerminal) return;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), REDRAW_INTERVAL_MS);
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#output.put("\r\x1b[K");
  }

  #draw(): void {
    const line = clip(this.#line(), this.#output.columns - 1);
    this.#output.put(`\r${line}\x1b[K`);
  }
}
