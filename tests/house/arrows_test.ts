import { assertEquals } from "@std/assert";
import { circles, type Graph, readGraph } from "./graph.ts";
import { violations } from "./layout.ts";

const LIST = new URL("violations.txt", import.meta.url);

Deno.test("imports point downwards, without circles, at importable files", async () => {
  const listed = (await Deno.readTextFile(LIST)).split("\n").filter((line) =>
    line !== ""
  );
  const found = violations(await readGraph());
  assertEquals(
    found.filter((violation) => !listed.includes(violation)),
    [],
    "new violations of the layout (tests/house/layout.ts)",
  );
  assertEquals(
    listed.filter((violation) => !found.includes(violation)),
    [],
    "mended: delete these lines from tests/house/violations.txt",
  );
});

function graphOf(imports: Record<string, string[]>): Graph {
  return new Map(
    Object.entries(imports).map(([file, to]) => [file, new Set(to)]),
  );
}

Deno.test("each kind of violation is found", () => {
  const graph = graphOf({
    "base/a.ts": ["protocol/frame.ts"],
    "bus/bus.ts": ["transport/links/x.ts", "bus/elements/a.ts"],
    "bus/elements/a.ts": ["bus/other.ts"],
    "daemon/daemon.ts": ["bus/elements/table.ts", "gun/graph/a.ts"],
    "gun.ts": ["gun/client/a.ts"],
    "gun/client/a.ts": ["gun/client/b.ts"],
    "gun/client/b.ts": ["gun/client/a.ts"],
    "protocol/dialects/a.ts": ["protocol/dialect.ts"],
  });
  assertEquals(violations(graph), [
    "file in a circle: gun/client/a.ts",
    "file in a circle: gun/client/b.ts",
    "folder in a circle: bus",
    "folder in a circle: bus/elements",
    "inner file: daemon/daemon.ts → bus/elements/table.ts",
    "out of a subfolder: bus/elements/a.ts → bus/other.ts",
    "upwards: base/a.ts → protocol/frame.ts",
    "upwards: bus/bus.ts → transport/links/x.ts",
  ]);
});

Deno.test("circles are the sets of nodes that reach each other", () => {
  const graph = graphOf({
    a: ["b"],
    b: ["c", "d"],
    c: ["a"],
    d: ["e"],
    e: ["d"],
    f: ["a", "f"],
  });
  assertEquals(circles(graph), [["a", "b", "c"], ["d", "e"]]);
});
