// Runs the exercise of the store that its argument names.
import process from "node:process";
import { EXERCISES } from "./store_exercises.ts";
import { run } from "./store_support.ts";

const exercise = EXERCISES[process.argv[2]];
await run(exercise);
console.log("done");
// It ends by itself: a closed store keeps nothing alive.
