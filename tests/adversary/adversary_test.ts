import { assertEquals } from "@std/assert";
import { onOneRuntime, RUNTIMES } from "../support/runtimes.ts";
import { ATTACKS } from "./attacks.ts";
import { Campaign } from "./run.ts";
import { PATIENT_AIM } from "./verdict.ts";

const campaigns = { deno: new Campaign(), bun: new Campaign() };
Deno.test.afterAll(async () => {
  for (const runtime of RUNTIMES) {
    await campaigns[runtime][Symbol.asyncDispose]();
  }
});

for (const attack of ATTACKS.filter(({ short }) => short)) {
  onOneRuntime(`the daemon withstands: ${attack.about}`, async (runtime) => {
    const { failures } = await campaigns[runtime].carryOut(attack, {
      ...{ runtime, states: 300, seconds: 0.3, aftermath: 200 },
      aim: PATIENT_AIM,
    });
    assertEquals(failures, []);
    // Those that need no daemon of their own share one.
  }, { beside: false });
}

Deno.test("each attack has a name of its own", () => {
  const names = ATTACKS.map(({ name }) => name);
  assertEquals(names, [...new Set(names)]);
});
