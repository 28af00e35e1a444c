/**
 * The cases of the benchmark and the figures that each of them gives.
 *
 * @module
 */

import { OURS, type Server, type Transport } from "./servers.ts";
import type { Traffic } from "./stream/load.ts";
import { FIRST_PEERS, type Interval, type Work } from "./task.ts";

/** One figure of a case, as a reader sees it. */
export interface Figure {
  /** What is measured, as the generator calls it. */
  readonly name: string;
  readonly title: string;
  readonly unit: "/s" | "ms" | "µs" | "kB" | "B" | "%" | "×";
  readonly better: "more" | "less";
  /** Is a comparison in itself, so that its ratio to others means nothing. */
  readonly relative?: boolean;
}

interface AnyCase {
  readonly name: string;
  readonly figures: readonly Figure[];
  /** Most rounds that it is worth. */
  readonly rounds?: number;
  /** The case that it is compared with: each server runs both in turn. */
  readonly beside?: string;
  /** Never pinned, because the processor is not what it is about. */
  readonly unpinned?: boolean;
  /** What a reader has to know of its figures. */
  readonly about?: string;
}

/** A stream of small messages, by the generator in C. */
export interface StreamCase extends AnyCase {
  readonly kind: "stream";
  readonly transport: Transport;
  readonly traffic: Traffic;
}

/** Something that only daemons of Jet do, by the generator in Deno. */
export interface TaskCase extends AnyCase {
  readonly kind: "task";
  work(interval: Interval): Work;
  /** How many fresh daemons it compares with one another; one if not said. */
  readonly daemons?: number;
  /** Only our daemons can do it. */
  readonly oursOnly?: boolean;
}

/** Starts of a server. */
export interface StartCase extends AnyCase {
  readonly kind: "start";
  readonly starts: number;
}

/** Something that is measured. */
export type Case = StreamCase | TaskCase | StartCase;

/** Messages under way at a time. */
const IN_FLIGHT = 64;

function fan(peers: number, transport: Transport = "tcp"): StreamCase {
  const over = transport === "tcp" ? "" : ", over WebSocket";
  return {
    kind: "stream",
    name: `fan-out-${peers}${transport === "tcp" ? "" : `-${transport}`}`,
    beside: transport === "tcp" ? undefined : `fan-out-${peers}`,
    transport,
    traffic: { mode: "fan", peers, inFlight: IN_FLIGHT },
    figures: [{
      name: "rate",
      title: `fan-out to ${peers}${over}, notifications`,
      unit: "/s",
      better: "more",
    }],
  };
}

const TRANSPORT_NAMES = {
  tcp: "TCP",
  unix: "a unix socket",
  websocket: "WebSocket",
} as const;

function set(inFlight: number, transport: Transport): StreamCase {
  const over = `over ${TRANSPORT_NAMES[transport]}`;
  return {
    kind: "stream",
    name: `set-${inFlight}-${transport}`,
    beside: transport === "websocket" ? `set-${inFlight}-tcp` : undefined,
    transport,
    traffic: { mode: "set", peers: 1, inFlight },
    figures: [
      inFlight === 1
        ? {
          name: "p50",
          title: `set ${over}, half of them within`,
          unit: "µs",
          better: "less",
        }
        : {
          name: "rate",
          title: `set ${over}, ${inFlight} in flight`,
          unit: "/s",
          better: "more",
        },
    ],
  };
}

function addCase(states: number, fetches: number): TaskCase {
  const many = states.toLocaleString("en");
  const figure = (name: string, title: string): Figure => ({
    name,
    title: `${title} ${many} states`,
    unit: "ms",
    better: "less",
  });
  return {
    kind: "task",
    name: `add-${states}`,
    work: () => ({ kind: "add", states, inFlight: 100, fetches }),
    figures: [
      figure("add", "add"),
      figure("fetch all", "fetch all"),
      figure("add and fetch all", "add and fetch all"),
    ],
  };
}

const DIALECTS: TaskCase = {
  kind: "task",
  name: "dialects",
  work: (interval) => ({
    kind: "dialects",
    fetchers: 100,
    inFlight: IN_FLIGHT,
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

const TREE: TaskCase = {
  kind: "task",
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
      relative: true,
    },
  ],
  about:
    "States in a tree: two fresh daemons take turns. One gets paths like " +
    "`bench/01/23/45`, the other one the same without separators, " +
    "`bench-01-23-45`. The turns before the last remove everything again.",
};

function idleCase(peers: number): TaskCase {
  const many = peers.toLocaleString("en");
  const memory: Figure = {
    name: "memory",
    title: `memory for each of ${many} idle peers`,
    unit: "kB",
    better: "less",
  };
  const further: Figure = {
    name: "further",
    title: `… for each behind the first ${FIRST_PEERS.toLocaleString("en")}`,
    unit: "kB",
    better: "less",
  };
  const wakeUps: Figure = {
    name: "wake-ups",
    title: `wake-ups of all threads with ${many} idle peers`,
    unit: "/s",
    better: "less",
  };
  return {
    kind: "task",
    name: `idle-${peers}`,
    work: () => ({ kind: "idle", peers }),
    unpinned: true,
    figures: [
      ...(peers > 0 ? [memory] : []),
      ...(peers > FIRST_PEERS ? [further] : []),
      wakeUps,
    ],
  };
}

/** All cases, in the order in which they are reported. */
export const CASES: readonly Case[] = [
  ...[fan(1), fan(10), fan(100)],
  {
    ...fan(1000),
    name: "one-to-1000",
    traffic: { mode: "fan", peers: 1000, inFlight: 1 },
    figures: [{
      name: "p50",
      title: "one change to 1,000, half of them with the last within",
      unit: "µs",
      better: "less",
    }],
  },
  ...[set(1, "tcp"), set(1, "unix"), set(100, "tcp"), set(100, "unix")],
  {
    kind: "stream",
    name: "unfetched",
    transport: "tcp",
    traffic: { mode: "alone", peers: 1, inFlight: 2 },
    figures: [{
      name: "rate",
      title: "changes that no peer fetches",
      unit: "/s",
      better: "more",
    }],
  },
  ...[fan(1, "websocket"), fan(10, "websocket"), fan(100, "websocket")],
  ...[set(1, "websocket"), set(100, "websocket")],
  DIALECTS,
  addCase(10_000, 5),
  addCase(100_000, 1),
  TREE,
  {
    kind: "task",
    name: "foreign",
    work: (interval) => ({
      kind: "foreign",
      fetches: 1000,
      inFlight: IN_FLIGHT,
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
        relative: true,
      },
    ],
  },
  idleCase(0),
  idleCase(1000),
  idleCase(5000),
  {
    kind: "task",
    name: "states",
    work: () => ({ kind: "states", states: 1_000_000, gone: false }),
    unpinned: true,
    oursOnly: true,
    rounds: 1,
    figures: [
      {
        name: "memory",
        title: "memory for each of a million states",
        unit: "B",
        better: "less",
      },
      {
        name: "idle",
        title: "… after 20 s without a message",
        unit: "B",
        better: "less",
      },
    ],
  },
  {
    kind: "task",
    name: "gone",
    work: () => ({ kind: "states", states: 100_000, gone: true }),
    unpinned: true,
    oursOnly: true,
    rounds: 1,
    figures: [{
      name: "gone",
      title: "memory a minute after 100,000 states have gone, of that before",
      unit: "×",
      better: "less",
    }],
  },
  {
    kind: "start",
    name: "start",
    starts: 7,
    unpinned: true,
    figures: [{
      name: "start",
      title: "from the start until it takes connections",
      unit: "ms",
      better: "less",
    }],
  },
];

/** Whether a server can take part in a case. */
export function takesPart(server: Server, one: Case): boolean {
  switch (one.kind) {
    case "start":
      return true;
    case "task":
      return one.oursOnly
        ? OURS.some((name) => name === server.name)
        : server.dialect !== undefined &&
          (server.tasks?.includes(one.name) ?? true);
    case "stream": {
      const protocol = server.protocols[one.transport];
      return protocol !== undefined &&
        (one.traffic.mode !== "set" || protocol.set !== undefined);
    }
  }
}
