import { assertEquals } from "@std/assert";
import type { ElementEntry } from "../../dialect.ts";
import { ValueType } from "../../values/types.ts";
import { Dialects } from "../detect.ts";

/** Numbers of a seed, below a limit. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

/** More than texts are kept; some of them share a place. */
const PATHS = ["", "a", "ü/\n", '"', "x".repeat(500)]
  .concat(Array.from({ length: 100 }, (_, n) => `line/${n}/speed`));
const VALUES = ["0", "-1.5e3", '"x\\"}}"', "[1,{}]", '"€"']
  .concat(JSON.stringify("x".repeat(250)), JSON.stringify("x".repeat(1000)));
const encoder = new TextEncoder();

/** A state with a value of JSON, a state that is true, or a sent signal. */
function entryOf(
  path: string,
  value: string,
  kind: "json" | "true" | "signal",
): ElementEntry {
  const bytes = encoder.encode(`:${value}.`);
  return {
    path,
    bytes,
    type: kind === "true" ? ValueType.true : ValueType.json,
    start: 1,
    end: kind === "true" ? 1 : bytes.length - 1,
    method: false,
    node: false,
    signal: kind === "signal",
    time: 0,
    revision: 0,
    extras: null,
  };
}

Deno.test("a change is written whole, whatever has changed before", () => {
  const random = randomOf(3);
  const { classic, cjet, v3 } = new Dialects();
  let turn = 0;
  for (let n = 0; n < 1500; n++) {
    // Some states change often.
    const path = PATHS[random(random(2) === 0 ? 9 : PATHS.length)];
    const kinds = ["json", "json", "json", "true", "signal"] as const;
    const kind = kinds[random(kinds.length)];
    const value = VALUES[random(VALUES.length)];
    const entry = entryOf(path, value, kind);
    turn++;
    for (const dialect of [classic, cjet, v3]) {
      if (random(4) === 0) continue;
      const event = dialect === v3 ? "Change" : "change";
      const written = kind === "true" ? "true" : value;
      const expected = `{"path":${JSON.stringify(path)},"event":"${event}",` +
        `"value":${written}}}`;
      const head = dialect.head('"f"');
      const text = () =>
        dialect.event(head, turn, "change", entry, false, 0).string;
      assertEquals(text(), expected);
      assertEquals(text(), expected, "for a further fetch");
    }
  }
});
