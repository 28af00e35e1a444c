/**
 * Waits until the machine is idle.
 *
 * @module
 */

import { readAllCpu, readCpu } from "./proc.ts";

/** Share of one CPU taken by others from which on a figure isn't trusted. */
export const DISTURBED = 0.25;

/** Time over which the CPU of others is measured. */
const SAMPLE_MS = 400;
/** Limits of the wait before one case, and before all cases together. */
const MAX_WAIT_MS = 20_000;
const MAX_TOTAL_WAIT_MS = 600_000;

let waited = 0;

/** Waits until other processes use little CPU, or a limit is reached. */
export async function calm(awake: number[]): Promise<void> {
  const end = waited + Math.min(MAX_WAIT_MS, MAX_TOTAL_WAIT_MS - waited);
  while (waited < end && await others(awake) > DISTURBED) waited += SAMPLE_MS;
}

async function others(awake: number[]): Promise<number> {
  const before = othersCpu(awake);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  return (othersCpu(awake) - before) / (performance.now() - began);
}

function othersCpu(awake: number[]): number {
  return readAllCpu() - awake.reduce((sum, pid) => sum + readCpu(pid), 0);
}
