import { assert, assertEquals } from "@std/assert";
import { plainBus } from "../../bench/plain_bus.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { ProgramLink } from "../../tests/property/link.ts";
import { TurnClock } from "../../tests/support/turn_clock.ts";

/** Several slices of removals. */
const STATES = 8_000;

const encoder = new TextEncoder();

/** A bus, and peers by what they are sent. */
function busOf() {
  const clock = new TurnClock();
  const bus = plainBus(clock);
  const connect = () => {
    const heard: string[] = [];
    const link = new ProgramLink("here", false, (message) => {
      heard.push(String(message));
    });
    bus.connect(link, new Dialects().classic);
    const say = (method: string, params: object) => {
      link.say(encoder.encode(JSON.stringify({ id: method, method, params })));
    };
    return { link, heard, say };
  };
  return { clock, connect };
}

/** An owner of many states below `x`, which leaves. */
function departing() {
  const { clock, connect } = busOf();
  const owner = connect();
  for (let i = 0; i < STATES; i++) {
    owner.say("add", { path: `x/${i % 80}/${i}`, value: i });
  }
  const watcher = connect();
  watcher.say("fetch", { id: "f", path: { startsWith: "x" } });
  clock.finish();
  watcher.heard.length = 0;
  const next = connect();
  const other = connect();
  clock.finish();
  owner.link.lose();
  return { clock, watcher, next, other };
}

const isAnswered = (heard: readonly string[], id: string) =>
  heard.some((text) => text.includes(`"id":"${id}"`));

Deno.test("an add at a node of what has left waits for its removal in slices, others come between", () => {
  const { clock, watcher, next, other } = departing();
  next.say("add", { path: "x", value: "new" });
  next.say("change", { path: "x", value: "newer" });
  other.say("get", { path: { startsWith: "x" } });
  while (!isAnswered(other.heard, "get")) assert(clock.turn());
  assert(!isAnswered(next.heard, "add"), "it was all removed at once");
  assert(other.heard.join().includes('"result":[]'), other.heard.join());
  clock.finish();
  assertEquals(next.heard.map((text) => JSON.parse(text)), [
    { id: "add", result: true },
    { id: "change", result: true },
  ]);
  const events = watcher.heard.map((text) => JSON.parse(text).params);
  const names = events.map(({ event, path }) => `${event} ${path}`);
  assertEquals(names.slice(-2), ["add x", "change x"]);
  assertEquals(new Set(names).size, STATES + 2);
  for (const { event } of events.slice(0, -2)) assertEquals(event, "remove");
});

Deno.test("an add at a node of what has left is refused when there is something new below it meanwhile", () => {
  const { clock, next, other } = departing();
  next.say("add", { path: "x", value: "new" });
  other.say("add", { path: "x/new", value: 1 });
  clock.finish();
  assert(other.heard.join().includes('"result":true'), other.heard.join());
  assert(next.heard.join().includes('"error"'), next.heard.join());
});

Deno.test("an add at a node of what has left leaves its path free when its peer has gone meanwhile", () => {
  const { clock, next, other } = departing();
  next.say("add", { path: "x", value: "new" });
  next.link.lose();
  clock.finish();
  other.say("add", { path: "x", value: "other" });
  clock.finish();
  assertEquals(JSON.parse(other.heard.join()), { id: "add", result: true });
});
