import { assert, assertEquals, assertFalse } from "@std/assert";
import { PrefixTree } from "./prefix_tree.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";

function prefixes<T>(tree: PrefixTree<T>, text: string): T[] {
  const found: T[] = [];
  tree.visitPrefixes(text, (value) => found.push(value));
  return found;
}

function under(tree: PrefixTree<string>, prefix: string): string[] {
  const found: string[] = [];
  tree.visitUnder(prefix, (value) => found.push(value));
  return found.sort();
}

Deno.test("PrefixTree: an empty tree finds nothing", () => {
  const tree = new PrefixTree<number>();
  assertEquals(tree.size, 0);
  assertEquals(tree.get(""), undefined);
  assertEquals(tree.get("a"), undefined);
  assertFalse(tree.delete(""));
  assertFalse(tree.delete("a"));
  assertEquals(prefixes(tree, "abc"), []);
});

Deno.test("PrefixTree: prefixes come shortest first, with '' and the text", () => {
  const tree = new PrefixTree<string>();
  for (const key of ["abc", "", "abcd", "a", "abx", "b", "ab/c"]) {
    tree.set(key, key);
  }
  assertEquals(tree.size, 7);
  assertEquals(prefixes(tree, "abc"), ["", "a", "abc"]);
  assertEquals(prefixes(tree, "abcde"), ["", "a", "abc", "abcd"]);
  assertEquals(prefixes(tree, "ab"), ["", "a"]);
  assertEquals(prefixes(tree, ""), [""]);
  assertEquals(prefixes(tree, "x"), [""]);
});

Deno.test("PrefixTree: under a prefix that ends inside a label", () => {
  const tree = new PrefixTree<string>();
  for (const key of ["tank/level", "tank/limit", "tan", "pump"]) {
    tree.set(key, key);
  }
  assertEquals(under(tree, ""), ["pump", "tan", "tank/level", "tank/limit"]);
  assertEquals(under(tree, "ta"), ["tan", "tank/level", "tank/limit"]);
  assertEquals(under(tree, "tank"), ["tank/level", "tank/limit"]);
  assertEquals(under(tree, "tank/l"), ["tank/level", "tank/limit"]);
  assertEquals(under(tree, "tank/lev"), ["tank/level"]);
  assertEquals(under(tree, "tank/level"), ["tank/level"]);
  assertEquals(under(tree, "tank/levels"), []);
  assertEquals(under(tree, "tank/x"), []);
  assertEquals(under(tree, "x"), []);
});

Deno.test("PrefixTree: set replaces, delete takes only what is there", () => {
  const tree = new PrefixTree<number>();
  tree.set("ab", 1);
  tree.set("ab", 2);
  assertEquals(tree.size, 1);
  assertEquals(tree.get("ab"), 2);
  assertFalse(tree.delete("a"));
  assertFalse(tree.delete("abc"));
  assertFalse(tree.delete("ax"));
  assert(tree.delete("ab"));
  assertFalse(tree.delete("ab"));
  assertEquals(tree.size, 0);
  assertEquals(tree.get("ab"), undefined);
});

Deno.test("PrefixTree: deleting an inner key keeps those below", () => {
  const tree = new PrefixTree<string>();
  for (const key of ["a", "ab", "abc", "abd"]) tree.set(key, key);
  assert(tree.delete("ab"));
  assertEquals(prefixes(tree, "abc"), ["a", "abc"]);
  assert(tree.delete("abd"));
  assertEquals(under(tree, ""), ["a", "abc"]);
  assert(tree.delete("a"));
  assertEquals(tree.get("abc"), "abc");
});

Deno.test("PrefixTree: names of object members are ordinary keys", () => {
  const tree = new PrefixTree<string>();
  for (const key of ["__proto__", "constructor", "toString"]) {
    assertEquals(tree.get(key), undefined);
    tree.set(key, key);
  }
  assertEquals(prefixes(tree, "__proto__/x"), ["__proto__"]);
  assertEquals(tree.size, 3);
});

Deno.test("PrefixTree: characters outside ASCII, halves of pairs included", () => {
  const tree = new PrefixTree<string>();
  for (const key of ["ä", "ä/😀", "ä/😁", "\ud83d", "漢字", "\0", "\uffff"]) {
    tree.set(key, key);
  }
  assertEquals(prefixes(tree, "ä/😀!"), ["ä", "ä/😀"]);
  // Both faces begin with the same half.
  assertEquals(under(tree, "ä/\ud83d"), ["ä/😀", "ä/😁"]);
  assertEquals(under(tree, "漢"), ["漢字"]);
  assertEquals(prefixes(tree, "\0\0"), ["\0"]);
  assertEquals(prefixes(tree, "\uffff"), ["\uffff"]);
});

Deno.test("PrefixTree: very many children of one node, there and back", () => {
  const tree = new PrefixTree<string>();
  const keys: string[] = [];
  for (let code = 1; code <= 3000; code++) {
    keys.push(`node/${String.fromCharCode(code)}x`);
  }
  for (const key of keys) tree.set(key, key);
  for (const key of keys) assertEquals(tree.get(key), key);
  assertEquals(under(tree, "node/"), [...keys].sort());
  for (let left = keys.length - 1; left >= 0; left--) {
    assert(tree.delete(keys[left]));
    assertEquals(tree.get(keys[left]), undefined);
    if (left < 40) assertEquals(under(tree, "n"), keys.slice(0, left).sort());
  }
  assertEquals(tree.size, 0);
});

Deno.test("PrefixTree: a very long key needs no deep stack", () => {
  const tree = new PrefixTree<number>();
  const long = "a".repeat(200_000);
  tree.set(long, 1);
  for (let length = 1; length <= 5_000; length++) {
    tree.set(long.slice(0, length), length);
  }
  let visited = 0;
  tree.visitUnder("", () => visited++);
  assertEquals(visited, 5_001);
  assertEquals(prefixes(tree, long).length, 5_001);
  assert(tree.delete(long));
  assertEquals(tree.size, 5_000);
});

for (
  const alphabet of ["ab", "ab/c", "0123456789abcdefghijklmnopqrstuvwxyzÄ字ẞ@"]
) {
  Deno.test(`PrefixTree: like a filtered map, keys made of ${alphabet}`, () => {
    const random = seededRandom(alphabet.length);
    const text = () => {
      let made = "";
      const length = Math.floor(random() * 7);
      for (let i = 0; i < length; i++) {
        made += alphabet[Math.floor(random() * alphabet.length)];
      }
      return made;
    };
    const tree = new PrefixTree<string>();
    const model = new Map<string, string>();
    for (let round = 0; round < 6000; round++) {
      const key = text();
      // Grows, shrinks to nothing, grows again.
      const growing = Math.floor(round / 1500) % 2 === 0;
      if (random() < (growing ? 0.8 : 0.2)) {
        tree.set(key, `${key}:${round}`);
        model.set(key, `${key}:${round}`);
      } else {
        assertEquals(tree.delete(key), model.delete(key));
        const [other] = model.keys();
        if (!growing && other !== undefined) {
          assert(tree.delete(other));
          model.delete(other);
        }
      }
      assertEquals(tree.size, model.size);
      if (round % 7 > 0) continue;
      const probe = text();
      assertEquals(tree.get(probe), model.get(probe));
      assertEquals(
        prefixes(tree, probe),
        [...model.keys()].filter((one) => probe.startsWith(one))
          .sort((a, b) => a.length - b.length).map((one) => model.get(one)),
      );
      assertEquals(
        under(tree, probe),
        [...model].filter(([one]) => one.startsWith(probe))
          .map(([, value]) => value).sort(),
      );
    }
  });
}
