/**
 * The load generator: does one task, given as JSON, and writes its outcome.
 *
 * @module
 */

import type { Task } from "../task.ts";
import { add } from "./add.ts";
import { dialects } from "./dialects.ts";
import { fanOut } from "./fan_out.ts";
import { foreign } from "./foreign.ts";
import { idle } from "./idle.ts";
import { Run } from "./run.ts";
import { set } from "./set.ts";
import { transports } from "./transports.ts";
import { tree } from "./tree.ts";
import { unfetched } from "./unfetched.ts";

function perform(run: Run, { work }: Task): Promise<void> {
  switch (work.kind) {
    case "set":
      return set(run, work);
    case "fan-out":
      return fanOut(run, work);
    case "add":
      return add(run, work);
    case "tree":
      return tree(run, work);
    case "unfetched":
      return unfetched(run, work);
    case "dialects":
      return dialects(run, work);
    case "transports":
      return transports(run, work.of);
    case "foreign":
      return foreign(run, work);
    case "idle":
      return idle(run, work);
  }
}

if (import.meta.main) {
  // Both ends of this line are in this folder.
  const task: Task = JSON.parse(Deno.args[0]);
  const run = new Run(task);
  const outcome = await run.play(() => perform(run, task), task.limit);
  console.log(JSON.stringify(outcome));
  // Reads and writes that are still under way are of no interest any more.
  Deno.exit(0);
}
