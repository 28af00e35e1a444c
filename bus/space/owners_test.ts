import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS, ElementExtras } from "../elements/extras.ts";
import { NO_EXTRAS } from "../../protocol/extras.ts";
import { Element } from "../elements/element.ts";
import { Tenure } from "../elements/restriction.ts";
import type { Owner } from "../elements/owner.ts";
import { Owners } from "./owners.ts";

function owner(): Owner & { absent: boolean } {
  return {
    absent: false,
    requestSet() {},
    requestCall() {},
    displaced() {},
    judgeSilence() {},
  };
}

function add(owners: Owners, owner: Owner, path: string, stay = 0): Element {
  const extras = new ElementExtras(DEFAULT_SETTINGS, { ...NO_EXTRAS, stay });
  const element = new Element(
    path,
    new Tenure(owner, null),
    false,
    false,
    extras,
    1,
    false,
  );
  element.removed = false;
  owners.add(owner, element);
  return element;
}

Deno.test("Owners: what is taken over or removed while its owner leaves is counted off once", () => {
  const owners = new Owners();
  const [former, next] = [owner(), owner()];
  const taken = add(owners, former, "taken", 1);
  const left = add(owners, former, "left", 1);
  const gone = add(owners, former, "gone");
  former.absent = true;
  const leaving = owners.depart(former, () => 7);
  assertEquals(owners.depart(former, () => 8), undefined);
  assertEquals(owners.leftAt(gone), 7);
  assertEquals(owners.leftAt(left), undefined);
  owners.delete(former, taken);
  taken.tenure = new Tenure(next, null);
  owners.add(next, taken);
  assertEquals([...leaving ?? []], [left, gone]);
  owners.delete(former, gone);
  gone.removed = true;
  owners.departed.delete(former);
  assertEquals([owners.countOf(former), owners.countOf(next)], [1, 1]);
  assertEquals([...owners.elementsOf(former)], [left]);
  assertEquals(owners.hasStaying(former), true);
  owners.delete(former, left);
  assertEquals(owners.hasStaying(former), false);
  assertEquals(owners.countOf(former), 0);
});

Deno.test("Owners: one that leaves with nothing that stays is forgotten at once", () => {
  const owners = new Owners();
  const former = owner();
  const element = add(owners, former, "a");
  assertEquals([...owners.depart(former, () => 3) ?? []], [element]);
  assertEquals(owners.countOf(former), 0);
  // Its removal, which follows in slices, finds nothing to count off.
  owners.delete(former, element);
  assertEquals(owners.countOf(former), 0);
});
