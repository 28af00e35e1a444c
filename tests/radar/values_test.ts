import { assertEquals } from "@std/assert";
import { History, HistoryBudget } from "../../radar/bus/history.ts";
import { csvField, seriesCsv, valuesCsv } from "../../radar/values/csv.ts";
import { differences } from "../../radar/detail/diff.ts";
import { addStep, readField, stepFor } from "../../radar/detail/edit.ts";
import { differenceOf, figuresOf } from "../../radar/detail/figures.ts";
import {
  memberFields,
  memberText,
  withMember,
} from "../../radar/detail/members.ts";
import { readTransfer, writeTransfer } from "../../radar/page/transfer_file.ts";
import { parseExact } from "../../radar/values/exact.ts";
import { brokenAt, problemOfJson } from "../../radar/values/json_place.ts";
import { addressOf } from "../../radar/values/shell.ts";
import { hexLines } from "../../radar/values/hex.ts";
import {
  bytesOf,
  formatAge,
  formatBytes,
  groupDigits,
  previewOf,
} from "../../radar/values/kinds.ts";

Deno.test("a preview is one line with the digits of the owner", () => {
  assertEquals(previewOf(parseExact("1.10")), "1.10");
  assertEquals(previewOf("a\nb\u202e"), '"a␊b⍰"');
  assertEquals(previewOf(null), "null");
  assertEquals(
    previewOf(parseExact('{"x":12345678901234567890}')),
    '{"x":12345678901234567890}',
  );
  assertEquals(previewOf("data:image/png;base64,AAAA"), "image/png 3 B");
  assertEquals(previewOf("x".repeat(200)).length, 80);
});

Deno.test("bytes are read from data URLs of both kinds", () => {
  assertEquals(bytesOf("data:text/plain;base64,aGk=")?.bytes.length, 2);
  assertEquals(bytesOf("data:text/plain,h%20i")?.bytes.length, 3);
  assertEquals(bytesOf("data:text/plain;base64,%%")?.bytes, undefined);
});

Deno.test("a hex dump has offset, bytes and characters", () => {
  assertEquals(hexLines(new Uint8Array([0x41, 0]), 99, 4), [
    { offset: "0000", hex: "41 00      ", text: "A·" },
  ]);
});

Deno.test("sizes and ages are short", () => {
  assertEquals([0, 999, 1234, 48_000, 2.1e6].map(formatBytes), [
    "0 B",
    "999 B",
    "1.23 kB",
    "48 kB",
    "2.10 MB",
  ]);
  assertEquals([40, 9999, 59_000, 61_000, 7.2e6].map(formatAge), [
    "0.0 s",
    "10.0 s",
    "59 s",
    "1 min",
    "2 h",
  ]);
  assertEquals(groupDigits("-1234567.25"), "-1\u2009234\u2009567.25");
});

Deno.test("steps are added in decimal", () => {
  assertEquals(addStep("0.1", "0.2", 1), "0.3");
  assertEquals(addStep("1.10", "0.05", -1), "1.05");
  assertEquals(addStep("0.05", "0.1", -1), "-0.05");
  assertEquals(addStep("0x10", "1", 1), "17");
  assertEquals(addStep("12345678901234567890", "1", 1), "12345678901234567891");
  assertEquals([stepFor("1.10", undefined), stepFor("5", 0.5)], [
    "0.01",
    "0.5",
  ]);
});

Deno.test("a field is read as what it edits", () => {
  assertEquals(readField("0x2041", "number"), { value: 8257, json: "8257" });
  assertEquals("error" in readField("1.", "number"), true);
  assertEquals("error" in readField("{", "json"), true);
  const text = readField("5", "text");
  assertEquals("json" in text && text.json, '"5"');
});

Deno.test("differences name the members that differ", () => {
  assertEquals(
    differences(
      parseExact('{"a":1,"b":{"c":1.10}}'),
      parseExact('{"b":{"c":1.2},"d":null}'),
    ),
    [
      { place: "a", before: "1", after: undefined },
      { place: "b/c", before: "1.10", after: "1.2" },
      { place: "d", before: undefined, after: "null" },
    ],
  );
  assertEquals(differenceOf(24.1, 24.05), "+0.05");
  assertEquals(differenceOf(24, 24), "0");
  assertEquals(differenceOf(24, 24.1, 2), "−0.10");
  assertEquals(
    differenceOf(
      parseExact("12345678901234567891"),
      parseExact("12345678901234567890"),
    ),
    "+1",
  );
});

Deno.test("the mean counts how long each value held", () => {
  const history = new History(new HistoryBudget());
  for (const [at, json] of [[1000, "0"], [4000, "4.0"]] as const) {
    history.push({ at, json, value: parseExact(json) });
  }
  assertEquals(figuresOf(history, 5000), {
    least: "0",
    mean: 1,
    greatest: "4.0",
    rate: 0.25,
  });
});

Deno.test("histories give way beyond their bytes, the largest first", () => {
  const budget = new HistoryBudget();
  const small = new History(budget);
  const large = new History(budget);
  small.push({ at: 1, json: "1", value: 1 });
  for (let i = 0; i < 40; i++) {
    large.push({ at: i, json: "x".repeat(1e6), value: "" });
  }
  assertEquals(small.length, 1);
  assertEquals(budget.used <= 64e6, true);
  assertEquals(large.length + large.dropped, 40);
});

Deno.test("a table for spreadsheets runs no formulas", () => {
  assertEquals(csvField("=1+1"), "'=1+1");
  assertEquals(csvField("-1.5"), "-1.5");
  assertEquals(csvField('a,"b"'), '"a,""b"""');
});

Deno.test("tables have the digits of the owner, and an empty field for a break", () => {
  const values = ["12345678901234567890", "1.10", undefined].map((
    json,
    at,
  ) => ({
    at,
    json,
    value: json === undefined ? undefined : parseExact(json),
  }));
  assertEquals(
    valuesCsv(values),
    [
      "time,value",
      "1970-01-01T00:00:00.000Z,12345678901234567890",
      "1970-01-01T00:00:00.001Z,1.10",
      "1970-01-01T00:00:00.002Z,",
      "",
    ].join("\r\n"),
  );
  const field = { at: 5, json: '{"a":1.10}', value: parseExact('{"a":1.10}') };
  assertEquals(
    seriesCsv(
      [
        { key: "serial", pointer: "", values },
        { key: "x,y~/a", pointer: "/a", values: [field] },
      ],
      1,
      9,
    ),
    [
      "time,series,value",
      "1970-01-01T00:00:00.001Z,serial,1.10",
      "1970-01-01T00:00:00.002Z,serial,",
      '1970-01-01T00:00:00.005Z,"x,y~/a",1.10',
      "",
    ].join("\r\n"),
  );
});

Deno.test("a file of pins and views is read as it was written, one of the old Radar too", () => {
  const transfer = {
    pins: ["psu/1/voltage", "psu/2/#"],
    views: [{ title: "hot", query: "psu/+/voltage >24" }],
  };
  assertEquals(readTransfer(writeTransfer(transfer)), transfer);
  assertEquals(readTransfer('["a/b","c"]'), { pins: ["a/b", "c"], views: [] });
  assertEquals(readTransfer("{}"), undefined);
  assertEquals(readTransfer("no JSON"), undefined);
});

Deno.test("the place is found where a text ceases to be JSON", () => {
  const texts: readonly (readonly [string, number | undefined])[] = [
    [' {"a": [1, 2.50, "x\\n"], "b": {}} ', undefined],
    ["[]", undefined],
    ["", 0],
    ["[1,]", 3],
    ['{"a":1 "b":2}', 7],
    ["{a:1}", 1],
    ["tru", 0],
    ["01", 1],
    ['"a\nb"', 2],
    ['["open', 6],
    ["[".repeat(2000), 1000],
  ];
  for (const [text, place] of texts) assertEquals(brokenAt(text), place, text);
  assertEquals(problemOfJson('{\n  "a": 1,\n}'), {
    error: "No JSON: “}” is not expected, line 3, column 1",
    position: 12,
  });
});

Deno.test("a form of an object changes one member and keeps the rest", () => {
  const fields = memberFields({
    properties: {
      ramp: { type: "number" },
      inner: { properties: { mode: { type: "string" } } },
    },
    required: ["ramp"],
  });
  if (fields === undefined) throw new Error("no form");
  const [ramp, mode] = fields;
  const json = '{"2":1.10,"ramp":12345678901234567890,"inner":{"x":[1.50]}}';
  const value = parseExact(json);
  assertEquals(memberText(value, ramp), "12345678901234567890");
  assertEquals(memberText(value, mode), "");
  assertEquals(mode.title, "inner › mode");
  assertEquals(
    withMember(json, mode, "fast").replace(/\s/g, ""),
    '{"2":1.10,"ramp":12345678901234567890,"inner":{"x":[1.50],"mode":"fast"}}',
  );
  assertEquals(
    withMember('{"ramp":1,"inner":{"mode":"a"}}', mode, "").replace(/\s/g, ""),
    '{"ramp":1,"inner":{}}',
  );
  assertEquals(memberFields({ type: "object" }), undefined);
});

Deno.test("commands name a daemon that they would not find by themselves", () => {
  const http = "http:";
  assertEquals(addressOf({ host: "localhost:11123", protocol: http }), "");
  assertEquals(
    addressOf({ host: "bus:11123", protocol: "https:" }, " --url"),
    " --url wss://bus:11123",
  );
  assertEquals(
    addressOf({ host: "localhost:8080", protocol: http }),
    " ws://localhost:8080",
  );
});
