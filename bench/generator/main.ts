/**
 * The load generator: does one task, given as JSON, and writes its outcome.
 *
 * @module
 */

import type { Task } from "../task.ts";
import { add } from "./add.ts";
import { dialects } from "./dialects.ts";
import { foreign } from "./foreign.ts";
import { idle } from "./idle.ts";
import { Run } from "./run.ts";
import { states } from "./states.ts";
import { tree } from "./tree.ts";

function perform(run: Run, { work }: Task): Promise<void> {
  switch (work.kind) {
    case "add":
      return add(run, work);
    case "states":
      return states(run, work);
    case "tree":
      return tree(run, work);
    case "dialects":
      return dialects(run, work);
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
  await run.play(() => perform(run, task), task.limit);
}
