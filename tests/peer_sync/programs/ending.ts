/**
 * A program that ends in one way or another, without closing its peer.
 *
 * Arguments: the address of the daemon, what all paths begin with, and the way.
 */
import process from "node:process";
import { PeerSync, State } from "../../../peer_sync.ts";

const [, , url, prefix, way] = process.argv;
const peer = PeerSync.connect(url);
if (way === "client") {
  peer.get({ path: { startsWith: prefix } });
  // Each of them could keep the program from ending.
  PeerSync.connect(url).fetch({ path: { startsWith: prefix } });
} else if (way === "callback") {
  peer.fetch({ path: { startsWith: prefix } }, () => {});
} else {
  peer.add(new State(`${prefix}mine`, 1));
}
console.log("ready");
if (way === "exit") process.exit(3);
if (way === "throw") throw new Error("on purpose");
if (way === "serve") peer.serve();
