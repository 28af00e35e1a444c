/**
 * Random programs for the nodes of the hierarchy.
 *
 * @module
 */
import { World } from "./world.ts";

/**
 * Runs the program of a seed.
 *
 * @throws {Error} with its steps, if the nodes are not those of the model.
 */
export function check(seed: number): void {
  const world = new World(seed);
  try {
    world.run();
  } catch (error) {
    const done = world.log.join("\n");
    throw new Error(`seed ${seed}:\n${done}`, { cause: error });
  }
}
