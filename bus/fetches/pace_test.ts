import { assertEquals } from "@std/assert";
import { asRecord } from "../../tests/support/client.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { ProgramLink } from "../../tests/property/link.ts";
import { Bus } from "../bus.ts";
import { TimerWheel } from "../collections/timer_wheel.ts";
import { Element } from "../elements/element.ts";
import { Tenure } from "../elements/restriction.ts";
import { PathMatcher } from "../../protocol/rules/rules.ts";
import { Pace } from "./pace.ts";

const encoder = new TextEncoder();

/** A bus with an owner, and a peer with a fetch that takes what it is sent. */
class Bench {
  readonly clock = new VirtualClock(1000);
  readonly events: Record<string, unknown>[] = [];
  readonly fetcher = new ProgramLink("fetcher", true, (message) => {
    const { method, params } = asRecord(JSON.parse(String(message)));
    if (method === "f") this.events.push(asRecord(params));
  });
  readonly #owner = new ProgramLink("owner", false, () => {});

  constructor(rules: Record<string, unknown>) {
    const bus = new Bus({
      info: {
        name: "test",
        version: "0",
        authentication: false,
        separator: "/",
        maxMessage: 1 << 20,
      },
      timeout: 5,
      softBacklog: 200,
      hardBacklog: 1 << 20,
      stallTimeout: 1_000_000,
      clock: this.clock,
    });
    const { classic } = new Dialects();
    for (const link of [this.#owner, this.fetcher]) bus.connect(link, classic);
    this.own("add", { path: "a", value: 0, expires: 2, meta: {} });
    this.#say(this.fetcher, "fetch", { id: "f", ...rules });
    this.take();
  }

  #say(link: ProgramLink, method: string, params: unknown): void {
    link.say(encoder.encode(JSON.stringify({ method, params })));
    this.clock.settle();
  }

  own(method: string, params: Record<string, unknown>): void {
    this.#say(this.#owner, method, { path: "a", ...params });
  }

  change(...values: unknown[]): void {
    for (const value of values) this.own("change", { value });
  }

  pass(ms: number): void {
    this.clock.pass(ms);
  }

  /** Lets the peer read everything, and returns its events by their kind. */
  take(): unknown[] {
    while (this.fetcher.waits) this.fetcher.drain(1, true);
    return this.events.splice(0).map(({ event, value, quality }) =>
      quality === undefined ? [event, value] : [event, value, quality]
    );
  }

  /** Changes another state until the output of the peer is congested. */
  congest(): void {
    const long = "x".repeat(250);
    this.own("add", { path: "long", value: long });
  }
}

Deno.test("a congested peer gets the newest value, and the dead band is about that one", () => {
  const bench = new Bench({ deadband: { absolute: 2 } });
  bench.congest();
  bench.change(5, 9);
  assertEquals(bench.take().slice(1), [["change", 9]]);
  bench.change(7, 11, 12);
  assertEquals(bench.take(), [["change", 12]]);
});

Deno.test("an interval begins when a congested peer was sent the change", () => {
  const bench = new Bench({ rate: 1 });
  bench.congest();
  bench.change(1, 2);
  bench.pass(900);
  assertEquals(bench.take().slice(1), [["change", 2]]);
  bench.change(3, 4);
  bench.pass(900);
  assertEquals(bench.take(), []);
  bench.pass(300);
  assertEquals(bench.take(), [["change", 4]]);
});

Deno.test("the end of an interval does not write to a congested peer", () => {
  const bench = new Bench({ rate: 1 });
  bench.change(1, 2);
  bench.congest();
  bench.pass(1500);
  bench.change(3);
  assertEquals(bench.take().map((event) => Array.isArray(event) && event[0]), [
    "change",
    "add",
    "change",
  ]);
  bench.change(4);
  assertEquals(bench.take(), []);
  bench.pass(1200);
  assertEquals(bench.take(), [["change", 4]]);
});

Deno.test("a new quality is reported whatever the dead band is", () => {
  const rules = { rate: 1, deadband: { absolute: 2 }, times: true };
  const bench = new Bench(rules);
  bench.change(1);
  bench.own("change", { quality: "bad" });
  assertEquals(bench.take(), [["change", 1, "bad"]]);
  bench.own("change", { quality: "good" });
  assertEquals(bench.take(), []);
  bench.pass(1200);
  assertEquals(bench.take(), [["change", 1, "good"]]);
});

Deno.test("notices are not held back, and come after the change before them", () => {
  const bench = new Bench({ rate: 0.1, times: true, meta: true });
  bench.change(1, 2);
  assertEquals(bench.take(), [["change", 1]]);
  bench.own("change", { meta: { unit: "V" } });
  assertEquals(bench.take(), [["change", 2], ["meta", undefined]]);
  bench.change(3, 4);
  bench.pass(3000);
  assertEquals(bench.take(), [["change", 4], ["stale", undefined]]);
  bench.pass(20_000);
  assertEquals(bench.take(), []);
});

function elementAt(path: string): Element {
  const owner = { requestSet() {}, requestCall() {} };
  return new Element(
    path,
    new Tenure(owner, null),
    false,
    false,
    null,
    1,
    false,
  );
}

Deno.test("the path of an element is compared with several limits once", () => {
  let count = 0;
  class CountingMatcher extends PathMatcher {
    override test(path: string): boolean {
      count++;
      return super.test(path);
    }
  }
  const limits = ["x", "y", "z"].map((equals) => ({
    paths: new CountingMatcher({ equals }),
    intervalMs: 10,
    deadband: null,
  }));
  const clock = new VirtualClock();
  const pace = new Pace(limits, new TimerWheel(clock), false, () => {});
  const element = elementAt("a");
  for (let i = 0; i < 5; i++) pace.sent("change", element);
  assertEquals(count, 3);
  // An element that is added anew is another one.
  pace.delete(element);
  pace.sent("add", element);
  assertEquals(count, 6);
});
