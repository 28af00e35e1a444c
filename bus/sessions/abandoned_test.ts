import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../../tests/support/client.ts";
import { JsonBus, say } from "../../tests/support/json_bus.ts";
import { TurnClock } from "../../tests/support/turn_clock.ts";

// More calls than are failed in a slice, none of which is held for the owner.
const CALLERS = 20;
const CALLS = 500;

const encoder = new TextEncoder();

Deno.test("calls that wait for an owner that goes fail in slices and in order, others are answered between", () => {
  const clock = new TurnClock();
  const bus = new JsonBus(clock);
  const owner = bus.connect(() => {});
  say(owner, "add", { path: "m" });
  const failed: number[] = [];
  const reasons = new Set<unknown>();
  const callers = Array.from(
    { length: CALLERS },
    () =>
      bus.connect(({ id, error }) => {
        failed.push(Number(id));
        reasons.add(asRecord(asRecord(error).data).message);
      }),
  );
  const ids = Array.from({ length: CALLERS * CALLS }, (_, id) => id);
  for (const id of ids) {
    const request = { id, method: "call", params: { path: "m", args: [] } };
    callers[id % CALLERS].say(encoder.encode(JSON.stringify(request)));
    clock.finish();
  }
  assertEquals(failed, []);

  const found: unknown[] = [];
  const other = bus.connect(({ result }) => found.push(result));
  owner.lose();
  say(other, "get", { path: { startsWith: "m" } });
  while (found.length === 0) assert(clock.turn());
  assertEquals(found, [[]]);
  assert(failed.length < ids.length, "all were failed at once");
  clock.finish();
  assertEquals(failed, ids);
  assertEquals([...reasons], ["the owner of the path has gone"]);
});
