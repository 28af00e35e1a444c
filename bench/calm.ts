/**
 * Waits for a machine that has nothing else to do.
 *
 * @module
 */

import { readAllCpu, readCpu } from "./proc.ts";

/** Share of one CPU taken by others from which on a figure isn't trusted. */
export const DISTURBED = 0.25;

/** Milliseconds that are looked at. */
const GLANCE = 400;
/** Milliseconds that are waited at most, before each and before all cases. */
const PATIENCE = 20_000;
const PATIENCE_IN_ALL = 600_000;

let waited = 0;

/** Waits until others are quiet, but not for ever. */
export async function calm(awake: number[]): Promise<void> {
  const end = waited + Math.min(PATIENCE, PATIENCE_IN_ALL - waited);
  while (waited < end && await others(awake) > DISTURBED) waited += GLANCE;
}

async function others(awake: number[]): Promise<number> {
  const before = othersCpu(awake);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, GLANCE));
  return (othersCpu(awake) - before) / (performance.now() - began);
}

function othersCpu(awake: number[]): number {
  return readAllCpu() - awake.reduce((sum, pid) => sum + readCpu(pid), 0);
}
