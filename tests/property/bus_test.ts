import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { check } from "./run.ts";

// More of them by JET_PROPERTY_ROUNDS, others by JET_PROPERTY_SEED.
const ROUNDS = Number(
  Deno.env.get("JET_PROPERTY_ROUNDS") ?? (WHOLE_MATRIX ? 2000 : 150),
);
const FIRST_SEED = Number(Deno.env.get("JET_PROPERTY_SEED") ?? 1);

Deno.test(`the bus does what follows from its rules in ${ROUNDS} random programs`, async () => {
  for (let i = 0; i < ROUNDS; i++) await check(FIRST_SEED + i);
});
