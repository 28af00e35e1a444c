/**
 * The header `Accept` (RFC 9110, 12.5.1).
 *
 * @module
 */
import { problem } from "./problem.ts";

/** A media range, and how much the client likes it. */
interface Range {
  readonly name: string;
  /** From 0, not acceptable, to 1. */
  readonly quality: number;
}

function rangesOf({ headers }: Request): Range[] {
  return (headers.get("accept") ?? "").toLowerCase().split(",")
    .filter((one) => one.trim() !== "")
    .map((one) => {
      const [name, ...parameters] = one.split(";").map((part) => part.trim());
      const quality = parameters.find((part) => part.startsWith("q="));
      const number = quality === undefined ? 1 : Number(quality.slice(2));
      return { name, quality: Number.isFinite(number) ? number : 1 };
    });
}

/** Names of the ranges that a type is in, the narrowest first. */
function rangesAround(type: string): readonly [string, string, string] {
  return [type, type.replace(/\/.*$/, "/*"), "*/*"];
}

/**
 * The media type that a client likes best.
 *
 * @param offered Essences of media types; of those that the client likes the
 * same, one that it names comes before one in a range, and then the first.
 * @param named Types that have to be named: ranges don't mean them.
 * @throws {Problem} if none is acceptable.
 */
export function negotiate(
  request: Request,
  offered: readonly string[],
  named: readonly string[] = [],
): string {
  const ranges = rangesOf(request);
  let best: { type: string; quality: number; isNamed: boolean } | undefined;
  for (const type of [...offered, ...named]) {
    const around = rangesAround(type);
    const found = around.map((name) => ranges.find((one) => one.name === name))
      .find((range) => range !== undefined);
    const isNamed = found?.name === type;
    const anything = ranges.length === 0 ? 1 : 0;
    const quality = found?.quality ?? anything;
    if (quality === 0 || !isNamed && named.includes(type)) continue;
    const isBetter = best === undefined || quality > best.quality ||
      quality === best.quality && isNamed && !best.isNamed;
    if (isBetter) best = { type, quality, isNamed };
  }
  if (best !== undefined) return best.type;
  const types = [...offered, ...named].join(", ");
  throw problem("notAcceptable", `there is only ${types}`);
}
