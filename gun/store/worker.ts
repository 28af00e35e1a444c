/**
 * The thread that writes a store. It is an entry point for `new Worker` and has
 * no exports.
 *
 * @module
 */
import { serveTasks, type WorkerScope } from "../../store/worker.ts";
import { GRAPH } from "./sqlite/kind.ts";
import type { Task } from "./sqlite/task.ts";

// The compiler's types are those of a window, which differ.
declare const self: WorkerScope<Task>;

serveTasks(self, GRAPH);
