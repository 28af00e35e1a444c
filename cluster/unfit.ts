/**
 * Why a daemon can't join a cluster.
 *
 * @module
 */
import type { MemberInfo } from "./entries.ts";

/** The members of the cluster differ in what has to be the same at all. */
export class Unfit extends Error {
  constructor(
    member: MemberInfo,
    what: string,
    there: string | number,
    here: string | number,
  ) {
    super(
      `${member.name} (${member.version}) has ${what} ${there}, ` +
        `this daemon ${here}`,
    );
    this.name = "Unfit";
  }
}
