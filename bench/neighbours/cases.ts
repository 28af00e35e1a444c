/**
 * The rows that are measured beside other buses.
 *
 * @module
 */
import type { Load } from "./load.ts";
import type { Transport } from "./servers.ts";

/** One row. */
export interface Case extends Load {
  readonly name: string;
  readonly transport: Transport;
  /** What is compared: what is done a second, or how long one takes. */
  readonly figure: "rate" | "p50";
}

/** Messages under way at a time. */
const IN_FLIGHT = 64;

function fan(peers: number, transport: Transport = "tcp"): Case {
  const name = `fan-out-${peers}${transport === "tcp" ? "" : `-${transport}`}`;
  return {
    name,
    transport,
    mode: "fan",
    peers,
    inFlight: IN_FLIGHT,
    figure: "rate",
  };
}

function set(inFlight: number, transport: Transport): Case {
  return {
    name: `set-${inFlight}-${transport}`,
    transport,
    mode: "set",
    peers: 1,
    inFlight,
    figure: inFlight === 1 ? "p50" : "rate",
  };
}

/** All rows, in the order in which they are reported. */
export const CASES: readonly Case[] = [
  ...[fan(1), fan(10), fan(100)],
  { ...fan(1000), name: "one-to-1000", inFlight: 1, figure: "p50" },
  ...[set(1, "tcp"), set(1, "unix"), set(100, "tcp"), set(100, "unix")],
  ...[fan(1, "websocket"), fan(10, "websocket"), fan(100, "websocket")],
];
