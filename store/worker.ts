/**
 * The body of a thread that writes a store, so that the main thread does not wait
 * for the disk.
 *
 * @module
 */
import { FileWriter } from "./file_writer.ts";
import type { DatabaseReader, StoreKind } from "./kind.ts";
import type { WorkerCommand, WorkerEvent } from "./task_runner.ts";

/** The scope of a worker: the compiler's types are those of a window. */
export interface WorkerScope<Task> {
  onmessage: (event: MessageEvent<WorkerCommand<Task>>) => void;
  postMessage(message: WorkerEvent): void;
}

/** Carries out the tasks that arrive in a thread. */
export function serveTasks<Task>(
  scope: WorkerScope<Task>,
  kind: StoreKind<DatabaseReader, Task>,
): void {
  let writer: FileWriter<Task> | undefined;
  scope.onmessage = ({ data }) => {
    if ("file" in data) writer = new FileWriter(kind, data.file);
    else if (writer !== undefined) scope.postMessage(writer.do(data.task));
  };
  scope.postMessage("ready");
}
