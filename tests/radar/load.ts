/**
 * Radar beside a busy bus: 100,000 states, 5,000 changes a second, a tree that
 * is scrolled, a search that is typed, four plots.
 *
 * @module
 */
import { Daemon } from "../../daemon.ts";
import { Peer, State } from "../../peer.ts";
import { type Page, startPages } from "../browser/browser.ts";

const NODES = 100;
const STATES = 1000;
const CHANGES_PER_TICK = 50;
const TICK_MS = 10;
/** Node whose changes another peer counts. */
const WATCHED_NODE = 7;
/** Most time of scripts in 95 % of the frames, in ms. */
const MAX_SCRIPT_MS = 8;
/** Most growth of the page's memory, in MB, once the histories are full. */
const MAX_GROWTH_MB = 10;
/** Least part of the changes that another peer receives. */
const MIN_RECEIVED = 0.99;

/** Sums the time of scripts between two frames. */
const METER = `
  window.frames_ = { spent: 0, scripts: [], times: [], last: 0 };
  const timed = (task) => function (...args) {
    const start = performance.now();
    try { return task.apply(this, args); }
    finally { frames_.spent += performance.now() - start; }
  };
  const { requestAnimationFrame: frame, setTimeout: later, setInterval: every } = window;
  window.requestAnimationFrame = (task) => frame(timed(task));
  window.setTimeout = (task, ...rest) => later(timed(task), ...rest);
  window.setInterval = (task, ...rest) => every(timed(task), ...rest);
  const handler = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    ...handler, set(task) { handler.set.call(this, timed(task)); },
  });
  const { addEventListener: listen } = WebSocket.prototype;
  WebSocket.prototype.addEventListener = function (type, task, ...rest) {
    return listen.call(this, type, timed(task), ...rest);
  };
  const tick = (time) => {
    if (frames_.last > 0) {
      frames_.scripts.push(frames_.spent);
      frames_.times.push(time - frames_.last);
    }
    frames_.last = time;
    frames_.spent = 0;
    frame(tick);
  };
  frame(tick);
`;

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** Percentiles of what the meter has noted. */
interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

async function spread(page: Page, name: string): Promise<Spread> {
  const text = await page.evaluate(`JSON.stringify(frames_.${name})`);
  const read: unknown = JSON.parse(String(text));
  const list = Array.isArray(read)
    ? read.map(Number).sort((a, b) => a - b)
    : [];
  return {
    p50: percentile(list, 0.5),
    p95: percentile(list, 0.95),
    p99: percentile(list, 0.99),
  };
}

function written({ p50, p95, p99 }: Spread): string {
  return [p50, p95, p99].map((one) => one.toFixed(1)).join(" / ");
}

async function heap(page: Page): Promise<number> {
  await page.cdp("HeapProfiler.collectGarbage");
  const { usedSize } = await page.cdp("Runtime.getHeapUsage");
  return Number(usedSize) / 1e6;
}

/** CPU time of scripts so far, in seconds. */
async function scriptSeconds(page: Page): Promise<number> {
  const { metrics } = await page.cdp("Performance.getMetrics");
  for (const metric of Array.isArray(metrics) ? metrics : []) {
    if (metric.name === "ScriptDuration") return Number(metric.value);
  }
  return 0;
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
  const timer = setInterval(() => {
    for (let i = 0; i < CHANGES_PER_TICK; i++) {
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
  await page.cdp("Page.addScriptToEvaluateOnNewDocument", { source: METER });
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
  await page.cdp("Performance.enable", { timeDomain: "threadTicks" });
  const receivedBeside = await watchBeside(url, stack);
  const spent = await scriptSeconds(page);
  const began = performance.now();
  await page.evaluate("frames_.scripts.length = frames_.times.length = 0");
  const [from, watchedFrom] = [changes, watched - receivedBeside()];
  const end = performance.now() + seconds * 1000;
  // After a third of the time: what is kept of each state is full by then.
  let before: number | undefined;
  for (let round = 0; performance.now() < end; round++) {
    await page.evaluate(`(async () => {
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
    if (end - performance.now() < seconds * 667) before ??= await heap(page);
  }
  const wall = (performance.now() - began) / 1000;
  const cpu = await scriptSeconds(page) - spent;
  const frames = Number(await page.evaluate("frames_.times.length"));
  const scripts = await spread(page, "scripts");
  const times = await spread(page, "times");
  const after = await heap(page);
  const growth = after - (before ?? after);
  const part = receivedBeside() / (watched - watchedFrom);
  const rate = Math.round((changes - from) / wall);
  const figures =
    `${rate} changes/s; CPU of scripts ${
      (cpu / wall * 100).toFixed(1)
    } % of a core, ${(cpu / frames * 1000).toFixed(2)} ms a frame; ` +
    `ms of scripts a frame by the clock p50/p95/p99 ${written(scripts)}; ` +
    `ms between frames ${written(times)}; ` +
    `heap ${after.toFixed(1)} MB, ${
      growth.toFixed(1)
    } more than after a third; ` +
    `a peer beside has received ${(part * 100).toFixed(1)} %`;
  const failed = [
    scripts.p95 > MAX_SCRIPT_MS && `scripts above ${MAX_SCRIPT_MS} ms`,
    growth > MAX_GROWTH_MB && "memory grows",
    part < MIN_RECEIVED && "changes are missing beside",
  ].filter((one) => one !== false);
  if (failed.length > 0) throw new Error(`${failed.join(", ")}: ${figures}`);
  return figures;
}

if (import.meta.main) console.log(await loadRadar(Number(Deno.args[0] ?? 20)));
