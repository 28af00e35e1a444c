/**
 * A short run of the fuzzer; see there.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { onEachRuntime, WHOLE_MATRIX } from "../support/runtimes.ts";
import { fuzz } from "./fuzz.ts";

onEachRuntime("nonsense in binary Jet does no harm", async (runtime) => {
  const lines: string[] = [];
  const { failures, operations } = await fuzz({
    runtime,
    messages: WHOLE_MATRIX ? 20_000 : 2_500,
    seed: 2026,
    log: (line) => lines.push(line),
  });
  assertEquals(failures, [], lines.join("\n"));
  assertEquals(operations > 0, true, "the workers worked");
});
