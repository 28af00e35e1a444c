/**
 * The thread in which the peers of a program live while it waits. A module of
 * its own for `new Worker`. The program imports it too, for its address: so it
 * is cached, bundled and compiled with everything else.
 *
 * @module
 */
import {
  isMainThread,
  MessagePort,
  parentPort,
  workerData,
} from "node:worker_threads";
import { isRecord } from "../../base/narrowing.ts";
import { SHARED_BYTES, type ThreadCommand } from "../protocol/messages.ts";
import { unpack } from "../protocol/values.ts";
import { packError } from "../protocol/errors.ts";
import { Outlet } from "./outlet.ts";
import { ServedPeer } from "./served_peer.ts";
import { ConnectionClosed } from "../../protocol/errors/classes.ts";

/** Where this module is. */
export const WORKER: string = import.meta.url;

/** Marks the thread of a program among threads of other purposes. */
export const MARK = "jet.PeerSync";

const isWorker: boolean = !isMainThread && isRecord(workerData) &&
  workerData.mark === MARK;

let complain = (_reason: string) => {};

/**
 * Whether the caller is in the thread instead of in the program. That is so
 * where both were bundled into one module; `complain` reports it.
 */
export function isMisplaced(): boolean {
  if (isWorker) {
    complain(
      "PeerSync was bundled together with the program, which now runs in the " +
        "thread of its own peers: leave peer_sync.ts out of the bundle",
    );
  }
  return isWorker;
}

if (isWorker) {
  const { port, memory } = workerData;
  if (
    port instanceof MessagePort && memory instanceof SharedArrayBuffer &&
    memory.byteLength === SHARED_BYTES
  ) serve(port, memory);
}

function serve(port: MessagePort, memory: SharedArrayBuffer): void {
  const outlet = new Outlet(
    port,
    new Int32Array(memory),
    () => parentPort?.postMessage(null),
  );
  const peers = new Map<number, ServedPeer>();
  parentPort?.on(
    "message",
    (order: ThreadCommand) => carryOut(order, peers, outlet),
  );
  complain = (reason) => outlet.put({ kind: "unfit", reason });
  outlet.put({ kind: "ready" });
}

function carryOut(
  order: ThreadCommand,
  peers: Map<number, ServedPeer>,
  outlet: Outlet,
): void {
  if (order.kind === "resume") return outlet.resume();
  const { peer } = order;
  const refuse = (thrown: unknown) => {
    if (order.kind !== "ask") return;
    const { id } = order;
    outlet.put({ kind: "failure", peer, id, error: packError(thrown) });
  };
  if (order.kind === "ask" && order.ask.op === "connect") {
    try {
      peers.set(
        peer,
        new ServedPeer(peer, outlet, order.ask, () => peers.delete(peer)),
      );
    } catch (thrown) {
      return refuse(thrown);
    }
  }
  const served = peers.get(peer);
  if (served === undefined) {
    return refuse(new ConnectionClosed("the peer is closed"));
  }
  switch (order.kind) {
    case "ask":
      return void served.serve(order.id, order.ask);
    case "cancel":
      return served.cancel(order.id);
    case "announce":
      return served.announce(order.path, unpack(order.value));
    case "reply":
      return served.reply(order.request, order.reply);
  }
}
