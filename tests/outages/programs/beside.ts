/**
 * Peers beside a crowd: the owner of a state, and one that sets another state of
 * it every 20 ms and prints when, and how long it took. Every 500 ms the state
 * that the crowd fetches becomes the time.
 *
 * Arguments: the address.
 */
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

const [url] = process.argv.slice(2);
const owner = await Peer.connect(url);
const setter = await Peer.connect(url);
const value = await owner.add(new State("crowd/value", 0));
await owner.add(new State("beside", 0, { set: () => {} }));
console.log("ready");

setInterval(() => value.value = Date.now(), 500);
setInterval(async () => {
  const began = performance.now();
  await setter.set("beside", began);
  console.log(`${Date.now()} ${(performance.now() - began).toFixed(2)}`);
}, 20);
