/**
 * How many requests a second a program makes that has one in flight: with the
 * synchronous peer, and with the asynchronous one.
 *
 * Arguments: the address of the daemon, and seconds for each figure.
 */
import process from "node:process";
import { Peer } from "../peer.ts";
import { PeerSync, State } from "../peer_sync.ts";

const [, , url, seconds = "1"] = process.argv;
const duration = Number(seconds) * 1000;

const peer = await Peer.connect(url);
const other = await Peer.connect(url);
const sync = PeerSync.connect(url);
const path = `speed/${process.pid}`;
await other.add(new State(path, 0));

report("get, PeerSync", measure(() => sync.get(path)));
report("get, Peer", await measureAsync(() => peer.get({ path })));

await other.close();
// The owner answers in the thread of the synchronous peers.
const owner = PeerSync.connect(url);
owner.add(new State(path, 0, { set() {} }));
report("set of its own state, PeerSync", measure(() => sync.set(path, 1)));
owner.close();

await peer.add(new State(path, 0, { set() {} }));
report(
  "set of its own state, Peer",
  await measureAsync(() => peer.set(path, 1)),
);
sync.close();
await peer.close();

function measure(act: () => void): number {
  for (let n = 0; n < 200; n++) act();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < duration) {
    act();
    done++;
  }
  return done / (performance.now() - began) * 1000;
}

async function measureAsync(act: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < 200; n++) await act();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < duration) {
    await act();
    done++;
  }
  return done / (performance.now() - began) * 1000;
}

function report(what: string, rate: number): void {
  console.log(`${what}: ${Math.round(rate)}/s`);
}
