import { assert, assertEquals } from "@std/assert";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { asRecord } from "../../tests/support/client.ts";
import { ProgramLink } from "../../tests/property/link.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { Bus } from "../bus.ts";
import type { KeptStore } from "./store.ts";

const encoder = new TextEncoder();

/** A disk that writes when a test says so. */
class SlowStore implements KeptStore {
  readonly patterns = ["kept/#"];
  readonly waiting: ((error: Error | null) => void)[] = [];

  write(_write: unknown, done: (error: Error | null) => void): void {
    this.waiting.push(done);
  }

  /** Writes all that waits. */
  goOn(error: Error | null = null): void {
    for (const done of this.waiting.splice(0)) done(error);
  }
}

for (const error of [null, new Error("the disk is full")]) {
  const end = error === null ? "succeed" : "fail";
  Deno.test(`who has a MiB of kept values waiting for the disk is not read from until they ${end}; others are`, () => {
    const clock = new VirtualClock();
    const keep = new SlowStore();
    const bus = new Bus({
      info: {
        name: "",
        version: "",
        authentication: false,
        separator: "/",
        maxMessage: 1 << 21,
      },
      timeout: 5,
      softBacklog: Infinity,
      hardBacklog: Infinity,
      stallTimeout: 1000,
      clock,
      keep,
    });
    const dialects = new Dialects();
    const answers: unknown[] = [];
    const connect = () => {
      const link = new ProgramLink("here", false, (message) => {
        const { id, error } = asRecord(JSON.parse(String(message)));
        answers.push(error === undefined ? id : `${id} failed`);
      });
      bus.connect(link, dialects.classic);
      return link;
    };
    const set = (link: ProgramLink, id: string, length: number) => {
      const params = { path: `kept/${id}`, value: "x".repeat(length) };
      link.say(encoder.encode(JSON.stringify({ id, method: "set", params })));
    };
    const [eager, other] = [connect(), connect()];
    set(eager, "a", 600_000);
    assert(!eager.paused, "the first value is too much");
    set(eager, "b", 600_000);
    set(other, "c", 10);
    assertEquals([eager.paused, other.paused], [true, false]);
    set(eager, "d", 10);
    assertEquals(keep.waiting.length, 3, "it goes on while it is held");
    keep.goOn(error);
    clock.settle();
    assert(!eager.paused, "it is held for ever");
    keep.goOn(error);
    clock.settle();
    const failed = error === null ? "" : " failed";
    assertEquals(answers.sort(), ["a", "b", "c", "d"].map((id) => id + failed));
  });
}
