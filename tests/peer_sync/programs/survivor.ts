/**
 * A program whose daemon stops, goes on, dies and comes back. It prints each
 * step, and goes on when a state of another daemon has its name.
 *
 * Arguments: the address of the daemon, that of the other one, what all paths
 * there begin with, and `patient` for what takes its time.
 */
import assert from "node:assert/strict";
import process from "node:process";
import {
  ConnectionClosed,
  Method,
  PeerSync,
  PeerTimeout,
  State,
} from "../../../peer_sync.ts";

const [, , url, controlUrl, prefix, patience] = process.argv;
const isPatient = patience === "patient";
const control = PeerSync.connect(controlUrl);
const steps = control.fetch<string>({ path: `${prefix}step` });

const peer = PeerSync.connect(url, { reconnect: { min: 0.02, max: 0.1 } });
const only = PeerSync.connect(url, { reconnect: false });
const manual = PeerSync.connect(url, { reconnect: "manual" });
const events: string[] = [];
for (const type of ["disconnect", "reconnect", "close"] as const) {
  peer.addEventListener(type, () => events.push(type));
}
const state = peer.add(new State("s", 1, { set() {} }));
peer.add(new State("below/1", 1));
const other = peer.add(new State("other", 1));
// Answers when it is too late.
peer.add(new Method("hang", () => new Promise(() => {})));
const fetcher = peer.fetch<number>({ path: "s" });

step("stopped");
// Everything gives up in time, and no later.
const limit = { timeout: 0.3 };
const operations: (() => void)[] = [
  () => peer.info(limit),
  () => peer.get("s", limit),
  () => peer.get({}, limit),
  () => peer.set("s", 2, limit),
  () => peer.call("hang", [], limit),
  () => peer.list("", limit),
  () => peer.add(new State("t", 1), limit),
  () => peer.change(state, 3, limit),
  () => peer.changeBelow("", { s: 4 }, limit),
  () => peer.fetch({}, undefined, limit),
  () => peer.config({ name: "survivor", ...limit }),
  () => peer.authenticate("joe", "secret", limit),
  () => PeerSync.connect(url, { connectTimeout: 0.3 }),
];
for (const operation of operations) {
  const seconds = fails(operation, PeerTimeout, ConnectionClosed);
  assert.ok(seconds < 8, `${operation} took ${seconds} s`);
}
fails(() => peer.removeBelow("below", limit), PeerTimeout);
fails(() => peer.remove(other, limit), PeerTimeout);
assert.equal(fetcher.next(0.1), undefined);
if (isPatient) {
  // Without a limit, a daemon that says nothing is given up after 10 s.
  const seconds = fails(() => peer.get("s"), PeerTimeout);
  assert.ok(seconds > 9 && seconds < 25, `given up after ${seconds} s`);
}

step("going");
assert.equal(peer.info().name, "jet");
peer.set("s", 5);
assert.equal(peer.get("s"), 5);

step("killed");
assert.ok(fails(() => peer.call("hang", [], { timeout: 60 })) < 20);
for (const operation of operations) {
  fails(operation, PeerTimeout, ConnectionClosed);
}
if (isPatient) fails(() => peer.add(new State("u", 1)));
fails(() => peer.get("s"));
while (!only.closed) only.poll();
fails(() => only.get("s"));
fails(() => manual.resume());
state.value = 6;

step("back");
// How far it is by now depends on the speed of the machine.
const expected = ["disconnect", "reconnect"];
assert.deepEqual(events, expected.slice(0, events.length));
while (!peer.open) peer.serve(0.01);
assert.deepEqual(events, expected);
manual.resume();
while (fetcher.states.get("s") !== 6) fetcher.next(5);
assert.equal(manual.get("s"), 6);
manual.set("s", 7);
assert.equal(state.value, 7);

step("last");
// A wait without a limit ends with the connection too.
only.close();
manual.close();
const last = PeerSync.connect(url, { reconnect: false });
const waiting = last.fetch();
while (waiting.next(0.5) !== undefined);
console.log("waiting");
fails(() => waiting.next());
fails(() => last.serve());
peer.close();
control.close();
console.log("done");

function step(name: string): void {
  console.log(name);
  while (steps.states.get(`${prefix}step`) !== name) steps.next();
}

function fails(
  act: () => void,
  ...kinds: (new (message: string) => Error)[]
): number {
  const began = performance.now();
  try {
    act();
  } catch (error) {
    const [first = ConnectionClosed] = kinds;
    if ([first, ...kinds].some((kind) => error instanceof kind)) {
      return (performance.now() - began) / 1000;
    }
    throw error;
  }
  assert.fail(`${act} did not fail`);
}
