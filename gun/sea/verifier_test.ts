/**
 * SEA: what may be written, held against what the real gun has made and said.
 * The vectors are made by `sea_vectors.mjs`.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { BoundedMap } from "./bounded_map.ts";
import { publicKeyOf } from "./pub.ts";
import { covers, matches } from "./policy.ts";
import { SeaVerifier } from "./verifier.ts";
import type { GraphValue, Property } from "../graph/value.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";
import vectors from "../../tests/gun/sea_vectors.json" with { type: "json" };

const UNVERIFIED = "Unverified data.";
const NOT_CERTIFIED = "Certificate verification fail.";

/** Where we say something else than gun does, and why. */
const OTHERWISE = new Map<string, string | null>([
  // Gun says nothing at all, and so the writer waits in vain.
  ["certified for another writer", NOT_CERTIFIED],
  ["certificate of another owner", NOT_CERTIFIED],
  ["certificate changed", NOT_CERTIFIED],
  ["certificate of a wrong form", UNVERIFIED],
  // Gun lets everybody write in everybody's space who names himself as writer.
  ["no certificate", UNVERIFIED],
  // Gun looks only for "*" in a list; and it waits for a list of the blocked.
  ["one of a list", null],
  ["not blocked yet", null],
  // Of before 2020, and not bound to a property and its state.
  ["signed without its place", UNVERIFIED],
]);

/** A property, and what the real gun says to it. */
interface Case {
  name: string;
  soul: string;
  key: string;
  value: GraphValue;
  state: number;
  gun: string | null;
}

const CASES: Case[] = vectors.cases;

function caseNamed(name: string): Case {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
}

for (const { name, soul, key, value, state, gun } of CASES) {
  const expected = OTHERWISE.has(name) ? OTHERWISE.get(name) : gun;
  Deno.test(`SEA, ${name}: ${expected ?? "accepted"}`, async () => {
    const verifier = new SeaVerifier();
    const answer = await verifier.verify(soul, key, value, state);
    assertEquals(answer, expected);
  });
}

Deno.test("SEA: what the facts give as an example", async () => {
  const pub =
    "0Cu3ibLlY8jhQBRlleCC_YDpeFGKJ-GfqTs9mjB3wgQ.-pl2rZzpornJDO1nFWSY0AQ9Sth7GNWCT0yIDgVkxQc";
  const value =
    '{":":"Alice","~":"zKaOVYskNIRLi+2KW451BYAAonvHTwtu1LHeowdEZujpz7P8+QLV+Mv7VYbROHb8nmBy7O6muTzafK9KtaCxSA=="}';
  const verifier = new SeaVerifier();
  const soul = `~${pub}/profile`;
  assertEquals(await verifier.verify(soul, "name", value, 1795198390678), null);
  assertEquals(
    await verifier.verify(soul, "name", value, 1795198390678.001),
    UNVERIFIED,
  );
});

Deno.test("SEA: public data, aliases and accounts are judged at once", () => {
  const verifier = new SeaVerifier();
  const sync = (soul: string, key: string, value: GraphValue) =>
    verifier.verify(soul, key, value, 1);
  assertEquals(sync("mark", "name", "Mark"), null);
  assertEquals(sync("__proto__", "constructor", null), null);
  assertEquals(sync("~", "k", 1), null);
  assertEquals(sync("~@a", "~x.y", { "#": "~x.y" }), null);
  assertEquals(sync("~x.y", "pub", "x.y"), null);
  assertEquals(sync("~x.y", "name", "x"), UNVERIFIED);
});

Deno.test("SEA: a writer whom the owner has blocked", async () => {
  const { blocked: { soul, key, value, state }, block, bob } = vectors;
  const graph = new Map<string, Property>();
  const verifier = new SeaVerifier({
    property: (soul, key) => graph.get(JSON.stringify([soul, key])),
  });
  const put = (soul: string, key: string, value: GraphValue) =>
    graph.set(JSON.stringify([soul, key]), {
      text: JSON.stringify(value),
      state: 1,
    });
  const verdict = () => verifier.verify(soul, key, value, state);
  const [link, mark] = block;

  assertEquals(await verdict(), null, "no list");
  // Without a link the list is where the owner would make it.
  put(`~${vectors.alice}/block`, bob, mark.value);
  assertEquals(await verdict(), `Certificant ${bob} blocked.`);
  put(link.soul, link.key, link.value);
  assertEquals(await verdict(), null, "an empty list");
  put(mark.soul, mark.key, mark.value);
  assertEquals(await verdict(), `Certificant ${bob} blocked.`);
  put(mark.soul, mark.key, JSON.stringify({ ":": false, "~": "" }));
  assertEquals(await verdict(), null, "no longer blocked");
});

Deno.test("SEA: expiry of souls", () => {
  const verifier = new SeaVerifier();
  const expired = (soul: string, state: number) =>
    verifier.expired(soul, state, 100_000);
  assertEquals(expired("/RTC/room<?99", 1000), false);
  assertEquals(expired("/RTC/room<?99", 999.999), true);
  assertEquals(expired("room<?0.5", 99_499), true);
  assertEquals(expired("room<?0.5", 99_500), false);
  assertEquals(expired("room", 0), false);
  assertEquals(expired("room<?", 0), false);
  assertEquals(expired("room<?0", 0), false);
  assertEquals(expired("room<?x", 0), false);
});

Deno.test("SEA: the owner that a soul names", () => {
  assertEquals(publicKeyOf("~a.b"), "a.b");
  assertEquals(publicKeyOf("~a_1.b-2/c.d"), "a_1.b-2");
  assertEquals(publicKeyOf("thing~x.y.z"), "x.y");
  assertEquals(publicKeyOf("~x.y~z.w"), "x.y");
  assertEquals(publicKeyOf("~a"), undefined);
  assertEquals(publicKeyOf("a"), undefined);
  assertEquals(publicKeyOf("a~"), undefined);
  assertEquals(publicKeyOf(""), undefined);
  // Not the form of a key: gun cuts it out all the same.
  assertEquals(publicKeyOf("~a/b"), "a.b");
  assertEquals(publicKeyOf("~~a.b"), undefined);
});

Deno.test("SEA: conditions of certificates", () => {
  assert(matches("b", { ">": "a", "<": "c" }));
  assert(matches("a", { ">": "a", "<": "a" }));
  assert(!matches("d", { ">": "a", "<": "c" }));
  assert(!matches("b", { "*": "b", "<": "a" }));
  for (const none of [{}, null, undefined, 5, [], { "*": 5 }, { "+": "*" }]) {
    assert(!matches("", none), JSON.stringify(none));
    assert(!covers(none, { path: "", key: "k" }), JSON.stringify(none));
  }
  const place = { path: "a/b", key: "c" };
  assert(covers("a/b/c", place));
  assert(covers({ "#": "a/b" }, place));
  assert(covers({ "#": "a/b/c" }, place));
  assert(covers({ ".": "c" }, place));
  assert(covers({ "#": { "*": "a" }, ".": "c" }, place));
  assert(!covers({ "#": { "*": "a" }, ".": "d" }, place));
  assert(!covers({ "#": "b", ".": "c" }, place));
});

Deno.test("SEA: malformed values are refused, and nothing is thrown", async () => {
  const verifier = new SeaVerifier();
  const { soul, key, value, state } = caseNamed("signed name");
  const { soul: at, value: certified } = caseNamed("certified, made by hand");
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const signature = `"~":"${"A".repeat(86)}=="`;
  const bad: GraphValue[] = [
    "",
    "{",
    "{}",
    "[]",
    "null",
    "5",
    " ".repeat(1_000_000),
    deep,
    `{":":${deep},${signature}}`,
    `{":":{"a":${deep}},${signature},"+":${deep},"*":"x"}`,
    `{"__proto__":{":":1,${signature}}}`,
    `{":":1,${signature},"*":5}`,
    `{":":1,${signature},"*":"${"x".repeat(1_000_000)}"}`,
    `{":":1,"~":"${"A".repeat(1_000_000)}"}`,
    `{":":1,"~":{"length":88}}`,
    String(value).replace('"~":"', '"~":"\\u0000'),
    true,
    -1,
    { "#": "constructor" },
  ];
  for (const value of bad) {
    assertEquals(await verifier.verify(soul, key, value, state), UNVERIFIED);
  }
  assertEquals(
    await verifier.verify(at, "k", certified, Number.NaN),
    UNVERIFIED,
  );
  for (const owner of ["constructor.prototype", "~.~", "..", "é.ü"]) {
    assertEquals(
      await verifier.verify(`~${owner}`, "__proto__", value, state),
      publicKeyOf(`~${owner}`) === undefined ? null : UNVERIFIED,
    );
  }
});

Deno.test("SEA: nothing that was changed is taken for signed", async () => {
  const verifier = new SeaVerifier();
  const random = seededRandom(20);
  const names = ["signed name", "certified, made by hand", "one of a list"];
  for (const name of names) {
    const { soul, key, state, ...signed } = caseNamed(name);
    const value = String(signed.value);
    for (let i = 0; i < 300; i++) {
      const at = Math.floor(random() * value.length);
      const char = String.fromCharCode(32 + Math.floor(random() * 95));
      const changed = value.slice(0, at) + char + value.slice(at + 1);
      const answer = await verifier.verify(soul, key, changed, state);
      assertEquals(
        answer === null,
        meaning(changed) === meaning(value),
        changed,
      );
    }
  }
});

/** What of a signed value can't be changed; its layout can, as JSON is. */
function meaning(value: string): string | undefined {
  try {
    const content: Record<string, unknown> = JSON.parse(value);
    const { ":": plain, "~": signature, "+": certificate, "*": writer } =
      content;
    const text = JSON.stringify([plain, signature, certificate, writer]);
    // The last letter of Base64 has bits that are not part of the bytes.
    return text.replace(
      /.(?===")/g,
      (letter) => "AQgw"[BITS.indexOf(letter) >> 4],
    );
  } catch {
    return undefined;
  }
}

const BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Deno.test("SEA: certificates of wrong forms don't certify", async () => {
  const verifier = new SeaVerifier();
  const made = caseNamed("certified, made by hand");
  const { soul, key, state } = made;
  const parts: Record<string, unknown> = JSON.parse(String(made.value));
  const forms = [
    null,
    true,
    "SEA{",
    "x",
    [],
    { m: null, s: "x" },
    { m: {}, s: "x" },
    { m: "{", s: "A".repeat(86) + "==" },
    { m: { c: "*", w: { "*": "" } }, s: "A".repeat(86) + "==" },
  ];
  for (const form of forms) {
    const value = JSON.stringify({ ...parts, "+": form });
    const answer = await verifier.verify(soul, key, value, state);
    assert(answer === UNVERIFIED || answer === NOT_CERTIFIED, String(answer));
  }
  // As the text that SEA.certify returns it is as good as the object.
  const text = `SEA${JSON.stringify(parts["+"])}`;
  const value = JSON.stringify({ ...parts, "+": text });
  assertEquals(await verifier.verify(soul, key, value, state), null);
});

Deno.test("SEA: the cache of keys is bounded", () => {
  const map = new BoundedMap<number, number>(3);
  for (let i = 0; i < 3; i++) map.set(i, i);
  assertEquals(map.get(0), 0);
  map.set(3, 3);
  assertEquals([0, 1, 2, 3].map((key) => map.get(key)), [0, undefined, 2, 3]);
  assertEquals(map.size, 3);
});
