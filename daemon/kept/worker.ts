/**
 * The thread that writes kept values. It is an entry point for `new Worker` and
 * has no exports.
 *
 * @module
 */
import { serveTasks, type WorkerScope } from "../../store/worker.ts";
import { KEPT } from "./kind.ts";
import type { KeptTask } from "./task.ts";

// The compiler's types are those of a window, which differ.
declare const self: WorkerScope<KeptTask>;

serveTasks(self, KEPT);
