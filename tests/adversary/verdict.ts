/**
 * What has to hold while a daemon is attacked.
 *
 * @module
 */
import { type Experience, quantile } from "./measured.ts";
import type { StrangersReport } from "./parties.ts";

/** Bounds of what the peers that behave may notice. */
export interface Aim {
  readonly longestMs: number;
  readonly p99Ms: number;
  readonly memoryMiB: number;
}

/** The aim for a number of states. */
export function aimFor(states: number): Aim {
  return states <= 100_000
    ? { longestMs: 250, p99Ms: 50, memoryMiB: 512 }
    : { longestMs: 500, p99Ms: Infinity, memoryMiB: Infinity };
}

/** The aim of the short form, which runs beside other tests. */
export const PATIENT_AIM: Aim = {
  longestMs: Infinity,
  p99Ms: Infinity,
  memoryMiB: 768,
};

/** Sets below which p99 is the longest wait, not a percentile. */
const MIN_SETS = 100;

/** What was measured. */
export interface Measures {
  readonly experience: Experience;
  /** `undefined` if the strangers did not come to their end. */
  readonly strangers: StrangersReport | undefined;
  readonly memoryBytes: number;
  readonly daemonEnded: boolean;
  /** Peers that behave and were disconnected. */
  readonly lost: readonly string[];
  /** Strangers that the daemon disconnected, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** What else does not hold. */
  readonly failures: readonly string[];
}

/** What a row can miss. */
export type Missed = "p99" | "longest wait" | "memory" | "behaviour";

/** One attack on one daemon. */
export interface Row {
  readonly attack: string;
  readonly sets: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** The same without the time in which the daemon waited for a core. */
  readonly ownP99: number;
  readonly ownLongest: number;
  readonly lateness: number;
  readonly errors: number;
  readonly memoryMiB: number;
  readonly dropped: string;
  /** What does not hold; empty if all does. */
  readonly failures: readonly string[];
  /** The kinds of it. */
  readonly missed: readonly Missed[];
}

/** Judges one attack. */
export function judge(
  attack: string,
  measures: Measures,
  aim: Aim,
  mustDrop: boolean,
): Row {
  const { experience, strangers } = measures;
  const { waits, ownWaits, errors, lateness } = experience;
  const longest = waits.at(-1) ?? Infinity;
  const p99 = quantile(waits, 0.99) ?? Infinity;
  const memoryMiB = measures.memoryBytes / 2 ** 20;
  const reasons = Object.entries(measures.dropped);
  const logged = reasons.reduce((sum, [, count]) => sum + count, 0);
  const ended = Math.max(logged, strangers?.ended ?? 0);
  const total = strangers?.connections ?? 0;
  const kept = total - ended;
  const isLong = longest > aim.longestMs;
  const isSlow = waits.length >= MIN_SETS && p99 > aim.p99Ms;
  const isLarge = memoryMiB > aim.memoryMiB;
  const misbehaviour = [
    measures.daemonEnded && "the daemon is dead",
    ...summary(errors),
    ...measures.lost.map((name) => `"${name}" was disconnected`),
    mustDrop && kept > 0 && `${kept} strangers were not disconnected`,
    strangers === undefined && "the strangers came to no end",
    ...strangers?.failures ?? [],
    ...measures.failures,
  ].filter((failure) => failure !== false);
  const failures = [
    ...misbehaviour,
    isLong && `a wait of ${Math.round(longest)} ms`,
    isSlow && `p99 of ${Math.round(p99)} ms`,
    isLarge && `${Math.round(memoryMiB)} MiB`,
  ].filter((failure) => failure !== false);
  const kinds: readonly (Missed | false)[] = [
    isSlow && "p99",
    isLong && "longest wait",
    isLarge && "memory",
    misbehaviour.length > 0 && "behaviour",
  ];
  const missed = kinds.filter((kind) => kind !== false);
  return {
    attack,
    sets: waits.length,
    p50: quantile(waits, 0.5) ?? Infinity,
    p99,
    longest,
    ownP99: quantile(ownWaits, 0.99) ?? Infinity,
    ownLongest: ownWaits.at(-1) ?? Infinity,
    lateness,
    errors: errors.length,
    memoryMiB,
    dropped: `${ended}/${total}` +
      reasons.map(([reason, count]) => ` ${count}× ${reason}`).join(","),
    failures,
    missed,
  };
}

/** The row of an attack that could not be carried out. */
export function brokenOff(attack: string, error: unknown): Row {
  const waits = { p50: NaN, p99: NaN, longest: NaN };
  const own = { ownP99: NaN, ownLongest: NaN };
  const unknown = { sets: 0, ...waits, ...own, lateness: NaN };
  const failures = [`broken off: ${error}`];
  const missed: Missed[] = ["behaviour"];
  const row = { attack, errors: 0, memoryMiB: NaN, dropped: "", failures };
  return { ...unknown, ...row, missed };
}

/** Different errors, each with how often it came. */
function summary(errors: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const error of errors) counts.set(error, (counts.get(error) ?? 0) + 1);
  return [...counts].map(([error, count]) => `${count}× ${error}`);
}
