import { assertEquals } from "@std/assert";
import { eventOf, EventQueue } from "./events.ts";

/** Puts events in a queue, each with its text. */
function queueOf(...texts: string[]): EventQueue {
  const queue = new EventQueue();
  for (const text of texts) {
    queue.push(eventOf({ text, params: JSON.parse(text) }));
  }
  return queue;
}

function taken(queue: EventQueue): string[] {
  const texts: string[] = [];
  for (let event = queue.take(); event; event = queue.take()) {
    texts.push(event.text);
  }
  assertEquals(queue.bytes, 0);
  return texts;
}

Deno.test("of several changes the newest is kept, in the order of the last ones", () => {
  const queue = queueOf(
    '{"path":"a","event":"change","value":1,"revision":1}',
    '{"path":"b","event":"change","value":1,"revision":2}',
    '{"path":"a","event":"change","value":2,"revision":3}',
  );
  assertEquals(taken(queue), [
    '{"path":"b","event":"change","value":1,"revision":2}',
    '{"path":"a","event":"change","value":2,"revision":3}',
  ]);
});

Deno.test("an element that was not reported yet is added with its newest value, digit by digit", () => {
  const queue = queueOf(
    '{"path":"a","event":"add","value":1,"fetchOnly":true,"revision":1}',
    '{"path":"a","event":"change","value":12345678901234567890,"revision":3}',
    '{"path":"a","event":"meta","meta":{"unit":"V"},"revision":4}',
  );
  assertEquals(taken(queue), [
    '{"path":"a","event":"add","fetchOnly":true,"revision":4,' +
    '"meta":{"unit":"V"},"value":12345678901234567890}',
  ]);
});

Deno.test("what is removed has no other events", () => {
  const queue = queueOf(
    '{"path":"a","event":"change","value":1,"revision":1}',
    '{"path":"a","event":"stale","revision":1}',
    '{"path":"a","event":"remove","value":1,"revision":2}',
  );
  assertEquals(taken(queue), [
    '{"path":"a","event":"remove","value":1,"revision":2}',
  ]);
});

Deno.test("what a fetch begins with is taken in the order of its revisions, what follows in the order of its arrival", () => {
  const queue = new EventQueue();
  const push = (event: string, path: string, revision: number) =>
    queue.push(eventOf({ text: "{}", params: { event, path, revision } }));
  for (const revision of [5, 2, 9, 1]) push("add", `p${revision}`, revision);
  queue.keepOrder();
  push("stale", "p2", 2);
  push("change", "p5", 10);
  const paths: unknown[] = [];
  for (let event = queue.take(); event; event = queue.take()) {
    paths.push(`${event.kind} ${event.path}`);
  }
  assertEquals(
    paths,
    ["add p1", "add p2", "add p9", "stale p2", "add p5"],
  );
});

Deno.test("signals are all kept", () => {
  const signal = '{"path":"a","event":"signal","value":1,"revision":1}';
  assertEquals(taken(queueOf(signal, signal)), [signal, signal]);
});

Deno.test("events that come while others are taken follow in order", () => {
  const queue = new EventQueue();
  const push = (event: string, path: string, revision: number) =>
    queue.push(eventOf({ text: "{}", params: { event, path, revision } }));
  const taken: unknown[] = [];
  const take = () => {
    const event = queue.take();
    taken.push(event && `${event.kind} ${event.path}`);
  };
  push("add", "a", 1);
  push("add", "b", 2);
  push("meta", "c", 3);
  take();
  push("change", "a", 4);
  push("remove", "c", 5);
  push("add", "b", 6);
  take();
  take();
  take();
  take();
  push("change", "a", 7);
  take();
  take();
  assertEquals(taken, [
    ...["add a", "change a", "remove c", "add b", undefined],
    ...["change a", undefined],
  ]);
  assertEquals([queue.size, queue.bytes], [0, 0]);
});
