import { World } from "./world.ts";

// More of them by JET_PROPERTY_ROUNDS, others by JET_PROPERTY_SEED.
const ROUNDS = Number(Deno.env.get("JET_PROPERTY_ROUNDS") ?? 100);
const FIRST_SEED = Number(Deno.env.get("JET_PROPERTY_SEED") ?? 1);
const STEPS = 120;

Deno.test(`relays agree on what was written in ${ROUNDS} random networks`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
    const world = new World(seed);
    await world.begin();
    for (let i = 0; i < STEPS; i++) await world.step();
    await world.end();
    const fault = world.fault();
    if (fault !== undefined) throw new Error(`seed ${seed}: ${fault}`);
  }
});
