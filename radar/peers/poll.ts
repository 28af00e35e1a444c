/**
 * What the daemon says of itself and of its connections, once a second while it
 * is looked at.
 *
 * @module
 */
import { effect, type Signal, signal } from "@preact/signals";
import { isRecord } from "../../base/narrowing.ts";
import { NotFound } from "../../peer.ts";
import { bus } from "../page/app.ts";
import { type ClusterReport, readCluster } from "./members.ts";

/** Seconds that sparklines show. */
const KEPT = 60;
/** Time between two questions, in ms. */
const POLL_MS = 1000;

/** A connection of the daemon. */
export interface PeerRow {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  readonly transport: string;
  readonly remote: string;
  readonly dialect: string;
  readonly elements: number;
  readonly fetches: number;
  readonly backlog: number;
  /** Seconds since it began. */
  readonly age: number;
  /** Whether it is this page. */
  readonly own: boolean;
  /** Whether the daemon counts its traffic: not that of apps of GUN. */
  readonly hasTraffic: boolean;
  /** Arrivals a second, and of the last minute. */
  readonly input: number;
  readonly inputs: readonly number[];
  /** Bytes a second that it takes, and of the last minute. */
  readonly output: number;
  readonly outputs: readonly number[];
}

/** Figures of the daemon with those of the last minute. */
export interface Status {
  readonly figures: Readonly<Record<string, number>>;
  readonly past: Readonly<Record<string, readonly number[]>>;
  readonly limits: Readonly<Record<string, unknown>>;
  /** Its cluster; `undefined`: it is on its own. */
  readonly cluster: ClusterReport | undefined;
}

/** What is known; `"refused"`: it is shown to others only. */
export type Known<T> = T | "refused" | undefined;

/** The connections. */
export const peers: Signal<Known<readonly PeerRow[]>> = signal(undefined);
/** The figures. */
export const status: Signal<Known<Status>> = signal(undefined);

interface Counters {
  readonly at: number;
  readonly arrivals: number;
  readonly taken: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}
const counters = new Map<number, Counters>();

const text = (value: unknown) => typeof value === "string" ? value : "";
const number = (value: unknown) => typeof value === "number" ? value : 0;

function readRow(raw: unknown, at: number): PeerRow | undefined {
  if (!isRecord(raw)) return undefined;
  const id = number(raw.id);
  const before = counters.get(id);
  const [arrivals, taken] = [number(raw.arrivals), number(raw.taken)];
  const seconds = before === undefined
    ? 1
    : Math.max(0.1, (at - before.at) / 1000);
  const input = before === undefined
    ? 0
    : (arrivals - before.arrivals) / seconds;
  const output = before === undefined ? 0 : (taken - before.taken) / seconds;
  const keep = (list: readonly number[] | undefined, value: number) =>
    before === undefined ? [] : [...list ?? [], value].slice(-KEPT);
  const inputs = keep(before?.inputs, input);
  const outputs = keep(before?.outputs, output);
  counters.set(id, { at, arrivals, taken, inputs, outputs });
  return {
    id,
    name: text(raw.name),
    user: text(raw.user),
    transport: text(raw.transport),
    remote: text(raw.remote),
    dialect: text(raw.dialect),
    elements: number(raw.elements),
    fetches: number(raw.fetches),
    backlog: number(raw.backlog),
    age: number(raw.age),
    own: raw.own === true,
    hasTraffic: typeof raw.age === "number",
    input,
    inputs,
    output,
    outputs,
  };
}

async function askPeers(): Promise<void> {
  const at = performance.now();
  const answer = await bus.peer.call("$jet/peers", { traffic: true });
  const rows: PeerRow[] = [];
  for (const raw of Array.isArray(answer) ? answer : []) {
    const row = readRow(raw, at);
    if (row !== undefined) rows.push(row);
  }
  const ids = new Set(rows.map(({ id }) => id));
  for (const id of counters.keys()) if (!ids.has(id)) counters.delete(id);
  peers.value = rows;
}

async function askStatus(): Promise<void> {
  const answer = await bus.peer.call("$jet/status");
  if (!isRecord(answer)) return;
  const before = status.peek();
  const known = before === undefined || before === "refused"
    ? undefined
    : before;
  const figures: Record<string, number> = {};
  const past: Record<string, readonly number[]> = {};
  for (const [name, value] of Object.entries(answer)) {
    if (typeof value !== "number") continue;
    figures[name] = value;
    past[name] = [...known?.past[name] ?? [], value].slice(-KEPT);
  }
  const limits = isRecord(answer.limits) ? answer.limits : {};
  const cluster = readCluster(answer.cluster);
  status.value = { figures, past, limits, cluster };
}

async function ask<T>(
  known: Signal<Known<T>>,
  question: () => Promise<void>,
): Promise<void> {
  try {
    await question();
  } catch (error) {
    // Without a connection the last answer stays.
    if (error instanceof NotFound) known.value = "refused";
  }
}

let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function poll(): void {
  if (!bus.open || document.hidden) return;
  if (peers.peek() !== "refused") void ask(peers, askPeers);
  if (status.peek() !== "refused") void ask(status, askStatus);
}

effect(() => {
  // Others may be asked after a login.
  bus.generation.value;
  bus.state.value;
  if (peers.peek() === "refused") peers.value = undefined;
  if (status.peek() === "refused") status.value = undefined;
  if (users > 0) poll();
});

/** Begins to ask; the result ends it. */
export function follow(): () => void {
  users++;
  if (users === 1) timer = setInterval(poll, POLL_MS);
  poll();
  return () => {
    if (--users === 0) clearInterval(timer);
  };
}
