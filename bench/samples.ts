/**
 * What the rounds have found out, and the file that keeps it, so that a long
 * measurement can be made in pieces.
 *
 * @module
 */
import type { Outcome } from "./task.ts";

/** One round of one case with one server. */
export interface Sample {
  /** The names of both. */
  readonly case: string;
  readonly server: string;
  readonly pinned: boolean;
  readonly round: number;
  readonly outcome: Outcome;
}

/** Samples, and where they are kept. */
export class Samples {
  readonly all: Sample[] = [];
  readonly #file: string | undefined;

  /** @param file Its lines are samples; it need not be there yet. */
  constructor(file: string | undefined) {
    this.#file = file;
    if (file === undefined) return;
    let text = "";
    try {
      text = Deno.readTextFileSync(file);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    for (const line of text.split("\n")) {
      if (line === "") continue;
      const sample: Sample = JSON.parse(line);
      this.all.push(sample);
    }
  }

  /** Whether that has been measured already. */
  has(wanted: Omit<Sample, "outcome">): boolean {
    return this.all.some((one) =>
      one.case === wanted.case && one.server === wanted.server &&
      one.pinned === wanted.pinned && one.round === wanted.round
    );
  }

  add(sample: Sample): void {
    this.all.push(sample);
    if (this.#file === undefined || sample.outcome.failure) return;
    const line = `${JSON.stringify(sample)}\n`;
    Deno.writeTextFileSync(this.#file, line, { append: true });
  }
}
