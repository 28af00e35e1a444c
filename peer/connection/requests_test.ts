import { assertEquals } from "@std/assert";
import { type PeerClock, timers } from "../../base/clock.ts";
import { later } from "./load_later.ts";
import { Requests } from "./requests.ts";

/** Makes two requests one after the other; then the link ends. */
async function twoRequests(clock: PeerClock): Promise<void> {
  const requests = new Requests(clock, 60_000, () => {});
  for (let n = 0; n < 2; n++) {
    const { id, answer } = requests.open();
    requests.answer({ id, result: true });
    await answer;
  }
  requests.failAll(new Error("closed"));
}

Deno.test("requests one after the other share a timer, and none is left in the end", async () => {
  await later.get();
  const { setTimeout } = globalThis;
  let made = 0;
  globalThis.setTimeout = Object.assign(
    (...args: Parameters<typeof setTimeout>) => {
      made++;
      return setTimeout(...args);
    },
    setTimeout,
  );
  try {
    await twoRequests(timers);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  assertEquals(made, 1);
});

Deno.test("where a timer holds the program, none is left when no request waits", async () => {
  const calls: string[] = [];
  const after = () => {
    calls.push("after");
    return () => void calls.push("cancel");
  };
  await twoRequests({ after });
  assertEquals(calls, ["after", "cancel", "after", "cancel"]);
});
