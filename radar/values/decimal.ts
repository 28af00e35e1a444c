/**
 * Sums of numbers as they are written, without the errors of binary fractions.
 *
 * @module
 */

const PLAIN = /^-?\d+(?:\.\d+)?$/;

/** Digits behind the point of a number as it was written. */
export function placesOf(digits: string): number {
  const dot = digits.indexOf(".");
  return dot < 0 || /[eE]/.test(digits) ? 0 : digits.length - dot - 1;
}

function scaled(digits: string, places: number): bigint {
  const [whole, fraction = ""] = digits.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}

/**
 * One number and so many times another one.
 *
 * @param least Least number of digits behind the point.
 * @returns `undefined` if one of them has an exponent or is no number.
 */
export function addDecimals(
  to: string,
  other: string,
  times: number,
  least = 0,
): string | undefined {
  if (!PLAIN.test(to) || !PLAIN.test(other)) return undefined;
  const places = Math.max(placesOf(to), placesOf(other), least);
  const sum = scaled(to, places) + BigInt(times) * scaled(other, places);
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, "0");
  const sign = sum < 0n ? "-" : "";
  return places === 0
    ? sign + digits
    : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
