/**
 * A program that calls another one that calls it while it waits.
 *
 * Arguments: the address of the daemon, what all paths begin with, its own name
 * and that of the other.
 */
import process from "node:process";
import { Method, PeerSync } from "../../../peer_sync.ts";

const [, , url, prefix, me, you] = process.argv;
const peer = PeerSync.connect(url);
peer.add(
  new Method(
    `${prefix}${me}/down`,
    ([n]: number[]): number =>
      n === 0 ? 0 : 1 + peer.call<number>(`${prefix}${you}/down`, [n - 1]),
  ),
);
peer.add(new Method(`${prefix}${me}/stop`, () => peer.close()));
const other = peer.fetch({ path: `${prefix}${you}/stop` });
while (other.entries.length === 0) other.next(30);
console.log("result", peer.call(`${prefix}${you}/down`, [20]));
peer.serve();
