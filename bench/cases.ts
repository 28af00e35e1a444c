/**
 * The cases of the benchmark and the figures that each of them gives.
 *
 * @module
 */

import type { ChangeWork, Interval, Work } from "./task.ts";

/** One figure of a case, as a reader sees it. */
export interface Figure {
  /** What the generator calls it. */
  name: string;
  title: string;
  unit: "/s" | "ms" | "KiB" | "%";
  better: "more" | "less";
  /** What this project aims at, as a factor over node-jet 2.1.1 … */
  aim?: number;
  /** … or as a value. */
  aimValue?: number;
  /** Is a comparison in itself, so that its ratio to others means nothing. */
  relative?: boolean;
}

/** Something that is measured. */
export interface Case<W extends Work = Work> {
  name: string;
  work(interval: Interval): W;
  figures: Figure[];
  /** How many fresh daemons it compares with one another; one if not said. */
  daemons?: number;
  /** Only our daemons can do it. */
  oursOnly?: boolean;
  /** What a reader has to know of its figures. */
  about?: string;
}

/** Work in flight in the cases of changes. */
const CHANGES = 64;
const FOREIGN_FETCHES = 1000;
const IDLE_PEERS = 1000;

function setCase(inFlight: number, aim?: number): Case<ChangeWork> {
  return {
    name: `set-${inFlight}`,
    work: (interval) => ({ kind: "set", inFlight, ...interval }),
    figures: [{
      name: "round trips",
      title: `set round trips, ${inFlight} in flight`,
      unit: "/s",
      better: "more",
      aim,
    }],
  };
}

function fanOutCase(fetchers: number): Case<ChangeWork> {
  return {
    name: `fan-out-${fetchers}`,
    work: (interval) => ({
      kind: "fan-out",
      fetchers,
      inFlight: CHANGES,
      ...interval,
    }),
    figures: [{
      name: "notifications",
      title: `fan-out to ${fetchers}, notifications`,
      unit: "/s",
      better: "more",
      aim: 5,
    }],
  };
}

const ABOUT_WEBSOCKET =
  "Over WebSocket: two fresh daemons, one with peers that all use WebSocket, " +
  "one with peers that all use TCP, take turns of a quarter of a second. “Of " +
  "the same over TCP” compares them turn by turn. Frames are masked and not " +
  "compressed.";

/** The same over WebSocket, in turn with the same over TCP. */
function overWebSocket({ name, work, figures }: Case<ChangeWork>): Case {
  const [{ title, unit, better }] = figures;
  return {
    name: `websocket-${name}`,
    work: (interval) => ({ kind: "transports", of: work(interval) }),
    daemons: 2,
    about: ABOUT_WEBSOCKET,
    figures: [
      { name: "websocket", title: `${title}, over WebSocket`, unit, better },
      {
        name: "share",
        title: "… of the same over TCP",
        unit: "%",
        better: "more",
        aimValue: 70,
        relative: true,
      },
    ],
  };
}

function addCase(states: number, fetches: number, aim?: number): Case {
  const many = states.toLocaleString("en");
  return {
    name: `add-${states}`,
    work: () => ({ kind: "add", states, inFlight: 100, fetches }),
    figures: [
      { name: "add", title: `add ${many} states`, unit: "ms", better: "less" },
      {
        name: "fetch all",
        title: `fetch all ${many}`,
        unit: "ms",
        better: "less",
      },
      {
        name: "add and fetch all",
        title: `add and fetch all ${many}`,
        unit: "ms",
        better: "less",
        aim,
      },
    ],
  };
}

const DIALECTS: Case = {
  name: "dialects",
  work: (interval) => ({
    kind: "dialects",
    fetchers: 100,
    inFlight: CHANGES,
    ...interval,
  }),
  daemons: 3,
  oursOnly: true,
  figures: [
    {
      name: "classic",
      title: "fan-out to 100 in classic, notifications",
      unit: "/s",
      better: "more",
    },
    {
      name: "3.x",
      title: "fan-out to 100 in 3.x, notifications",
      unit: "/s",
      better: "more",
    },
    {
      name: "both",
      title: "fan-out to 50 in classic and 50 in 3.x, notifications",
      unit: "/s",
      better: "more",
    },
    {
      name: "share",
      title: "… of the same in one dialect (mean of classic and 3.x)",
      unit: "%",
      better: "more",
      aimValue: 85,
      relative: true,
    },
  ],
  about: "Two dialects at once: three fresh daemons, one with 100 classic " +
    "fetchers (node-jet 2.x), one with 100 of 3.x, one with 50 of each, take " +
    "turns of a fraction of a second in the same round. “Of the same in one " +
    "dialect” compares the third with the mean of the other two, turn by " +
    "turn. The owner is a classic one everywhere. After each round every " +
    "fetcher must have got every change, in the form of its own dialect.",
};

const TREE: Case = {
  name: "tree",
  work: () => ({ kind: "tree", states: 100_000, inFlight: 100 }),
  daemons: 2,
  oursOnly: true,
  figures: [
    {
      name: "flat",
      title: "add 100,000 states without a hierarchy",
      unit: "ms",
      better: "less",
    },
    {
      name: "tree",
      title: "add 100,000 states in 1,000 nodes",
      unit: "ms",
      better: "less",
    },
    {
      name: "share",
      title: "… speed of that without a hierarchy",
      unit: "%",
      better: "more",
      // The time at most 1.3 times as long.
      aimValue: 77,
      relative: true,
    },
  ],
  about:
    "States in a tree: two fresh daemons take turns. One gets paths like " +
    "`bench/01/23/45`, the other one the same without separators, " +
    "`bench-01-23-45`. The turns before the last remove everything again.",
};

/** Cases that are measured over WebSocket as well. */
const CHANGING: Case<ChangeWork>[] = [
  setCase(1),
  setCase(100, 1.5),
  fanOutCase(1),
  fanOutCase(10),
  fanOutCase(100),
];

/** All cases, in the order in which they are reported. */
export const CASES: Case[] = [
  ...CHANGING,
  ...CHANGING.map(overWebSocket),
  DIALECTS,
  addCase(10_000, 5, 3),
  addCase(100_000, 1),
  TREE,
  {
    name: "unfetched",
    work: (interval) => ({ kind: "unfetched", ...interval }),
    figures: [{
      name: "changes",
      title: "unfetched changes",
      unit: "/s",
      better: "more",
    }],
  },
  {
    name: "foreign",
    work: (interval) => ({
      kind: "foreign",
      fetches: FOREIGN_FETCHES,
      inFlight: CHANGES,
      ...interval,
    }),
    figures: [
      {
        name: "with",
        title: "fan-out to 1 beside 1,000 foreign fetches",
        unit: "/s",
        better: "more",
      },
      {
        name: "share",
        title: "… of the same without them",
        unit: "%",
        better: "more",
        aimValue: 95,
        relative: true,
      },
    ],
  },
  {
    name: "idle",
    work: (interval) => ({ kind: "idle", peers: IDLE_PEERS, ...interval }),
    figures: [
      {
        name: "memory",
        title: "memory for each of 1,000 idle peers",
        unit: "KiB",
        better: "less",
      },
      {
        name: "round trips",
        title: "set round trips beside them, 1 in flight",
        unit: "/s",
        better: "more",
      },
    ],
  },
];
