/**
 * Radar beside a busy bus: 100,000 states, 5,000 changes a second, a tree that
 * is scrolled, a search that is typed, four plots.
 *
 * The time of scripts in a frame is that of Chromium's trace. Its CPU is judged:
 * by the clock a thread that waits for a core, since other programs have them
 * all, is counted too. Both are reported.
 *
 * @module
 */
import { Daemon } from "../../daemon.ts";
import { Peer, State } from "../../peer.ts";
import { type Page, startPages } from "../browser/browser.ts";
import {
  type FrameScripts,
  scriptsOfFrames,
  startTrace,
} from "../browser/trace.ts";

const NODES = 100;
const STATES = 1000;
const CHANGES_PER_SECOND = 5000;
/** Most changes that are made up for at a time, after a pause. */
const MAX_CHANGES = 500;
const TICK_MS = 10;
/** Node whose changes another peer counts. */
const WATCHED_NODE = 7;
/** Most CPU of scripts in 95 % of the frames, in ms. */
const MAX_SCRIPT_MS = 8;
/** Most growth of the page's memory from the end of the trace on, in MB. */
const MAX_GROWTH_MB = 10;
/** Least part of the changes that another peer receives. */
const MIN_RECEIVED = 0.99;

/** Most growth of the number of its nodes and listeners in that time. */
const MAX_GROWN_COUNT = 500;
/** Length of the trace, in seconds. */
const TRACE_S = 20;
/** Time between two looks at the memory of a long run, in seconds. */
const SAMPLE_S = 60;

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** Percentiles of some figures. */
interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

function spread(
  frames: readonly FrameScripts[],
  of: (frame: FrameScripts) => number,
): Spread {
  const list = frames.map(of).sort((a, b) => a - b);
  return {
    p50: percentile(list, 0.5),
    p95: percentile(list, 0.95),
    p99: percentile(list, 0.99),
  };
}

function written({ p50, p95, p99 }: Spread): string {
  return [p50, p95, p99].map((one) => one.toFixed(1)).join(" / ");
}

/** What a page holds after its garbage is collected. */
interface Memory {
  readonly heapMB: number;
  readonly nodes: number;
  readonly listeners: number;
}

async function memory(page: Page): Promise<Memory> {
  await page.cdp("HeapProfiler.collectGarbage");
  const { usedSize } = await page.cdp("Runtime.getHeapUsage");
  const counters = await page.cdp("Memory.getDOMCounters");
  return {
    heapMB: Number(usedSize) / 1e6,
    nodes: Number(counters.nodes),
    listeners: Number(counters.jsEventListeners),
  };
}

/** Scrolls there or back, then types a search and clears it: about 4 s. */
function useIt(page: Page, round: number): Promise<unknown> {
  return page.evaluate(`(async () => {
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const tree = document.querySelector(".vtree");
    for (let i = 0; i < 40; i++) {
      tree.scrollTop += ${round % 2 === 0 ? 140 : -140};
      await wait(50);
    }
    const field = document.querySelector("[data-search]");
    for (const text of ["n", "no", "node9", "node9 77", ""]) {
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await wait(400);
    }
  })()`);
}

/** Counts the changes of some states that another peer receives. */
async function watchBeside(url: string, stack: AsyncDisposableStack) {
  const peer = stack.use(await Peer.connect(url, { name: "beside" }));
  let received = 0;
  const { ready } = peer.fetch(
    { below: `node${WATCHED_NODE}` },
    ({ event }) => {
      if (event === "change") received++;
    },
  );
  await ready;
  return () => received;
}

/**
 * Runs for so many seconds; returns the figures.
 *
 * @throws {Error} if scripts take more than {@linkcode MAX_SCRIPT_MS} in a frame
 * of twenty, the memory grows, or a peer beside the page misses changes.
 */
export async function loadRadar(seconds: number): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const daemon = stack.use(new Daemon({ name: "load" }));
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const owner = stack.use(daemon.peer({ name: "owner" }));
  const states: State<number>[] = [];
  for (let node = 0; node < NODES; node++) {
    const added = Array.from(
      { length: STATES },
      (_, i) => owner.add(new State(`node${node}/state${i}`, i)),
    );
    states.push(...await Promise.all(added));
  }
  let changes = 0;
  let watched = 0;
  let due = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const count = Math.floor((now - due) * CHANGES_PER_SECOND / 1000);
    due = count > MAX_CHANGES ? now : due + count * 1000 / CHANGES_PER_SECOND;
    for (let i = 0; i < Math.min(count, MAX_CHANGES); i++) {
      // Half of them where the page looks.
      const index = i % 2 === 0
        ? changes % STATES
        : changes * 37 % states.length;
      states[index].value = changes++;
      if (Math.floor(index / STATES) === WATCHED_NODE) watched++;
    }
  }, TICK_MS);
  stack.defer(() => clearInterval(timer));
  const pages = await startPages(stack);
  const page = await pages.open("about:blank");
  const origin = `http://127.0.0.1:${new URL(url).port}`;
  await page.load(`${origin}/radar/`);
  const series = [0, 2, 4, 6].map((i) => `node0/state${i}`);
  await page.evaluate(
    `localStorage.setItem("jet-radar", ${
      JSON.stringify(JSON.stringify({ series, pins: series }))
    })`,
  );
  await page.cdp("Emulation.setDeviceMetricsOverride", {
    width: 1440,
    height: 900,
    deviceScaleFactor: 1,
    mobile: false,
  });
  await page.load(`${origin}/radar/tree/node0/state0`);
  await page.until('document.querySelectorAll("#tree .row.node").length > 5');
  await page.until('document.querySelectorAll(".plot canvas").length === 4');
  await page.evaluate("new Promise((done) => setTimeout(done, 3000))");
  const receivedBeside = await watchBeside(url, stack);
  const began = performance.now();
  const [from, watchedFrom] = [changes, watched - receivedBeside()];
  const elapsed = () => (performance.now() - began) / 1000;
  const endTrace = await startTrace(page);
  let round = 0;
  while (elapsed() < Math.min(TRACE_S, seconds * 2 / 3)) {
    await useIt(page, round++);
  }
  const frames = scriptsOfFrames(await endTrace());
  const samples = [await memory(page)];
  let sampledAt = elapsed();
  while (elapsed() < seconds) {
    await useIt(page, round++);
    if (elapsed() < Math.min(sampledAt + SAMPLE_S, seconds)) continue;
    sampledAt = elapsed();
    samples.push(await memory(page));
  }
  const rate = Math.round((changes - from) / elapsed());
  const part = receivedBeside() / (watched - watchedFrom);
  const thread = spread(frames, (frame) => frame.thread);
  const wall = spread(frames, (frame) => frame.wall);
  const since = spread(frames, (frame) => frame.since);
  const first = samples[0];
  const last = samples[samples.length - 1];
  const growth = last.heapMB - first.heapMB;
  const grown = Math.max(
    last.nodes - first.nodes,
    last.listeners - first.listeners,
  );
  const figures = [
    `${rate} changes/s; ms of scripts in each of ${frames.length} frames ` +
    `p50/p95/p99: CPU ${written(thread)}, by the clock ${written(wall)}; ` +
    `ms between frames ${written(since)}; ` +
    `a peer beside has received ${(part * 100).toFixed(1)} %`,
    ...samples.map(({ heapMB, nodes, listeners }) =>
      `heap ${heapMB.toFixed(1)} MB, ${nodes} nodes, ${listeners} listeners`
    ),
  ].join("\n  ");
  const failed = [
    !(thread.p95 <= MAX_SCRIPT_MS) && `scripts above ${MAX_SCRIPT_MS} ms`,
    growth > MAX_GROWTH_MB && "memory grows",
    grown > MAX_GROWN_COUNT && "nodes or listeners stay",
    part < MIN_RECEIVED && "changes are missing beside",
  ].filter((one) => one !== false);
  if (failed.length > 0) throw new Error(`${failed.join(", ")}: ${figures}`);
  return figures;
}

if (import.meta.main) console.log(await loadRadar(Number(Deno.args[0] ?? 20)));
