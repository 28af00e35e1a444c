/**
 * Random networks of relays.
 *
 * @module
 */
import { World } from "./world.ts";

const STEPS = 120;

/**
 * Runs the network of a seed.
 *
 * @throws {Error} if the relays differ in the end.
 */
export async function check(seed: number): Promise<void> {
  const world = new World(seed);
  await world.begin();
  for (let i = 0; i < STEPS; i++) await world.step();
  await world.end();
  const fault = world.fault();
  if (fault !== undefined) throw new Error(`seed ${seed}: ${fault}`);
}
