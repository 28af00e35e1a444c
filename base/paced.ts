/**
 * Paces large output: the system copies what it takes, which for many links in
 * one turn of the event loop would delay everything else.
 *
 * @module
 */
import type { Flushable } from "./batch.ts";
import { systemClock } from "./system_clock.ts";

// Time for the large writes of all links in one turn.
const WRITING_MS = 2;

const waiting: Flushable[] = [];
let inTurn = false;
let end = 0;

/**
 * Whether a link may write in this turn. If not, its `flush` is called in a
 * later one, after those of links that have asked before.
 */
export function mayWrite(link: Flushable): boolean {
  if (!inTurn) begin();
  else if (systemClock.monotonic() >= end) {
    waiting.push(link);
    return false;
  }
  return true;
}

function begin(): void {
  inTurn = true;
  end = systemClock.monotonic() + WRITING_MS;
  systemClock.nextTurn(endTurn);
}

function endTurn(): void {
  inTurn = false;
  if (waiting.length === 0) return;
  begin();
  // Those that may not write wait behind the others, in the same order.
  for (let rest = waiting.length; rest > 0; rest--) {
    if (systemClock.monotonic() >= end) return;
    waiting.shift()?.flush();
  }
}
