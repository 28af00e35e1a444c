/**
 * Why a daemon can't join a cluster.
 *
 * @module
 */
import type { MemberInfo } from "./entries.ts";

/** The members of the cluster differ in what has to be the same at all. */
export class Unfit extends Error {
  /** @param there What the member has, as `here` of this daemon. */
  constructor(member: MemberInfo, there: string, here: string) {
    super(
      `${member.name} (${member.version}) has ${there}, ` +
        `this daemon ${here}: members need the same`,
    );
    this.name = "Unfit";
  }
}

/**
 * Checks that a member has what has to be the same at all.
 *
 * @throws {Unfit} if it has not.
 */
export function checkFit(
  member: MemberInfo,
  { protocol, rules }: Pick<MemberInfo, "protocol" | "rules">,
): void {
  if (member.protocol !== protocol) {
    const [there, here] = [member.protocol, protocol];
    throw new Unfit(member, `protocol ${there}`, `protocol ${here}`);
  }
  if (member.rules !== rules) {
    throw new Unfit(member, ...differentOptions(member.rules, rules));
  }
}

/** Options that members have in common, in the order of their rules. */
const RULE_OPTIONS = ["--separator", "--hierarchy", "--cluster-lease"];

/** The options in which rules differ, with the values of both. */
function differentOptions(
  there: string,
  here: string,
): [there: string, here: string] {
  const [theirs, own] = [valuesOf(there), valuesOf(here)];
  // A member of a later version may have more of them.
  if (theirs === undefined || own === undefined) {
    return [`rules ${there}`, `rules ${here}`];
  }
  const different = RULE_OPTIONS.flatMap((option, i) =>
    theirs[i] === own[i] ? [] : [[option, i] as const]
  );
  const textOf = (values: readonly string[]) =>
    different.map(([option, i]) => `${option} ${values[i]}`).join(" ");
  return [textOf(theirs), textOf(own)];
}

/** The values of the options, a lease in seconds. */
function valuesOf(rules: string): string[] | undefined {
  const [, separator, hierarchy, leaseMs] =
    /^(\S+) (open|strict) (\d+)$/.exec(rules) ?? [];
  return leaseMs === undefined
    ? undefined
    : [separator, hierarchy, String(Number(leaseMs) / 1000)];
}
