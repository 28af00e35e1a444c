/**
 * What Chromium's own trace says of a page: the time of its scripts in each
 * frame, on the main thread of its renderer.
 *
 * @module
 */
import { asRecord } from "../support/client.ts";
import type { Page } from "./browser.ts";

const CATEGORIES = [
  "devtools.timeline",
  "v8",
  "__metadata",
];

/** What runs scripts or the collector of their garbage; they may be nested. */
const SCRIPTS = new Set([
  "EvaluateScript",
  "EventDispatch",
  "FireAnimationFrame",
  "FireIdleCallback",
  "FunctionCall",
  "MajorGC",
  "MinorGC",
  "RunMicrotasks",
  "TimerFire",
  "v8.callFunction",
  "v8.compile",
  "v8.compileModule",
  "v8.evaluateModule",
  "v8.produceCache",
  "v8.run",
]);

/** The event with which a frame of the main thread begins. */
const FRAME = "AnimationFrame";

/** An event of a trace that has a length. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** When it began, in µs. */
  readonly ts: number;
  /** By the clock, in µs. */
  readonly dur: number;
  /** CPU of the thread, in µs; `undefined`: it was not measured. */
  readonly tdur: number | undefined;
}

/** Begins a trace of a page; the result ends it and gives its events. */
export async function startTrace(
  page: Page,
): Promise<() => Promise<TraceEvent[]>> {
  await page.cdp("Tracing.start", {
    transferMode: "ReturnAsStream",
    traceConfig: {
      recordMode: "recordUntilFull",
      traceBufferSizeInKb: 400_000,
      includedCategories: CATEGORIES,
      excludedCategories: ["*"],
    },
  });
  return async () => {
    const complete = page.next("Tracing.tracingComplete");
    await page.cdp("Tracing.end");
    const { stream } = await complete;
    const decoder = new TextDecoder();
    let text = "";
    for (let eof = false; !eof;) {
      const part = await page.cdp("IO.read", { handle: stream, size: 1 << 20 });
      eof = part.eof === true;
      const data = String(part.data);
      text += part.base64Encoded === true
        ? decoder.decode(Uint8Array.fromBase64(data), { stream: true })
        : data;
    }
    await page.cdp("IO.close", { handle: stream });
    const { traceEvents } = asRecord(JSON.parse(text));
    return Array.isArray(traceEvents) ? traceEvents : [];
  };
}

/** Scripts of a frame: what ran from the end of the one before on, in ms. */
export interface FrameScripts {
  /** By the clock: a thread that waits for a core is counted. */
  readonly wall: number;
  /** CPU of the thread. */
  readonly thread: number;
  /** Since the frame before. */
  readonly since: number;
}

/** The main thread of the page: the one that runs most functions. */
function mainThread(events: readonly TraceEvent[]): string {
  const calls = new Map<string, number>();
  for (const { name, pid, tid } of events) {
    if (name !== "FunctionCall") continue;
    const thread = `${pid}/${tid}`;
    calls.set(thread, (calls.get(thread) ?? 0) + 1);
  }
  const [most] = [...calls].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? "";
}

/** Time of scripts in each frame; nested events are counted once. */
export function scriptsOfFrames(events: readonly TraceEvent[]): FrameScripts[] {
  const main = mainThread(events);
  const own = events
    .filter(({ pid, tid }) => `${pid}/${tid}` === main)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const frames: FrameScripts[] = [];
  let parts: TraceEvent[] = [];
  let last = 0;
  let end = 0;
  for (const event of own) {
    if (event.name === FRAME && event.ph === "b") {
      if (last > 0) {
        frames.push({
          wall: parts.reduce((sum, { dur }) => sum + dur, 0) / 1000,
          thread: parts.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000,
          since: (event.ts - last) / 1000,
        });
      }
      parts = [];
      last = event.ts;
    } else if (event.ph === "X" && SCRIPTS.has(event.name) && event.ts >= end) {
      end = event.ts + event.dur;
      parts.push(event);
    }
  }
  return frames;
}
