/**
 * A program that calls another one, which calls it while it waits, perhaps by
 * way of more of them.
 *
 * Arguments: the address of the daemon, what all paths begin with, the number
 * of programs, its own number, and that of the one that it calls.
 */
import process from "node:process";
import { Method, PeerSync } from "../../../peer_sync.ts";

const [, , url, prefix, count, me, you] = process.argv;
const peer = PeerSync.connect(url);
peer.add(
  new Method(
    `${prefix}${me}/down`,
    ([n]: number[]): number =>
      n === 0 ? 0 : 1 + peer.call<number>(`${prefix}${you}/down`, [n - 1]),
  ),
);
peer.add(new Method(`${prefix}${me}/stop`, () => peer.close()));
const all = peer.fetch({ path: { startsWith: prefix, endsWith: "/stop" } });
while (all.entries.length < Number(count)) all.next(30);
console.log("result", peer.call(`${prefix}${you}/down`, [20]));
peer.serve();
