import { assert, assertEquals } from "@std/assert";
import { Turns } from "../../base/turns.ts";
import { Bench, node } from "./bench.ts";
import { VirtualClock } from "../../testing/clock.ts";

const SMALL_SLICE = 5_000;

/** A bench whose slices suffice for a few messages. */
function small() {
  const bench = new Bench((clock) => ({
    turns: new Turns(clock, (error) => bench.errors.push(error), SMALL_SLICE),
  }));
  return bench;
}

Deno.test("a frame of many messages is carried out in slices, in order", () => {
  const bench = small();
  const [peer, other] = [bench.peer(), bench.peer()];
  const puts = Array.from({ length: 50 }, (_, index) => ({
    "#": `put${index}`,
    put: node("s", { a: index }, 10 + index),
  }));
  peer.tell([...puts, { "#": "get", get: { "#": "s", ".": "a" } }]);
  assert(peer.paused, "it is not read from");
  // Others come between, and more of the same waits.
  other.tell({ "#": "between", get: { "#": "t" } });
  peer.tell({ "#": "after", get: { "#": "s" } });
  bench.clock.settle();
  assert(!peer.paused, "it is read from again");
  const answers = peer.take().map(({ "@": to }) => to);
  const acknowledged = answers.filter((to) => `${to}`.startsWith("put"));
  assertEquals(acknowledged, puts.map(({ "#": id }) => id));
  const gets = answers.filter((to) => to === "get" || to === "after");
  assertEquals(gets, ["get", "after"]);
  assertEquals(other.take().filter(({ "@": to }) => to).length, 1);
  assertEquals(bench.errors, []);
});

Deno.test("who does not read its answers is not read from, then disconnected", () => {
  const bench = new Bench({ softBacklog: 1000, stallTimeout: 10 });
  const peer = bench.peer();
  peer.put(node("s", { a: "x".repeat(600) }));
  peer.take();
  peer.backlog = 2000;
  peer.get({ "#": "s" });
  const unread = peer.id();
  peer.say([1, 2, 3].map((n) => ({ "#": unread + n, get: { "#": "s" } })));
  assert(peer.paused, "it is not read from");
  assertEquals(peer.take(), []);
  // It takes something: the watch goes on.
  peer.taken = 100;
  bench.clock.pass(10_000);
  assertEquals(peer.code, undefined);
  peer.drain();
  assertEquals(peer.take().length, 4);
  assert(!peer.paused, "it is read from");
  bench.clock.pass(60_000);
  assertEquals(peer.code, undefined);
  peer.backlog = 2000;
  peer.get({ "#": "s" });
  peer.say([{ "#": peer.id(), get: { "#": "s" } }]);
  bench.clock.pass(11_000);
  assertEquals(peer.code, 1008);
});

Deno.test("what a peer has written before it leaves is carried out", () => {
  const bench = small();
  const peer = bench.peer();
  peer.tell(Array.from({ length: 30 }, (_, index) => ({
    "#": `put${index}`,
    put: node("s", { [`k${index}`]: index }),
  })));
  peer.leave();
  assertEquals(bench.peer().value("s", "k29"), 29);
});

Deno.test("input that waits is bounded where a pipe can't be paused", () => {
  const bench = new Bench({ softBacklog: 1000, maxInput: 10_000 });
  const peer = bench.peer();
  peer.backlog = 2000;
  for (let i = 0; i < 30; i++) {
    peer.say({ "#": peer.id(), get: { "#": "x".repeat(500) } });
  }
  assertEquals(peer.code, 1008);
});

Deno.test("elements of a frame that are no messages cost slices as well", () => {
  const bench = small();
  const peer = bench.peer();
  const junk = Array.from({ length: 1000 }, () => "{");
  let turns = 0;
  const { nextTurn } = VirtualClock.prototype;
  bench.clock.nextTurn = (task) => {
    turns++;
    nextTurn.call(bench.clock, task);
  };
  peer.say([...junk, { "#": "get", get: { "#": "s" } }]);
  assert(turns > 100, `${turns} turns`);
  assertEquals(peer.take().map(({ "@": to }) => to), ["get"]);
});
