/**
 * A line of the last figures, beside their number.
 *
 * @module
 */
import { sparkPath } from "../values/spark.ts";

/** See the module. */
export function Spark({ values, width = 48, height = 16 }: {
  values: readonly number[];
  width?: number;
  height?: number;
}) {
  return (
    <span class="spark">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path
          d={sparkPath(values, width, height)}
          vector-effect="non-scaling-stroke"
        />
      </svg>
    </span>
  );
}
