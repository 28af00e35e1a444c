/**
 * Makes one row for each figure out of what the rounds have measured.
 *
 * @module
 */
import { type Reached, reached } from "../cell.ts";
import type { Outcome } from "../task.ts";
import { median } from "../median.ts";
import type { Case, Figure } from "./cases.ts";
import type { Subject } from "./subjects.ts";

/** One run of one case against one relay. */
export interface Sample {
  readonly case: Case;
  readonly subject: Subject;
  readonly round: number;
  readonly outcome: Outcome;
}

/** What one relay reached in one figure. */
export interface Cell extends Reached {
  /** How many times better than gun's better one, the median of all rounds. */
  readonly ratio: number | null;
}

/** One figure with the cells of all relays, by their names. */
export interface Row {
  readonly figure: Figure;
  readonly cells: Map<string, Cell>;
}

/** A row for each figure of the cases. */
export function summarise(
  cases: readonly Case[],
  subjects: readonly Subject[],
  samples: readonly Sample[],
): Row[] {
  return cases.flatMap((one) => {
    const all = samples.filter((sample) => sample.case === one);
    return one.figures.map((figure) => ({
      figure,
      cells: new Map(
        subjects.map((subject) => [subject.name, cell(figure, subject, all)]),
      ),
    }));
  });
}

function measure(outcome: Outcome, figure: Figure) {
  return outcome.measures.find(({ figure: name }) => name === figure.name);
}

function cell(
  figure: Figure,
  subject: Subject,
  all: readonly Sample[],
): Cell {
  const mine = all.filter((sample) => sample.subject === subject);
  return {
    ...reached(
      mine.map(({ outcome }) => outcome),
      (outcome) => measure(outcome, figure),
    ),
    ratio: median(mine.flatMap((sample) => ratio(figure, sample, all) ?? [])),
  };
}

/**
 * Compared within each round, because all ran right after one another there:
 * what slows the machine down for a while slows all.
 */
function ratio(
  figure: Figure,
  sample: Sample,
  all: readonly Sample[],
): number | null {
  const more = figure.unit === "/s";
  const guns = all.flatMap((other) => {
    const is = !other.subject.ours && other.round === sample.round;
    return is ? measure(other.outcome, figure)?.value ?? [] : [];
  });
  const mine = measure(sample.outcome, figure)?.value;
  if (!mine || guns.length === 0) return null;
  return more ? mine / Math.max(...guns) : Math.min(...guns) / mine;
}
