/**
 * Samples on the columns of a plot: first, least, greatest and last of each, so
 * that no peak is lost and the cost follows the width and not the data.
 *
 * @module
 */
import { indexAt, type Samples } from "./ring.ts";

/** Points of a column. */
const POINTS = 4;

/** Points that are drawn: a common X, and a Y for each series. */
export interface Columns {
  readonly x: Float64Array;
  /** `null`: a hole. */
  readonly y: (number | null)[][];
  /** Least and greatest Y of each series; `undefined`: nothing is there. */
  readonly ranges: readonly Range[];
}

/** Least and greatest value; `undefined`: nothing is there. */
export type Range = readonly [min: number, max: number] | undefined;

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
  const step = (to - from) / columns;
  const x = new Float64Array(columns * POINTS + 1);
  for (let i = 0; i < x.length; i++) x[i] = from + i * step / POINTS;
  const ranges: Range[] = [];
  const y = series.map(({ times, values }) => {
    let low = Infinity;
    let high = -Infinity;
    const points: (number | null)[] = new Array(x.length).fill(null);
    let index = indexAt(times, from);
    let held = index < 0 ? NaN : values[index];
    const seen = (value: number) => {
      if (value < low) low = value;
      if (value > high) high = value;
    };
    if (!Number.isNaN(held)) seen(held);
    for (let column = 0; column < columns; column++) {
      const begin = from + column * step;
      if (begin > now) break;
      const at = column * POINTS;
      const end = begin + step;
      const next = index + 1;
      if (next >= times.length || times[next] > end) {
        if (!Number.isNaN(held)) points.fill(held, at, at + POINTS);
        continue;
      }
      const first = held;
      let least = Infinity;
      let greatest = -Infinity;
      while (index + 1 < times.length && times[index + 1] <= end) {
        held = values[++index];
        if (Number.isNaN(held)) continue;
        if (held < least) least = held;
        if (held > greatest) greatest = held;
      }
      if (!Number.isNaN(first)) points[at] = first;
      if (least <= greatest) {
        points[at + 1] = least;
        points[at + 2] = greatest;
        seen(least);
        seen(greatest);
      }
      if (!Number.isNaN(held)) points[at + 3] = held;
    }
    if (now >= to && !Number.isNaN(held)) points[x.length - 1] = held;
    ranges.push(low <= high ? [low, high] : undefined);
    return points;
  });
  return { x, y, ranges };
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
