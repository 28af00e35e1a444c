/**
 * The thread that writes a store, so that the main thread does not wait for the
 * disk. It is an entry point for `new Worker` and has no exports.
 *
 * @module
 */
import { FileWriter } from "./sqlite/file_writer.ts";
import type { WorkerCommand, WorkerEvent } from "./sqlite/task_runner.ts";

// The compiler's types are those of a window, which differ.
declare const self: {
  onmessage: (event: MessageEvent<WorkerCommand>) => void;
  postMessage(message: WorkerEvent): void;
};

let writer: FileWriter | undefined;

self.onmessage = ({ data }) => {
  if (data.kind === "open") {
    writer = new FileWriter(data.path, data.maxBytes);
  } else if (writer !== undefined) {
    self.postMessage(writer.do(data));
  }
};

self.postMessage("ready");
