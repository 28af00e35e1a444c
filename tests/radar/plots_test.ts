import { assertEquals } from "@std/assert";
import { argumentsJson, formOf, problemOf } from "../../radar/methods/form.ts";
import {
  columnsOf,
  paddedRange,
  secondAxis,
} from "../../radar/plots/columns.ts";
import { indexAt, PlotRing } from "../../radar/plots/ring.ts";
import { numberTexts, timeTicks } from "../../radar/plots/ticks.ts";
import { parseExact } from "../../radar/values/exact.ts";
import { atPointer } from "../../radar/values/pointer.ts";

Deno.test("a ring holds the last numbers in one piece", () => {
  const ring = new PlotRing();
  for (let i = 0; i < 100_000; i++) ring.push(i, -i);
  const { times, values } = ring.view();
  assertEquals(times.length, 65_536);
  assertEquals([times[0], times.at(-1)], [100_000 - 65_536, 99_999]);
  assertEquals(times.every((time, i) => values[i] === -time), true);
  ring.clear();
  assertEquals([...ring.view().times], [99_999]);
});

Deno.test("a time is found among samples", () => {
  const times = new Float64Array([10, 20, 20, 30]);
  assertEquals([5, 10, 20, 25, 99].map((time) => indexAt(times, time)), [
    -1,
    0,
    2,
    2,
    3,
  ]);
});

Deno.test("no peak is lost between the columns of a plot", () => {
  const ring = new PlotRing();
  for (let i = 0; i < 10_000; i++) ring.push(i, i === 5000 ? 99 : 1);
  const { y, ranges } = columnsOf([ring.view()], 0, 10_000, 50, 10_000);
  assertEquals(ranges, [[1, 99]]);
  assertEquals(y[0].includes(99), true);
});

Deno.test("a value holds until now, a gap is a hole", () => {
  const ring = new PlotRing();
  ring.push(0, 5);
  ring.push(40, NaN);
  ring.push(60, 7);
  const { x, y } = columnsOf([ring.view()], 0, 100, 10, 80);
  const at = (time: number) => y[0][x.findLastIndex((one) => one <= time)];
  assertEquals([at(20), at(50), at(70), at(95)], [5, null, 7, null]);
  assertEquals(paddedRange([3, 3]), [2, 4]);
});

Deno.test("columns in which nothing changes have one point, with the same picture", () => {
  const [rare, often] = [new PlotRing(), new PlotRing()];
  rare.push(-5, 1);
  rare.push(33, 2);
  for (let time = 50; time < 70; time++) often.push(time, time % 7);
  const views = [rare.view(), often.view()];
  const { x, y } = columnsOf(views, 0, 100, 10, 100);
  // The columns that end at 40, 50, 60 and 70 have four points.
  assertEquals(x.length, 6 + 4 * 4 + 1);
  assertEquals(x.every((time, i) => i === 0 || time > x[i - 1]), true);
  assertEquals([x[0], x[1], x.at(-1)], [0, 10, 100]);
  assertEquals(y[0], Float64Array.from(x, (time) => time < 32.5 ? 1 : 2));
  assertEquals(y[1].slice(0, 7), [null, null, null, null, null, null, null]);
  assertEquals([Math.max(...y[1].map(Number)), y[1].at(-1)], [6, 69 % 7]);
});

Deno.test("a pointer leads to a field, with marked names too", () => {
  const value = parseExact('{"a":{"1":[0,1.50]},"b/c":2}');
  assertEquals(atPointer(value, "/b~1c"), 2);
  assertEquals(atPointer(value, "/a/1/0"), 0);
  assertEquals(atPointer(value, "/a/x"), undefined);
});

Deno.test("a form is made of a schema, and gives the arguments back", () => {
  const form = formOf({
    properties: {
      profile: { enum: ["a", "b"] },
      limit: { type: "number", maximum: 85 },
      note: { type: "string" },
    },
    required: ["profile"],
  });
  if (form === undefined) throw new Error("no form");
  assertEquals(argumentsJson(form, {}), '{"profile":"a"}');
  assertEquals(
    argumentsJson(form, { limit: "1.10", note: 'x"' }),
    '{"profile":"a","limit":1.10,"note":"x\\""}',
  );
  assertEquals(problemOf(form.fields[1], "140"), "at most 85");
  const list = formOf({ prefixItems: [{ type: "integer" }, {}], minItems: 1 });
  assertEquals(list && argumentsJson(list, { "1": "2" }), "[2]");
  assertEquals(formOf(true), undefined);
});

Deno.test("series of other magnitudes get an axis of their own", () => {
  const none = [false, false];
  assertEquals(secondAxis([[0, 5], [10, 30]], none), none);
  assertEquals(secondAxis([[0, 5], [-3000, 30]], none), [true, false]);
  assertEquals(secondAxis([[0, 5], undefined], none), none);
  // Near the limit it stays as it was.
  assertEquals(secondAxis([[0, 5], [0, 60]], none), none);
  assertEquals(secondAxis([[0, 5], [0, 60]], [true, false]), [true, false]);
});

Deno.test("a form says what null, lists and lengths a schema wants", () => {
  const form = formOf({
    properties: {
      rate: { type: ["number", "null"] },
      on: { type: ["boolean", "null"] },
      tags: { type: "array" },
      name: { type: "string", minLength: 2 },
    },
  });
  if (form === undefined) throw new Error("no form");
  const [rate, on, tags, name] = form.fields;
  assertEquals(on.choices, ["true", "false", "null"]);
  assertEquals(
    [
      problemOf(rate, "null"),
      problemOf(rate, "x"),
      problemOf(tags, "{}"),
      problemOf(tags, "[1]"),
      problemOf(name, "a"),
    ],
    [
      undefined,
      "This is no number",
      "This is no array",
      undefined,
      "at least 2 characters",
    ],
  );
});

Deno.test("the numbers of an axis have as many digits, its times even distances", () => {
  assertEquals(numberTexts([23.8, 24, 24.2]), ["23.8", "24.0", "24.2"]);
  assertEquals(numberTexts([0.1 + 0.2, 0.4]), ["0.3", "0.4"]);
  assertEquals(numberTexts([-5, 0, 5]), ["−5", "0", "5"]);
  assertEquals(numberTexts([0, 2e9]), ["0", "2.0e+9"]);
  assertEquals(
    timeTicks(0, 60_000, false, 800).map(({ text }) => text),
    ["−60 s", "−45 s", "−30 s", "−15 s", "now"],
  );
  assertEquals(
    timeTicks(0, 3_600_000, false, 300).map(({ text }) => text),
    ["−60 min", "−40 min", "−20 min", "now"],
  );
});
