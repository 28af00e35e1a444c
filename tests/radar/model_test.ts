import { assertEquals } from "@std/assert";
import { TreeModel } from "../../radar/tree/model.ts";

function paths(model: TreeModel): string[] {
  return model.rows.map(({ path }) => path);
}

Deno.test("rows are sorted by name, numbers by their size", () => {
  const model = new TreeModel();
  for (const path of ["b", "a10", "a9", "A1"]) {
    model.add(model.root, path, "state");
  }
  assertEquals(paths(model), ["A1", "a9", "a10", "b"]);
});

Deno.test("children are rows while their node is open", () => {
  const model = new TreeModel();
  const node = model.add(model.root, "a", "node");
  model.toggle(node, true);
  model.add(node, "a/x", "state");
  assertEquals(paths(model), ["a", "a/x"]);
  model.toggle(node, false);
  assertEquals(paths(model), ["a"]);
  assertEquals(model.find("a/x"), undefined);
});

Deno.test("an element and a node may have one path", () => {
  const model = new TreeModel();
  const node = model.add(model.root, "a", "node");
  const state = model.add(model.root, "a", "state");
  assertEquals(paths(model), ["a", "a"]);
  model.remove(state);
  assertEquals(model.rows, [node]);
});

Deno.test("a long list has its length before its rows are there", () => {
  const model = new TreeModel();
  const node = model.add(model.root, "a", "node");
  model.toggle(node, true);
  model.resize(node, 5000);
  model.place(node, 4000, "a/x", "state");
  assertEquals(model.rows.length, 5001);
  assertEquals(model.rows[4001].path, "a/x");
  model.resize(node, 10);
  assertEquals(model.find("a/x"), undefined);
});
