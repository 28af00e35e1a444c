/**
 * Peers beside a crowd: the owner of a state, and one that sets another state of
 * it every 20 ms and prints when, how long it took, and how late its timer was:
 * what a wait owes to the machine. Every 500 ms the state that the crowd fetches
 * becomes the time.
 *
 * Arguments: the address.
 */
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

const INTERVAL_MS = 20;

const [url] = process.argv.slice(2);
const owner = await Peer.connect(url);
const setter = await Peer.connect(url);
const value = await owner.add(new State("crowd/value", 0));
await owner.add(new State("beside", 0, { set: () => {} }));
console.log("ready");

setInterval(() => value.value = Date.now(), 500);
let due = performance.now() + INTERVAL_MS;
setInterval(async () => {
  const began = performance.now();
  const late = Math.max(0, began - due);
  due = Math.max(due, began) + INTERVAL_MS;
  await setter.set("beside", began);
  const took = performance.now() - began;
  console.log(`${Date.now()} ${took.toFixed(2)} ${late.toFixed(2)}`);
}, INTERVAL_MS);
