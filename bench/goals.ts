/**
 * What the daemon aims at, and whether it gets there.
 *
 * @module
 */
import { bareOf, OURS } from "./servers.ts";
import type { Row, Summary } from "./summary.ts";

/** A bound of a figure, or of what it is of another one. */
export interface Goal {
  readonly case: string;
  readonly figure: string;
  /** Only for this one of our daemons; else the better one has to reach it. */
  readonly server?: string;
  /** Compared with: the row of another case, another server, or nothing. */
  readonly than?:
    | { readonly case: string }
    | { readonly server: string }
    | "bare";
  readonly bound: number;
  /** What a bound is that another machine would not have. */
  readonly origin?: string;
}

const rate = (name: string, server: string, bound: number): Goal => ({
  case: name,
  figure: "rate",
  than: { server },
  bound,
});
const latency = (name: string): Goal => ({
  case: name,
  figure: "p50",
  than: { server: "cjet" },
  bound: 0.9,
});
const webSocket = (name: string, tcp = name): Goal => ({
  case: `${name}-websocket`,
  figure: "rate",
  than: { case: tcp },
  bound: 0.85,
});
const value = (
  name: string,
  figure: string,
  bound: number,
  server?: string,
): Goal => ({ case: name, figure, bound, server });
const start = (server: string, former: number): Goal => ({
  ...value("start", "start", 1.3 * former, server),
  origin: `1.3 × the ${former} ms of e9f090f on the machine of its time`,
});
const [DENO, BUN] = OURS;

/** All goals; whether more or less is better is the figure's. */
export const GOALS: readonly Goal[] = [
  rate("fan-out-1", "nats-server", 0.85),
  rate("fan-out-10", "nats-server", 1),
  rate("fan-out-100", "nats-server", 1),
  rate("fan-out-100", "redis", 0.8),
  ...["fan-out-1", "fan-out-10", "fan-out-100"].map((name): Goal => ({
    ...rate(name, DENO, 0.85),
    server: BUN,
  })),
  { case: "one-to-1000", figure: "p50", than: "bare", bound: 1.15 },
  latency("set-1-tcp"),
  latency("set-1-unix"),
  rate("unfetched", "cjet", 0.9),
  {
    case: "add-100000",
    figure: "add and fetch all",
    than: { server: "cjet" },
    bound: 0.4,
  },
  ...["fan-out-1", "fan-out-10", "fan-out-100"].map((name) => webSocket(name)),
  webSocket("set-100", "set-100-tcp"),
  {
    case: "set-1-websocket",
    figure: "p50",
    than: { case: "set-1-tcp" },
    bound: 1 / 0.85,
  },
  value("dialects", "share", 85),
  value("tree", "share", 77),
  value("foreign", "share", 95),
  value("states", "memory", 350, DENO),
  value("states", "memory", 350, BUN),
  value("states", "idle", 350, DENO),
  value("states", "idle", 350, BUN),
  value("idle-1000", "memory", 10, DENO),
  value("idle-1000", "memory", 6, BUN),
  value("idle-5000", "further", 10, DENO),
  value("idle-5000", "further", 6, BUN),
  value("gone", "gone", 1.5),
  start(DENO, 131),
  start(BUN, 85),
  value("idle-0", "wake-ups", 2),
];

/** How far a goal is reached. */
export interface Reached {
  readonly goal: Goal;
  readonly row: Row;
  /** What each of our daemons reached, if it was measured. */
  readonly values: readonly (number | null)[];
  readonly met: boolean;
}

/** The goals whose rows have been measured, and how far they are reached. */
export function reached(summary: Summary): Reached[] {
  return GOALS.flatMap((goal) => {
    const row = summary.row(goal.case, goal.figure);
    if (!row) return [];
    const values = OURS.map((name) => {
      if (goal.server !== undefined && goal.server !== name) return null;
      return valueOf(summary, goal, row, name);
    });
    const met = values.some((one) =>
      one !== null &&
      (row.figure.better === "more" ? one >= goal.bound : one <= goal.bound)
    );
    return [{ goal, row, values, met }];
  });
}

function valueOf(
  summary: Summary,
  { than }: Goal,
  row: Row,
  name: string,
): number | null {
  if (than === undefined) return summary.cell(row, name)?.value ?? null;
  if (than === "bare") return summary.ratio(row, name, bareOf(name));
  if ("server" in than) return summary.ratio(row, name, than.server);
  const other = summary.rows.find(({ case: one, figure, pinned }) =>
    one.name === than.case && figure.name === row.figure.name &&
    pinned === row.pinned
  );
  return other ? summary.ratio(row, name, name, other) : null;
}
