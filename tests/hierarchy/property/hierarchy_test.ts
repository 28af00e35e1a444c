import { WHOLE_MATRIX } from "../../support/runtimes.ts";
import { check } from "./run.ts";

// More of them by JET_PROPERTY_ROUNDS, others by JET_PROPERTY_SEED.
const ROUNDS = Number(
  Deno.env.get("JET_PROPERTY_ROUNDS") ?? (WHOLE_MATRIX ? 300 : 50),
);
const FIRST_SEED = Number(Deno.env.get("JET_PROPERTY_SEED") ?? 1);

Deno.test(`nodes are where something visible is below, in the right order, in ${ROUNDS} random programs`, () => {
  for (let i = 0; i < ROUNDS; i++) check(FIRST_SEED + i);
});
