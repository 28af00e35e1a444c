/**
 * The cases of the benchmark and the figures that each of them gives.
 *
 * @module
 */
import type { Work } from "./task.ts";

/** One figure of a case, as a reader sees it. */
export interface Figure {
  /** What the generator calls it. */
  readonly name: string;
  readonly title: string;
  readonly unit: "/s" | "ms" | "s" | "MiB";
  /** What this project aims at, as a factor over gun's better figure. */
  readonly aim?: number;
}

/** Something that is measured. */
export interface Case {
  readonly name: string;
  /** Rounds at most: some take long and differ little. */
  readonly rounds?: number;
  work(seconds: number): Work;
  readonly figures: readonly Figure[];
}

/** Puts on their way, so many that gun's AXE can gather for its 9 ms. */
const PUTS = 500;
const GETS = 100;
const NODES = 100_000;
/** gun writes four times a second: less would be a limit to it. */
const NODES_IN_FLIGHT = 20_000;
const IDLE = 500;
/** Seconds in which gun acknowledges some puts one after the other. */
const ACK_SECONDS = 3;

function relayedCase(subscribers: number, aim?: number, packed = 1): Case {
  const how = packed === 1 ? "" : `, ${packed} in a frame`;
  return {
    name: `puts-${subscribers}${packed === 1 ? "" : "-packed"}`,
    rounds: packed === 1 ? undefined : 2,
    work: (seconds) => ({
      kind: "relayed",
      subscribers,
      inFlight: PUTS,
      packed,
      seconds,
    }),
    figures: [{
      name: "puts",
      title: `puts relayed to ${subscribers}${how}`,
      unit: "/s",
      aim,
    }],
  };
}

function getsCase(inFlight: number, idle: number, aim?: number): Case {
  const beside = idle === 0 ? "" : ` beside ${idle} idle peers`;
  return {
    name: `gets-${inFlight}${idle === 0 ? "" : "-idle"}`,
    work: (seconds) => ({ kind: "gets", inFlight, idle, seconds }),
    figures: [{
      name: "gets",
      title: `gets, ${inFlight} in flight${beside}`,
      unit: "/s",
      aim,
    }],
  };
}

function acksCase(inFlight: number): Case {
  const figure = (name: string) => ({
    name,
    title: `put to its durable ok, ${inFlight} in flight, ${name}`,
    unit: "ms" as const,
  });
  return {
    name: `acks-${inFlight}`,
    rounds: 2,
    work: (seconds) => ({
      kind: "acks",
      inFlight,
      seconds: Math.max(seconds, ACK_SECONDS),
    }),
    figures: [figure("p50"), figure("p99")],
  };
}

const LATENCY: Case = {
  name: "latency",
  rounds: 2,
  work: (seconds) => ({ kind: "latency", seconds }),
  figures: [
    { name: "p50", title: "put to its subscriber, p50", unit: "ms" },
    { name: "p99", title: "put to its subscriber, p99", unit: "ms" },
  ],
};

const MANY_NODES: Case = {
  name: "nodes",
  rounds: 2,
  work: () => ({ kind: "nodes", nodes: NODES, inFlight: NODES_IN_FLIGHT }),
  figures: [
    {
      name: "time",
      title: "put 100,000 nodes of 3 keys, all acknowledged",
      unit: "s",
      aim: 5,
    },
    {
      name: "memory",
      title: "… memory (RSS) of the relay afterwards",
      unit: "MiB",
      aim: 5,
    },
    { name: "peak", title: "… the most that it had", unit: "MiB" },
  ],
};

/** All cases. */
export const CASES: readonly Case[] = [
  relayedCase(1, 2),
  relayedCase(10, 2),
  relayedCase(100, 3),
  relayedCase(10, undefined, 50),
  LATENCY,
  getsCase(GETS, 0, 3),
  getsCase(GETS, IDLE, 3),
  getsCase(1, 0),
  acksCase(1),
  acksCase(100),
  MANY_NODES,
];
