import { assertEquals } from "@std/assert";
import { Bench, node, type TestPeer } from "./bench.ts";

/** A linked relay, played by the test. */
function linked(bench: Bench, pid: string): TestPeer {
  const link = bench.peer();
  link.say({ "#": link.id(), dam: "?", pid, relay: true });
  return link;
}

Deno.test("a get is answered when a relay that was just linked has answered it", () => {
  const bench = new Bench();
  const app = bench.peer();
  app.put(node("s", { a: "old" }, 10));
  const link = linked(bench, "other");
  app.take();
  link.take();
  const id = app.get({ "#": "s", ".": "a" });
  assertEquals(link.take(), [{ "#": id, get: { "#": "s", ".": "a" } }]);
  assertEquals(app.take(), []);
  const newer = node("s", { a: "new" }, 20);
  link.put(newer, { "@": id });
  const answers = app.take();
  assertEquals(answers.map(({ "@": to }) => to), [id, id]);
  assertEquals(answers.map(({ put }) => put), [newer, newer]);
  // It sends what changes from now on by itself.
  assertEquals(app.value("s", "a"), "new");
  assertEquals(link.take(), []);
  // What neither has is answered as well.
  const missing = app.get({ "#": "t" });
  assertEquals(app.take(), []);
  link.say({ "#": link.id(), "@": missing });
  assertEquals(app.answer(missing)["@"], missing);
});

Deno.test("a get waits for linked relays a moment, and for late ones no more", () => {
  const bench = new Bench();
  const app = bench.peer();
  app.put(node("s", { a: 1, b: 2, c: 3 }));
  const link = linked(bench, "other");
  app.take();
  const id = app.get({ "#": "s", ".": "a" });
  bench.clock.pass(59);
  assertEquals(app.take(), []);
  bench.clock.pass(1);
  app.answer(id);
  assertEquals(app.value("s", "b"), 2);
  // Until it answers.
  link.say({ "#": link.id(), "@": id });
  const next = app.get({ "#": "s", ".": "c" });
  assertEquals(app.take(), []);
  link.leave();
  app.answer(next);
});

Deno.test("a relay that is linked for the first time gets the graph if wanted, later what it missed", () => {
  for (const sync of [false, true]) {
    const bench = new Bench({ sync });
    const app = bench.peer();
    const [s, t] = [node("s", { a: 1 }), node("t", { b: 2, c: 3 })];
    app.put(s);
    app.put(t);
    // Changes of the last minute are sent again when a link breaks.
    bench.clock.pass(200_000);
    const first = linked(bench, "other");
    const puts = (link: TestPeer) =>
      link.take().flatMap(({ put }) => put === undefined ? [] : [put]);
    assertEquals(puts(first), sync ? [s, t] : []);
    first.leave();
    const missed = node("u", { d: 4 });
    app.put(missed);
    assertEquals(puts(linked(bench, "other")), [missed]);
  }
});
