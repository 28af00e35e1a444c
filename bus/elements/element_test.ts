import { assertEquals } from "@std/assert";
import { ByteStore } from "../../base/slab.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { Element } from "./element.ts";
import { Tenure } from "./restriction.ts";

const OWNER = { requestSet() {}, requestCall() {} };
const encoder = new TextEncoder();

function elementAt(serial: number): Element {
  const tenure = new Tenure(OWNER, null);
  return new Element(`${serial}`, tenure, false, false, null, serial, false);
}

function take(element: Element, store: ByteStore, json: unknown): void {
  const bytes = encoder.encode(JSON.stringify(json));
  const value = { type: ValueType.json, bytes, start: 0, end: bytes.length };
  element.take(value, store);
}

Deno.test("the parsed value of an element is kept until it changes", () => {
  const store = new ByteStore();
  const element = elementAt(7);
  take(element, store, { a: 1 });
  const { json } = element;
  assertEquals(json, { a: 1 });
  assertEquals(element.json === json, true);
  take(element, store, { a: 2 });
  assertEquals(element.json, { a: 2 });
});

Deno.test("elements that share a place for parsed values have each its own", () => {
  const store = new ByteStore();
  const elements = [3, 3 + (1 << 14), 3 + (1 << 20)].map(elementAt);
  for (let round = 0; round < 4; round++) {
    for (const [n, element] of elements.entries()) {
      if (round % 2 === 0) take(element, store, [round, n]);
      assertEquals(element.json, [round - round % 2, n]);
    }
  }
  elements[2].drop(store);
  assertEquals(elements[0].json, [2, 0]);
});
