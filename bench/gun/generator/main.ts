/**
 * The load generator: does one task, given as JSON, and writes its outcome.
 *
 * @module
 */
import type { Task } from "../task.ts";
import { acks } from "./acks.ts";
import { gets } from "./gets.ts";
import { latency } from "./latency.ts";
import { nodes } from "./nodes.ts";
import { relayed } from "./relayed.ts";
import { Run } from "./run.ts";

function perform(run: Run, { work }: Task): Promise<void> {
  switch (work.kind) {
    case "relayed":
      return relayed(run, work);
    case "latency":
      return latency(run, work);
    case "gets":
      return gets(run, work);
    case "nodes":
      return nodes(run, work);
    case "acks":
      return acks(run, work);
  }
}

if (import.meta.main) {
  // Both ends of this line are in this folder.
  const task: Task = JSON.parse(Deno.args[0]);
  const run = new Run(task);
  await run.play(() => perform(run, task), task.limit);
}
