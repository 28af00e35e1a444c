/**
 * What the rounds of each figure come to.
 *
 * @module
 */

import type { Case, Figure } from "./cases.ts";
import { DISTURBED } from "./calm.ts";
import { type Reached, reached } from "./cell.ts";
import { median } from "./median.ts";
import type { Sample } from "./samples.ts";
import type { Measure, Outcome } from "./task.ts";

/** A figure of a case, measured in one of the two ways. */
export interface Row {
  readonly case: Case;
  readonly figure: Figure;
  readonly pinned: boolean;
}

/** What one server reached in one row. */
export interface Cell extends Reached {
  /** Memory of the server after the case, in KiB. */
  readonly rss: number | null;
}

/** The rows of some samples, by the names of cases and servers. */
export class Summary {
  readonly rows: readonly Row[];
  readonly #samples: readonly Sample[];

  /** Rows without a sample are left out. */
  constructor(cases: readonly Case[], samples: readonly Sample[]) {
    this.#samples = samples;
    this.rows = [true, false].flatMap((pinned) =>
      cases.flatMap((one) =>
        samples.some((sample) =>
            sample.case === one.name && sample.pinned === pinned
          )
          ? one.figures.map((figure) => ({ case: one, figure, pinned }))
          : []
      )
    );
  }

  /** The row of a figure; pinned if it was measured in both ways. */
  row(caseName: string, figure: string): Row | undefined {
    return this.rows.find((row) =>
      row.case.name === caseName && row.figure.name === figure
    );
  }

  /** What a server reached; `undefined` if it has not been tried. */
  cell(row: Row, server: string): Cell | undefined {
    const mine = this.#of(row, server);
    if (mine.length === 0) return undefined;
    return {
      ...reached(
        mine.map(({ outcome }) => outcome),
        (outcome) => measureOf(outcome, row),
      ),
      rss: median(mine.flatMap(({ outcome }) => outcome.memory?.rss ?? [])),
    };
  }

  /**
   * The value of one server as a multiple of another's, the median of the
   * rounds: the two ran after one another in each, so that what slows the
   * machine down for a while slows both; without a round that both have, that of
   * their medians. `null` if one of them has none.
   *
   * @param than The row of the other, if it is not the same.
   */
  ratio(row: Row, server: string, other: string, than = row): number | null {
    const others = this.#of(than, other);
    const within = median(
      this.#of(row, server).flatMap((sample) => {
        const beside = others.find(({ round }) => round === sample.round);
        const mine = measureOf(sample.outcome, row)?.value;
        const its = beside && measureOf(beside.outcome, than)?.value;
        return mine && its ? mine / its : [];
      }),
    );
    if (within !== null) return within;
    const mine = this.cell(row, server)?.value;
    const its = this.cell(than, other)?.value;
    return mine && its ? mine / its : null;
  }

  /** How many times better a server is than another, whatever the unit. */
  betterBy(row: Row, server: string, other: string): number | null {
    if (row.figure.relative) return null;
    const ratio = this.ratio(row, server, other);
    if (ratio === null) return null;
    return row.figure.better === "more" ? ratio : 1 / ratio;
  }

  /** The rounds; without those that others disturbed, if there are any left. */
  #of(row: Row, server: string): Sample[] {
    const all = this.#samples.filter((sample) =>
      sample.case === row.case.name && sample.pinned === row.pinned &&
      sample.server === server
    );
    const calm = all.filter((sample) =>
      (measureOf(sample.outcome, row)?.load?.others ?? 0) <= DISTURBED
    );
    return calm.length > 0 ? calm : all;
  }
}

function measureOf(
  outcome: Outcome,
  { figure }: Row,
): Measure | undefined {
  return outcome.measures.find(({ figure: name }) => name === figure.name);
}
