import { assertEquals } from "@std/assert";
import { onOneRuntime } from "../support/runtimes.ts";
import { ATTACKS } from "./attacks.ts";
import { carryOut } from "./run.ts";
import { PATIENT_AIM } from "./verdict.ts";

for (const attack of ATTACKS.filter(({ short }) => short)) {
  onOneRuntime(`the daemon withstands: ${attack.about}`, async (runtime) => {
    const { failures } = await carryOut(attack, {
      ...{ runtime, states: 300, seconds: 0.3, aftermath: 200 },
      aim: PATIENT_AIM,
    });
    assertEquals(failures, []);
  });
}

Deno.test("each attack has a name of its own", () => {
  const names = ATTACKS.map(({ name }) => name);
  assertEquals(names, [...new Set(names)]);
});
