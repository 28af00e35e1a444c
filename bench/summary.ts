/**
 * Makes one row for each figure out of what the rounds have measured.
 *
 * @module
 */

import type { Case, Figure } from "./cases.ts";
import { BASE, type Subject } from "./subjects.ts";
import type { Load, Measure, Outcome } from "./task.ts";

/** One run of one case against one subject. */
export interface Sample {
  case: Case;
  subject: Subject;
  round: number;
  outcome: Outcome;
}

/** What one subject reached in one figure. */
export interface Cell {
  /** The median of all rounds; `null` if there is none. */
  value: number | null;
  /** How many times better than node-jet 2.1.1, the median of all rounds. */
  ratio: number | null;
  /** Largest distance of a round from the median, as a share of it. */
  spread: number;
  /** How busy both sides were, if it was measured for this figure. */
  load: Load | null;
  /** Why there is no value, or what to know about it. */
  note: string | undefined;
}

/** One figure with the cells of all subjects, by their names. */
export interface Row {
  case: Case;
  figure: Figure;
  cells: Map<string, Cell>;
}

/** Memory of a subject after a case, in KiB. */
export interface MemoryCell {
  rss: number | null;
  peak: number | null;
}

/** A row for each figure of the cases. */
export function summarise(
  cases: Case[],
  subjects: Subject[],
  samples: Sample[],
): Row[] {
  return cases.flatMap((one) =>
    one.figures.map((figure) => ({
      case: one,
      figure,
      cells: new Map(
        subjects.map((
          subject,
        ) => [subject.name, cell(one, figure, subject, samples)]),
      ),
    }))
  );
}

/** Memory after a case, the median of all rounds. */
export function memoryOf(
  one: Case,
  subject: Subject,
  samples: Sample[],
): MemoryCell {
  const memory = of(one, subject.name, samples).flatMap(({ outcome }) =>
    outcome.memory ?? []
  );
  return {
    rss: median(memory.map(({ rss }) => rss)),
    peak: median(memory.map(({ peak }) => peak)),
  };
}

/** The middle one; `null` of none. */
export function median(numbers: number[]): number | null {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

function of(one: Case, subject: string, samples: Sample[]): Sample[] {
  return samples.filter((sample) =>
    sample.case === one && sample.subject.name === subject
  );
}

function measure(sample: Sample, figure: Figure): Measure | undefined {
  return sample.outcome.measures.find(({ figure: name }) =>
    name === figure.name
  );
}

function cell(
  one: Case,
  figure: Figure,
  subject: Subject,
  samples: Sample[],
): Cell {
  const mine = of(one, subject.name, samples);
  const measures = mine.flatMap((sample) => measure(sample, figure) ?? []);
  const values = measures.flatMap(({ value }) => value ?? []);
  const loads = measures.flatMap(({ load }) => load ?? []);
  const value = median(values);
  const failure = mine.map(({ outcome }) => outcome.failure).find(Boolean);
  const note = measures.map(({ note }) => note).find(Boolean);
  return {
    value,
    ratio: figure.relative ? null : median(ratios(one, figure, mine, samples)),
    spread: value === null
      ? 0
      : Math.max(...values.map((other) => Math.abs(other - value) / value)),
    load: loads.length === 0 ? null : {
      seconds: median(loads.map(({ seconds }) => seconds)) ?? 0,
      generator: median(loads.map(({ generator }) => generator)) ?? 0,
      daemon: median(loads.map(({ daemon }) => daemon)) ?? 0,
      others: median(loads.map(({ others }) => others)) ?? 0,
    },
    note: note ?? (values.length < mine.length ? failure : undefined),
  };
}

/**
 * Compared within each round, because the two ran right after one another
 * there: what slows the machine down for a while slows both.
 */
function ratios(
  one: Case,
  figure: Figure,
  mine: Sample[],
  samples: Sample[],
): number[] {
  const base = of(one, BASE, samples);
  return mine.flatMap((sample) => {
    const other = base.find(({ round }) => round === sample.round);
    const a = measure(sample, figure)?.value;
    const b = other && measure(other, figure)?.value;
    if (!a || !b) return [];
    return figure.better === "more" ? a / b : b / a;
  });
}
