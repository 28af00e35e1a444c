/**
 * Sparklines: the last numbers as a stepped line.
 *
 * @module
 */

/** The path of a stepped line through numbers, for a box of a size. */
export function sparkPath(
  values: readonly number[],
  width: number,
  height: number,
): string {
  if (values.length === 0) return "";
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = width / Math.max(values.length, 2);
  const y = (value: number) =>
    (high === low
      ? height / 2
      : height - 2 - (value - low) / (high - low) * (height - 4)).toFixed(1);
  let path = `M0 ${y(values[0])}`;
  for (let i = 1; i < values.length; i++) {
    path += `H${(i * step).toFixed(1)}V${y(values[i])}`;
  }
  return `${path}H${width}`;
}
