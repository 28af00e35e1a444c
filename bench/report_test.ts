import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CASES } from "./cases.ts";
import { markdown, type Results, terminal } from "./report.ts";
import type { Sample } from "./samples.ts";
import { cjet, SERVERS } from "./servers.ts";
import { Summary } from "./summary.ts";

function sample(name: string, server: string, value: number): Sample {
  const { figures: [{ name: figure }] } =
    CASES.find((one) => one.name === name) ?? CASES[0];
  return {
    ...{ case: name, server, pinned: false, round: 0 },
    outcome: { measures: [{ figure, value }], memory: null },
  };
}

function results(more: Partial<Results> = {}): Results {
  const samples = [
    sample("idle-0", "Jet on Deno", 1),
    sample("idle-0", "Jet on Bun", 10),
    sample("start", "Jet on Deno", 100),
  ];
  return {
    summary: new Summary(CASES, samples),
    cases: CASES,
    servers: SERVERS,
    length: "full",
    facts: [],
    ...more,
  };
}

Deno.test("bench: a goal is reached if the better runtime does, and the terminal says so", () => {
  const text = terminal(results());
  assert(/wake-ups of all threads with 0 idle peers .*✓$/m.test(text), text);
  assertStringIncludes(text, "if the better one of the two runtimes does");
});

Deno.test("bench: quick rounds judge no goal", () => {
  for (const write of [terminal, markdown]) {
    const text = write(results({ length: "quick" }));
    assert(!/[✓✗]/.test(text), text);
    assertStringIncludes(text, "No goal is judged");
  }
});

Deno.test("bench: short rounds are said to be no judge", () => {
  const text = terminal(results({ length: "short" }));
  assertStringIncludes(text, "too short to judge goals");
});

Deno.test("bench: a bound in milliseconds says where it comes from", () => {
  const text = terminal(results());
  assertStringIncludes(text, "connections, 1.3 × the 131 ms of e9f090f");
});

Deno.test("bench: the report speaks of --cjet where cjet is measured", () => {
  assertEquals(markdown(results()).includes("--cjet"), false);
  const servers = [...SERVERS, cjet("/usr/bin/cjet")];
  assertStringIncludes(markdown(results({ servers })), "`--cjet` names");
});
