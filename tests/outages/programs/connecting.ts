/**
 * Peers that connect into a black hole: one for each address is closed, another
 * one gives up after its time limit. Prints `ended`, and stays.
 *
 * Arguments: the addresses.
 */
import process from "node:process";
import { Peer } from "../../../peer.ts";

const urls = process.argv.slice(2);
const limited = urls.map((url) => new Peer(url, { connectTimeout: 0.5 }));
const closed = urls.map((url) => new Peer(url));
await Promise.allSettled(limited.map((peer) => peer.connected));
await Promise.all(closed.map((peer) => peer.close()));
console.log("ended");
setInterval(() => {}, 60_000);
