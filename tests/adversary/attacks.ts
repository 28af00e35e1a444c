/**
 * All attacks.
 *
 * @module
 */
import type { Attack } from "./attack.ts";
import { ANEW } from "./attacks/anew.ts";
import { CHURN } from "./attacks/churn.ts";
import { DIALECTS } from "./attacks/dialects.ts";
import { FRESH } from "./attacks/fresh.ts";
import { FLOODS } from "./attacks/floods.ts";
import { GUN } from "./attacks/gun.ts";
import { HALF_OPEN } from "./attacks/half_open.ts";
import { KEPT } from "./attacks/kept.ts";
import { LATER } from "./attacks/later.ts";
import { LOGINS } from "./attacks/logins.ts";
import { MEMBERS } from "./attacks/members.ts";
import { MEMORY } from "./attacks/memory.ts";
import { REQUESTS } from "./attacks/requests.ts";
import { ODD } from "./attacks/odd.ts";
import { RIGHTS } from "./attacks/rights.ts";
import { RULES } from "./attacks/rules.ts";
import { TLS } from "./attacks/tls.ts";
import { TOGETHER } from "./attacks/together.ts";
import { TRIALS } from "./attacks/trials.ts";
import { UNREAD } from "./attacks/unread.ts";
import { WEB } from "./attacks/web.ts";

/** The time of the machine itself, without an attack. */
const NO_ATTACK: Attack = {
  name: "none",
  about: "no stranger at all, for comparison",
  run: (stage) => stage.stay(),
};

/** In the order in which they are carried out. */
export const ATTACKS: readonly Attack[] = [
  NO_ATTACK,
  ...MEMORY,
  ...UNREAD,
  ...REQUESTS,
  ...FLOODS,
  ...CHURN,
  ...DIALECTS,
  ...TRIALS,
  ...WEB,
  ...FRESH,
  ...KEPT,
  ...LATER,
  ...RULES,
  ...ODD,
  ...ANEW,
  ...TOGETHER,
  ...MEMBERS,
  // What they put stays in the store.
  ...GUN.map((attack) => ({ ...attack, isLasting: true })),
  ...HALF_OPEN,
  ...TLS,
  ...[...LOGINS, ...RIGHTS].map((attack) => ({ ...attack, isCheck: true })),
];

/** Attacks that visit, send, sort or remove all that is there. */
const MILLION = [
  "million-fetch,million-contains,million-sorted,million-leave,none",
  "get-array,get-everything-array,fetch-unfetch-array,ignored-case",
  "fetch-and-go,many-operands,many-operands-standing,add-remove",
  "nodes-of-everything,http-streams,http-lists-unread,resumed-streams",
  "unread-answers,half-closed,deep-paths,set-flood",
].join(",");

/** Attacks by names, with commas between; `million` names those of a million. */
export function attacksOf(names: string): Attack[] {
  return (names === "million" ? MILLION : names).split(",").map(attackOf);
}

/** The attack of a name. */
export function attackOf(name: string): Attack {
  const found = ATTACKS.find((attack) => attack.name === name);
  if (found === undefined) {
    const names = ATTACKS.map(({ name }) => name).join(", ");
    throw new RangeError(`no attack "${name}"; there are ${names}`);
  }
  return found;
}
