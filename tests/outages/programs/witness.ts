/**
 * A peer beside an outage: sets the states below `foreign/` to the time, twice a
 * second, whether their owners answer or not. Prints when one is added and removed.
 *
 * Arguments: the address.
 */
import process from "node:process";
import { Peer } from "../../../peer.ts";
import { ignore } from "../../../base/narrowing.ts";

const SET_INTERVAL_MS = 500;

const peer = await Peer.connect(process.argv[2]);
const there = new Set<string>();
await peer.fetch({ path: { startsWith: "foreign/" } }, ({ event, path }) => {
  if (event === "change") return;
  if (event === "add") there.add(path);
  else there.delete(path);
  console.log(`${event} ${path} ${Date.now()}`);
}).ready;
console.log("ready");
setInterval(() => {
  for (const path of there) {
    peer.set(path, Date.now(), { timeout: 1 }).catch(ignore);
  }
}, SET_INTERVAL_MS);
