// Runs the exercises of the store, one after the other, and prints how each of
// them ended.
import { EXERCISES } from "./store_exercises.ts";
import { run } from "./store_support.ts";

for (const [name, exercise] of Object.entries(EXERCISES)) {
  try {
    await run(exercise);
    console.log(`ok: ${name}`);
  } catch (error) {
    console.error(error);
    console.log(`failed: ${name}`);
  }
}
console.log("done");
// It ends by itself: a closed store keeps nothing alive.
