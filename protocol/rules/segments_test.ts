import { assert, assertEquals, assertThrows } from "@std/assert";
import { PathMatcher, RuleError } from "./rules.ts";
import { DepthLimit, SegmentPattern } from "./segments.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";
import { levels, matches } from "../../tests/hierarchy/naive.ts";

const SEPARATORS = ["/", ".", "::"];
const ROUNDS = 20_000;

/** Picks one of several things. */
type Pick = <T>(from: readonly T[]) => T;

function picker(seed: number): Pick {
  const random = seededRandom(seed);
  return (from) => from[Math.floor(random() * from.length)];
}

/** A text of segments, some of which are empty. */
function text(pick: Pick, separator: string, names: string[]): string {
  const count = pick([1, 2, 2, 3, 3, 4]);
  return Array.from({ length: count }, () => pick(names)).join(separator);
}

const NAMES = ["a", "b", "ab", "a", "b", ""];

Deno.test("SegmentPattern matches the paths that it matches segment by segment", () => {
  const pick = picker(1);
  let matching = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const separator = pick(SEPARATORS);
    const names = [...NAMES, "+", "+"];
    let source = text(pick, separator, names);
    if (pick([true, false, false])) source += `${separator}#`;
    if (pick([false, false, false, false, true])) source = "#";
    const pattern = new SegmentPattern(source, separator);
    const path = text(pick, separator, NAMES);
    const expected = matches(source, path, separator);
    const what = `${source} on ${path}`;
    assertEquals(pattern.test(path), expected, what);
    if (!expected) continue;
    matching++;
    assert(path.startsWith(pattern.prefix), `${what}: the prefix`);
  }
  assert(matching > ROUNDS / 20, `only ${matching} matched`);
});

Deno.test("SegmentPattern says as much of the beginning as it can, for the index", () => {
  const prefixes: Record<string, string> = {
    "a/b": "a/b",
    "a/b/#": "a/b",
    "a/+/c": "a/",
    "a/+": "a/",
    "+/a": "",
    "#": "",
    "/a/+": "/a/",
    "/#": "",
    "/+": "/",
  };
  for (const [source, prefix] of Object.entries(prefixes)) {
    assertEquals(new SegmentPattern(source, "/").prefix, prefix, source);
  }
});

Deno.test("SegmentPattern knows the path at or below which all matching ones are", () => {
  const tops: Record<string, string | null> = {
    "a/b/#": "a/b",
    "a/#": "a",
    "a/b": null,
    "a/+/#": null,
    "#": "",
  };
  for (const [source, top] of Object.entries(tops)) {
    assertEquals(new SegmentPattern(source, "/").top, top, source);
  }
});

Deno.test("only # matches always", () => {
  for (const source of ["#", "+", "+/#", "/#", "a/#", ""]) {
    const { always } = new SegmentPattern(source, "/");
    assertEquals(always, source === "#", source);
  }
});

Deno.test("# that is not the last segment is refused", () => {
  for (const source of ["#/a", "a/#/b", "#/#", "a/#/", "#/+"]) {
    assertThrows(() => new SegmentPattern(source, "/"), TypeError);
    const error = assertThrows(
      () => new PathMatcher({ matches: source }),
      RuleError,
    );
    assertEquals(error.rule, "matches");
  }
  // Within a segment the signs stand for themselves.
  assert(new SegmentPattern("a#/b", "/").test("a#/b"));
  assert(new SegmentPattern("+a/b+", "/").test("+a/b+"));
  assert(!new SegmentPattern("+a/b+", "/").test("xa/bx"));
  assert(new SegmentPattern("#/a", ".").test("#/a"));
});

Deno.test("DepthLimit holds what is so many levels below at most", () => {
  const pick = picker(2);
  let inside = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const separator = pick(SEPARATORS);
    // Without empty segments but at the beginning, as a strict hierarchy has.
    const lead = pick(["", "", separator]);
    const names = NAMES.filter((name) => name !== "");
    const path = lead + text(pick, separator, names);
    const below = pick(["", lead + text(pick, separator, names)]);
    const depth = pick([1, 2, 3, Infinity]);
    const limit = new DepthLimit(below, depth, separator);
    const down = levels(below, path, separator);
    const expected = down > 0 && down <= depth;
    assertEquals(
      limit.test(path),
      expected,
      `${path} is ${down} below ${below}, ${depth} at most`,
    );
    if (!expected) continue;
    inside++;
    assert(path.startsWith(limit.prefix));
  }
  assert(inside > ROUNDS / 20, `only ${inside} were inside`);
});

Deno.test("DepthLimit counts empty segments as an open hierarchy does", () => {
  const pick = picker(3);
  for (let round = 0; round < ROUNDS; round++) {
    const path = text(pick, "/", NAMES);
    const below = pick(["", text(pick, "/", NAMES)]);
    // The empty path is no position below anything.
    if (path === "") continue;
    const depth = pick([1, 2, 3, Infinity]);
    const down = levels(below, path);
    assertEquals(
      new DepthLimit(below, depth, "/").test(path),
      down > 0 && down <= depth,
      `${path} is ${down} below ${below}, ${depth} at most`,
    );
  }
});

Deno.test("patterns and limits hold together with all other path rules", () => {
  const pick = picker(4);
  for (let round = 0; round < ROUNDS; round++) {
    const lower = ["a", "b", "ab"];
    const names = [...lower, "A", "B", "aB"];
    const path = text(pick, "/", names);
    const rules = {
      matches: pick([undefined, text(pick, "/", [...names, "+"]) + "/#"]),
      below: pick([undefined, text(pick, "/", names)]),
      depth: pick([undefined, 1, 2]),
      startsWith: pick([undefined, "a", "A", "ab/"]),
      endsWith: pick([undefined, "b", "B"]),
      caseInsensitive: pick([undefined, true]),
    };
    const fold = (one: string) =>
      rules.caseInsensitive === true ? one.toLowerCase() : one;
    const text2 = fold(path);
    const down = levels(fold(rules.below ?? ""), text2);
    const expected =
      (rules.matches === undefined || matches(fold(rules.matches), text2)) &&
      down > 0 && down <= (rules.depth ?? Infinity) &&
      text2.startsWith(fold(rules.startsWith ?? "")) &&
      text2.endsWith(fold(rules.endsWith ?? ""));
    const matcher = new PathMatcher(rules, "/");
    assertEquals(
      matcher.test(path),
      expected,
      `${JSON.stringify(rules)} on ${path}`,
    );
    if (expected && matcher.prefix !== null) {
      assert(text2.startsWith(matcher.prefix));
    }
  }
});
