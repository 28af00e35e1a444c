/**
 * One round of one case with one server, started for it.
 *
 * @module
 */
import type { Case, StartCase, StreamCase, TaskCase } from "./cases.ts";
import { readMemory } from "./proc.ts";
import { type RunningServer, type Server, start } from "./servers.ts";
import type { Generator } from "./stream/load.ts";
import { median } from "./median.ts";
import type { Interval, Outcome, Task } from "./task.ts";

/** Time after which a case is given up. */
const CASE_TIMEOUT_S = 120;
/** The processors of the server and of the load. */
const SERVER_CPU = 0;
const LOAD_CPU = 1;

/** How it is measured. */
export interface Conditions {
  readonly generator: Generator;
  /** Whether server and load have one processor each. */
  readonly pinned: boolean;
  readonly interval: Interval;
  /** Processes that keep the processors awake. */
  readonly awake: readonly number[];
}

/** Measures; what fails is in the outcome. */
export async function measure(
  one: Case,
  server: Server,
  conditions: Conditions,
): Promise<Outcome> {
  try {
    switch (one.kind) {
      case "stream":
        return await measureStream(one, server, conditions);
      case "task":
        return await measureTask(one, server, conditions);
      case "start":
        return await measureStart(one, server);
    }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { measures: [], memory: null, failure };
  }
}

async function measureStream(
  { transport, traffic, figures }: StreamCase,
  server: Server,
  { generator, pinned, interval, awake }: Conditions,
): Promise<Outcome> {
  const protocol = server.protocols[transport];
  if (!protocol) throw new Error(`${server.name} has no ${transport}`);
  await using running = await start(server, pinned ? SERVER_CPU : undefined);
  const round = await generator.run(
    traffic,
    protocol,
    {
      address: running.addresses[transport],
      pid: running.pid,
      cpu: pinned ? LOAD_CPU : undefined,
      awake,
    },
    interval,
  );
  const { rate, p50, load } = round;
  const measures = figures.map(({ name }) => ({
    figure: name,
    value: name === "p50" ? p50 : rate,
    load,
  }));
  return { measures, memory: readMemory(running.pid) };
}

async function measureTask(
  one: TaskCase,
  server: Server,
  { pinned, interval, awake }: Conditions,
): Promise<Outcome> {
  if (!server.dialect) throw new Error(`${server.name} is no daemon of Jet`);
  await using stack = new AsyncDisposableStack();
  const daemons: RunningServer[] = [];
  for (let n = 0; n < (one.daemons ?? 1); n++) {
    daemons.push(
      stack.use(await start(server, pinned ? SERVER_CPU : undefined)),
    );
  }
  const task: Task = {
    work: one.work(interval),
    dialect: server.dialect,
    daemons: daemons.map(({ pid, addresses }) => ({
      pid,
      port: Number(addresses.tcp),
    })),
    awake: [...awake],
    limit: CASE_TIMEOUT_S,
  };
  const program = new URL("generator/main.ts", import.meta.url);
  const [command, ...args] = [
    ...(pinned ? ["taskset", "-c", String(LOAD_CPU)] : []),
    ...[Deno.execPath(), "run", "-A", "--no-check", program.href],
    JSON.stringify(task),
  ];
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    // It ends by itself at the limit; this is for when it can't.
    signal: AbortSignal.timeout(2 * CASE_TIMEOUT_S * 1000),
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr));
  const outcome: Outcome = JSON.parse(decoder.decode(stdout));
  return outcome;
}

async function measureStart(
  { starts }: StartCase,
  server: Server,
): Promise<Outcome> {
  const times: number[] = [];
  for (let n = 0; n < starts; n++) {
    await using running = await start(server);
    times.push(running.startUp);
  }
  const measures = [{ figure: "start", value: median(times) }];
  return { measures, memory: null };
}
