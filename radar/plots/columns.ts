/**
 * Samples on the columns of a plot: first, least, greatest and last of each, so
 * that no peak is lost and the cost follows the width and not the data.
 *
 * @module
 */
import { indexAt, type Samples } from "./ring.ts";

/** Points of a column in which something changes. */
const POINTS = 4;

/** Points that are drawn: a common X, and a Y for each series. */
export interface Columns {
  readonly x: Float64Array;
  /** `null`: a hole; without any hole the numbers alone. */
  readonly y: (Float64Array | (number | null)[])[];
  /** Least and greatest Y of each series; `undefined`: nothing is there. */
  readonly ranges: readonly Range[];
}

/** Least and greatest value; `undefined`: nothing is there. */
export type Range = readonly [min: number, max: number] | undefined;

/** A part of the X axis as wide as a point of the screen. */
interface Grid {
  readonly from: number;
  readonly step: number;
  /** Where the points of each column begin; those of the end at last. */
  readonly starts: Int32Array;
}

/** Columns between two times: most need one point only. */
function gridOf(
  series: readonly Samples[],
  from: number,
  to: number,
  columns: number,
): Grid {
  const step = (to - from) / columns;
  const busy = new Uint8Array(columns);
  for (const { times } of series) {
    for (let i = indexAt(times, from) + 1; i < times.length; i++) {
      const column = columnAt(times[i], from, step);
      if (column >= columns) break;
      busy[column] = 1;
    }
  }
  const starts = new Int32Array(columns + 1);
  for (let column = 0; column < columns; column++) {
    starts[column + 1] = starts[column] + (busy[column] === 1 ? POINTS : 1);
  }
  return { from, step, starts };
}

/** The column of a time: its end is part of it, its begin of the one before. */
function columnAt(time: number, from: number, step: number): number {
  return Math.max(0, Math.ceil((time - from) / step) - 1);
}

/**
 * Puts series on the columns between two times.
 *
 * @param now Up to when the last value holds.
 */
export function columnsOf(
  series: readonly Samples[],
  from: number,
  to: number,
  width: number,
  now: number,
): Columns {
  const columns = Math.max(1, Math.floor(width));
  const grid = gridOf(series, from, to, columns);
  const { starts, step } = grid;
  const x = new Float64Array(starts[columns] + 1);
  for (let column = 0; column < columns; column++) {
    const points = starts[column + 1] - starts[column];
    for (let i = 0; i < points; i++) {
      x[starts[column] + i] = from + (column + i / points) * step;
    }
  }
  x[x.length - 1] = to;
  const ranges: Range[] = [];
  const y = series.map((samples) => {
    const { points, range } = pointsOf(samples, grid, x, now);
    ranges.push(range);
    return points.includes(NaN)
      ? Array.from(points, (one) => Number.isNaN(one) ? null : one)
      : points;
  });
  return { x, y, ranges };
}

/** The Y of one series; NaN is a hole. */
function pointsOf(
  { times, values }: Samples,
  { from, step, starts }: Grid,
  x: Float64Array,
  now: number,
): { points: Float64Array; range: Range } {
  const points = new Float64Array(x.length).fill(NaN);
  const columns = starts.length - 1;
  let index = indexAt(times, from);
  let held = index < 0 ? NaN : values[index];
  let low = Infinity;
  let high = -Infinity;
  const seen = (value: number) => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  if (!Number.isNaN(held)) seen(held);
  for (let column = 0; column < columns; column++) {
    const at = starts[column];
    if (x[at] > now) break;
    const next = index + 1;
    if (next >= times.length || columnAt(times[next], from, step) > column) {
      points.fill(held, at, starts[column + 1]);
      continue;
    }
    points[at] = held;
    let least = Infinity;
    let greatest = -Infinity;
    while (
      index + 1 < times.length &&
      columnAt(times[index + 1], from, step) <= column
    ) {
      held = values[++index];
      if (held < least) least = held;
      if (held > greatest) greatest = held;
    }
    if (least <= greatest) {
      points[at + 1] = least;
      points[at + 2] = greatest;
      seen(least);
      seen(greatest);
    }
    points[at + 3] = held;
  }
  if (now >= x[x.length - 1]) points[x.length - 1] = held;
  return { points, range: low <= high ? [low, high] : undefined };
}

/** What several ranges cover together. */
export function unionOf(ranges: readonly Range[]): Range {
  return ranges.reduce(
    (sum, range) =>
      sum === undefined || range === undefined
        ? sum ?? range
        : [Math.min(sum[0], range[0]), Math.max(sum[1], range[1])],
    undefined,
  );
}

/** Magnitudes that differ by this get an axis each. */
const APART = 20;
/** Magnitudes that differ by less share an axis again. */
const TOGETHER = 8;

/**
 * Which series have the second axis: those whose magnitude is nearer to the
 * least than to the greatest, where these are far apart.
 *
 * @param before The result for the ranges of before: near the limit it stays.
 */
export function secondAxis(
  ranges: readonly Range[],
  before: readonly boolean[],
): readonly boolean[] {
  const magnitudes = ranges.map((range) =>
    range === undefined ? 0 : Math.max(Math.abs(range[0]), Math.abs(range[1]))
  );
  const known = magnitudes.filter((one) => one > 0);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const limit = before.includes(true) ? TOGETHER : APART;
  if (known.length < 2 || greatest < least * limit) {
    return ranges.map(() => false);
  }
  const middle = Math.sqrt(least * greatest);
  return magnitudes.map((one) => one > 0 && one < middle);
}

/** The range of the Y axis: 8 % more, of a constant series one more. */
export function paddedRange(range: Range): [number, number] {
  if (range === undefined) return [0, 1];
  const [low, high] = range;
  const padding = (high - low) * 0.08 || 1;
  return [low - padding, high + padding];
}
