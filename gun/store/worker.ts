/**
 * The thread in which a store on disk is written, so that nobody waits for the
 * disk. A module of its own for `new Worker`; nothing is to be imported from it.
 *
 * @module
 */
import { FileWriter } from "./sqlite/file_writer.ts";
import type { Order, Report } from "./sqlite/thread.ts";

// The types of a page's thread are in force here, and differ.
declare const self: {
  onmessage: (event: MessageEvent<Order>) => void;
  postMessage(message: Report): void;
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
