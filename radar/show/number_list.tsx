/**
 * An array of numbers in one picture, with how many there are, the least and the
 * greatest.
 *
 * @module
 */
import { Spark } from "../page/spark.tsx";
import { texts } from "../texts.ts";
import { asNumber, digitsOf, kindOf } from "../values/kinds.ts";

/** Least number of members that are worth a picture. */
const LEAST_MEMBERS = 8;
/** Points of the picture. */
const MAX_POINTS = 400;

/** The numbers of an array of nothing else; `undefined`: it is none. */
function numbersOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length < LEAST_MEMBERS) return undefined;
  const numbers: number[] = [];
  for (const one of value) {
    const number = kindOf(one) === "number" ? asNumber(one) : undefined;
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}

// Least and greatest of each part, so that no peak is lost.
function pointsOf(numbers: readonly number[]): readonly number[] {
  if (numbers.length <= MAX_POINTS) return numbers;
  const size = Math.ceil(numbers.length * 2 / MAX_POINTS);
  const points: number[] = [];
  for (let at = 0; at < numbers.length; at += size) {
    const part = numbers.slice(at, at + size);
    points.push(Math.min(...part), Math.max(...part));
  }
  return points;
}

function extreme(value: readonly unknown[], sign: 1 | -1): string {
  const found = value.reduce((best, one) =>
    sign * (asNumber(one) ?? 0) > sign * (asNumber(best) ?? 0) ? one : best
  );
  return digitsOf(found);
}

/** See the module. Nothing for other values. */
export function NumberList({ value }: { value: unknown }) {
  const numbers = numbersOf(value);
  if (numbers === undefined || !Array.isArray(value)) return null;
  return (
    <div class="number-list">
      <Spark values={pointsOf(numbers)} width={480} height={64} />
      <dl class="stats">
        <div>
          <dt>{texts.count}</dt>
          <dd>{value.length.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>{texts.least}</dt>
          <dd>{extreme(value, -1)}</dd>
        </div>
        <div>
          <dt>{texts.greatest}</dt>
          <dd>{extreme(value, 1)}</dd>
        </div>
      </dl>
    </div>
  );
}
