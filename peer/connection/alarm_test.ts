import { assert, assertEquals } from "@std/assert";
import { alarm } from "./alarm.ts";

Deno.test("an alarm that is not needed does not keep the program from its end", async () => {
  const place = (path: string) =>
    JSON.stringify(new URL(path, import.meta.url).href);
  const program = `const { alarm } = await import(${place("./alarm.ts")});` +
    `const { timers } = await import(${place("../../base/clock.ts")});` +
    "alarm(timers, 1e6, () => {}).hold(false);";
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    signal: AbortSignal.timeout(20_000),
  }).output();
  assert(success);
});

Deno.test("an alarm of another clock is that clock's", () => {
  const calls: number[] = [];
  const after = (ms: number) => {
    calls.push(ms);
    return () => void calls.push(0);
  };
  const { cancel, hold } = alarm({ after }, 5, () => {});
  assertEquals(hold, undefined);
  cancel();
  assertEquals(calls, [5, 0]);
});
