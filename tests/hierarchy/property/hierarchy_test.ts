import { World } from "./world.ts";

// More of them by JET_PROPERTY_ROUNDS, others by JET_PROPERTY_SEED.
const ROUNDS = Number(Deno.env.get("JET_PROPERTY_ROUNDS") ?? 300);
const FIRST_SEED = Number(Deno.env.get("JET_PROPERTY_SEED") ?? 1);

Deno.test(`nodes are where something visible is below, in the right order, in ${ROUNDS} random programs`, () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
    const world = new World(seed);
    try {
      world.run();
    } catch (error) {
      const done = world.log.join("\n");
      throw new Error(`seed ${seed}:\n${done}`, { cause: error });
    }
  }
});
