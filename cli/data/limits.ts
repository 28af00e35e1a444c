/**
 * How often and how finely changes are reported, as options of the command
 * line.
 *
 * @module
 */
import type { ChangeLimit, DeadBand } from "../../peer.ts";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import { UsageError } from "../../command_line/errors.ts";
import type { Option, TypedOption } from "../../command_line/option.ts";

const MAX_RATE = 1000;

const RATE: TypedOption<number> = {
  name: "rate",
  value: "N",
  help: "at most N changes of each element a second",
  read(value, source) {
    const rate = Number(value);
    if (value !== "" && rate > 0 && rate <= MAX_RATE) return rate;
    throw new UsageError(`${source} needs a number above 0, up to ${MAX_RATE}`);
  },
};

// A size, in percent or not, behind the field that counts.
const DEAD_BAND = /^(?:\.(.+)=)?([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)(%?)$/s;

const DEADBAND: TypedOption<DeadBand> = {
  name: "deadband",
  value: "SIZE",
  help: "only changes of numbers above 0.5 or 1%, of a field: .level=0.5",
  read(value, source) {
    const [, field, size, percent] = DEAD_BAND.exec(String(value)) ?? [];
    if (size === undefined) {
      throw new UsageError(`${source} needs a size such as 0.5, 1% or .a=0.5`);
    }
    return {
      [percent === "%" ? "percent" : "absolute"]: Number(size),
      ...(field === undefined ? {} : { field }),
    };
  },
};

/** Options that limit the changes of a fetch. */
export const LIMIT_OPTIONS: readonly Option[] = [RATE, DEADBAND];

/** The limits that were given. */
export function readLimits(given: ParsedArgs): ChangeLimit {
  const limit: ChangeLimit = {};
  const rate = given.get(RATE);
  if (rate !== undefined) limit.rate = rate;
  const deadband = given.get(DEADBAND);
  if (deadband !== undefined) limit.deadband = deadband;
  return limit;
}
