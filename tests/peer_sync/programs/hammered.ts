/**
 * A program that works while others want something of it without end.
 *
 * Arguments: the address of the daemon, what all paths begin with, the last
 * value of the flood, and how often it asks while others hammer.
 */
import assert from "node:assert/strict";
import process from "node:process";
import { Method, PeerSync, State } from "../../../peer_sync.ts";

const [, , url, prefix, last, rounds] = process.argv;
const peer = PeerSync.connect(url);
const at = (name: string) => prefix + name;

let sets = 0;
peer.add(new State(at("mine"), 0, { set: () => void sets++ }));
peer.add(new Method(at("count"), () => sets));
console.log("ready");

// Its own operations come through, each with its own answer.
for (let n = 0; n < Number(rounds); n++) {
  peer.set(at("theirs"), n);
  assert.equal(peer.get(at("theirs")), n);
  assert.deepEqual(peer.call(at("echo"), [{ n }]), { n });
}
assert.ok(sets > 0, "no set was handled");

// A flood while it looks away, and then sees what there is.
const calls: unknown[] = [];
const seen = peer.fetch<number>(
  { path: at("flood") },
  ({ value }) => calls.push(value),
);
console.log("away");
const never = new Int32Array(new SharedArrayBuffer(4));
Atomics.wait(never, 0, 0, 500);
while (seen.states.get(at("flood")) !== Number(last)) {
  assert.ok(seen.next(20) !== undefined, "the last value did not come");
}
peer.info();
assert.equal(calls.at(-1), Number(last));
assert.deepEqual(calls.map(Number).toSorted((a, b) => a - b), calls);
console.log("done");
peer.serve();
