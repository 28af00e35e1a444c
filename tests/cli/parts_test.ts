import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { optionsOf, splitCommand } from "../../cli/shell/all_options.ts";
import { oneOf, seconds, wholeNumber } from "../../command_line/convert.ts";
import { branchesOf, type Browser } from "../../cli/data/branches.ts";
import { checkOperands, readArguments } from "../../command_line/arguments.ts";
import { COMMANDS, findCommand } from "../../cli/commands.ts";
import { withPattern } from "../../cli/data/patterns.ts";
import type { Option } from "../../command_line/option.ts";
import { Failure, UsageError } from "../../command_line/errors.ts";
import {
  argumentText,
  exec,
  outputValue,
  shellLine,
} from "../../cli/data/exec.ts";
import { figuresOf, rateText } from "../../cli/print/figures.ts";
import {
  briefValue,
  changeJson,
  changeLine,
  durationText,
  entryJson,
  prettyJson,
} from "../../cli/print/format.ts";
import { redraw, rowLines } from "../../cli/print/live.ts";
import { progressBar } from "../../cli/print/progress.ts";
import {
  readRecording,
  recordedLine,
  recordingHead,
} from "../../cli/data/recording.ts";
import { LIMIT_OPTIONS, readLimits } from "../../cli/data/limits.ts";
import { readRules, RULE_OPTIONS, SORT_OPTIONS } from "../../cli/data/rules.ts";
import { readSnapshot, snapshotText } from "../../cli/data/snapshot.ts";
import { PLAIN, styleFor, wantsColour } from "../../cli/print/style.ts";
import { clip, pad, printable, widthOf } from "../../cli/print/text.ts";
import { Semaphore } from "../../base/semaphore.ts";
import { readOperand, readValue, valueOf } from "../../cli/data/value.ts";
import { claimed } from "../../base/narrowing.ts";
import {
  type Entry,
  type FetchRules,
  JetError,
  NotFound,
  TypedBytes,
} from "../../peer.ts";

const OPTIONS: readonly Option[] = [
  { name: "url", short: "u", value: "URL", help: "" },
  { name: "many", value: "X", help: "", many: true },
  { name: "json", short: "j", help: "" },
  { name: "no-color", help: "" },
];

Deno.test("arguments: operands stay as they were written", () => {
  const words = ["true", "-5", "-.5", "", "1e3", "-", "0x10", "a=b", "007"];
  const given = readArguments(["--json", ...words], OPTIONS);
  assertEquals(given.operands, words);
  assertEquals(given.has("json"), true);
  const behind = readArguments(["a", "--", "--json", "-x"], OPTIONS);
  assertEquals(behind.operands, ["a", "--json", "-x"]);
  assertEquals(behind.has("json"), false);
});

Deno.test("arguments: options with values in all forms", () => {
  for (
    const words of [["--url", "x=y"], ["--url=x=y"], ["-u", "x=y"]]
  ) {
    assertEquals(readArguments(words, OPTIONS).text("url"), "x=y");
  }
  const given = readArguments(
    ["--many", "-1", "--many=", "--many", "true", "--no-color"],
    OPTIONS,
  );
  assertEquals(given.texts("many"), ["-1", "", "true"]);
  assertEquals([given.has("no-color"), given.has("json")], [true, false]);
  assertEquals(given.text("url"), undefined);
  assertEquals(readArguments(["--url", ""], OPTIONS).text("url"), "");
});

Deno.test("arguments: what can't be understood is refused", () => {
  const wrong: [string[], RegExp][] = [
    [["--url"], /--url needs a value/],
    [["--url", "--json"], /--url needs a value/],
    [["--url", "a", "-u", "b"], /--url is given twice/],
    [["--json=true"], /--json takes no value/],
    [["--frob=secret"], /^unknown option --frob$/],
    [["-x"], /unknown option -x/],
    [["--constructor"], /unknown option/],
    [["--__proto__", "x"], /unknown option/],
  ];
  for (const [words, message] of wrong) {
    const error = assertThrows(() => readArguments(words, OPTIONS), UsageError);
    assertMatch(error.message, message);
  }
  const given = readArguments(["--url", "x"], OPTIONS);
  for (const read of [wholeNumber(0), seconds(9), oneOf(["a"])]) {
    const option = { name: "url", value: "URL", help: "", read };
    assertThrows(() => given.get<unknown>(option), UsageError, "--url needs");
    assertThrows(() => given.check([option]), UsageError, "--url needs");
  }
});

Deno.test("operands are counted", () => {
  const operands = [{ name: "A" }, { name: "B", optional: true }];
  checkOperands(["1"], operands);
  checkOperands(["1", "2"], operands);
  assertThrows(() => checkOperands([], operands), UsageError, "needs A");
  assertThrows(() => checkOperands(["1", "2", "3"], operands), UsageError);
  checkOperands(["1", "2", "3"], [{ name: "A", many: true }]);
});

Deno.test("options for all may stand before the command", () => {
  const cases: [string[], string | undefined, string[]][] = [
    [["get", "a"], "get", ["a"]],
    [["--url", "x", "get", "a"], "get", ["--url", "x", "a"]],
    [["-u=x", "--json", "get"], "get", ["-u=x", "--json"]],
    [["--help"], "--help", []],
    [["--frob", "get"], "--frob", ["get"]],
    [["--url"], undefined, ["--url"]],
    [[], undefined, []],
  ];
  for (const [words, name, rest] of cases) {
    assertEquals(splitCommand(words), { name, rest });
  }
});

Deno.test("the table of commands has each name and option once", () => {
  const names = COMMANDS.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (const command of COMMANDS) {
    assertEquals(findCommand(command.name), command);
    const options = optionsOf(command);
    const flags = options.flatMap(({ name, short }) =>
      short === undefined ? [name] : [name, short]
    );
    assertEquals(new Set(flags).size, flags.length, command.name);
  }
});

Deno.test("values: JSON, or texts where nothing else can be meant", () => {
  const values: [string, unknown][] = [
    ["5", 5],
    ["-0.5e3", -500],
    [" true ", true],
    ["null", null],
    ['"5"', "5"],
    ["[1]", [1]],
    ["open", "open"],
    ["2024-01-31", "2024-01-31"],
    ["12:30", "12:30"],
    ["-", "-"],
    ["", ""],
    ["True", "True"],
    ["NaN", "NaN"],
    ["9007199254740993", 9007199254740993n],
    ["18446744073709551615", 18446744073709551615n],
  ];
  for (const [text, value] of values) assertEquals(readValue(text), value);
  const wrong = ["{a:1}", "[1", '"x', "+5", ".5", "1.", "007", "0x10"];
  for (const text of [...wrong, "Infinity", "18446744073709551616"]) {
    assertThrows(() => readValue(text), UsageError, undefined, text);
  }
});

Deno.test("values: files by their names, and the input", async () => {
  const text = (text: string) => new TextEncoder().encode(text);
  const sources = {
    readFile: (path: string) => Promise.resolve(text(`[${path.length}]`)),
    readInput: () => Promise.resolve(text("open\n")),
  };
  const read = (word: string, type?: string) =>
    readOperand(word, sources, type);
  assertEquals(await read("-"), "open");
  assertEquals(await read("@-"), text("open\n"));
  assertEquals(await read("@a.json"), [6]);
  assertEquals(await read("@a.txt"), "[5]");
  assertEquals(await read("@a"), text("[1]"));
  assertEquals(await read("@a.png"), new TypedBytes("image/png", text("[5]")));
  assertEquals(
    await read("@a.png", "x/y"),
    new TypedBytes("x/y", text("[5]")),
  );
  assertThrows(() => valueOf(text("{"), "application/json"), UsageError);
  assertThrows(() => valueOf(text("{"), "nonsense"), UsageError);
  // Not UTF-8: not a text.
  const latin = new Uint8Array([0xe9]);
  assertEquals(valueOf(latin, "text/plain"), latin);
});

function rulesOf(...words: string[]): FetchRules {
  return readRules(readArguments(words, [...RULE_OPTIONS, ...SORT_OPTIONS]));
}

Deno.test("limits: a rate and a dead band, absolute or in percent, of a field", () => {
  const limitsOf = (...words: string[]) =>
    readLimits(readArguments(words, LIMIT_OPTIONS));
  assertEquals(limitsOf(), {});
  assertEquals(limitsOf("--rate", "2.5", "--deadband", "0.5"), {
    rate: 2.5,
    deadband: { absolute: 0.5 },
  });
  assertEquals(limitsOf("--deadband", "1%"), { deadband: { percent: 1 } });
  assertEquals(limitsOf("--deadband", ".a.b=1e-3"), {
    deadband: { absolute: 0.001, field: "a.b" },
  });
  for (const rate of ["0", "-1", "1001", "x", ""]) {
    assertThrows(() => limitsOf("--rate", rate), UsageError, "--rate needs");
  }
  for (const band of ["x", "", "-1", "1%%", "a=1", ".=1"]) {
    assertThrows(
      () => limitsOf("--deadband", band),
      UsageError,
      "needs a size",
    );
  }
});

Deno.test("rules: each option is a rule", () => {
  assertEquals(rulesOf(), {});
  assertEquals(
    rulesOf(
      ...["--starts-with", "a", "--ends-not-with=b", "-i"],
      ...["--contains-all-of", "x", "--contains-all-of", "y"],
      ...["--below", "house", "--depth", "2", "--kind", "state,node"],
      ...["--value-greater-than", "-5", "--value-type", "number"],
    ),
    {
      path: {
        startsWith: "a",
        endsNotWith: "b",
        containsAllOf: ["x", "y"],
        caseInsensitive: true,
      },
      below: "house",
      depth: 2,
      type: ["state", "node"],
      nodes: true,
      value: { greaterThan: -5, isType: "number" },
    },
  );
  assertEquals(
    rulesOf("--where", "a.b > 2", "--where", "a.b!=9", "--where=c:string"),
    {
      valueField: {
        "a.b": { greaterThan: 2, equalsNot: 9 },
        c: { isType: "string" },
      },
    },
  );
  assertEquals(rulesOf("--where", "a=b=c", "--where", "x==1"), {
    valueField: { a: { equals: "b=c" }, x: { equals: 1 } },
  });
  for (const text of ["a", "=1", "a>", "a:date", "a={"]) {
    assertThrows(() => rulesOf("--where", text), UsageError);
  }
  assertThrows(() => rulesOf("--kind", "leaf"), UsageError);
  assertEquals(
    rulesOf(
      ...["--value-has-one-of", "red", "--value-has-one-of", "4"],
      ...["--value-has-all-of", "null"],
    ),
    { value: { hasOneOf: ["red", 4], hasAllOf: [null] } },
  );
  assertThrows(() => rulesOf("--value-has-all-of", "[1]"), UsageError);
});

Deno.test("rules: an order", () => {
  const sortOf = (...words: string[]) => rulesOf(...words).sort;
  assertEquals(sortOf("--top", "3"), {
    byValue: "number",
    descending: true,
    from: 1,
    to: 3,
  });
  assertEquals(sortOf("--top", "3", "--from", "4", "--sort", ".a.b"), {
    byValueField: { "a.b": "number" },
    descending: true,
    from: 4,
    to: 6,
  });
  assertEquals(sortOf("--from", "2"), { byPath: true, from: 2, to: 11 });
  assertEquals(sortOf("--by-value", "--as", "string", "--to", "5"), {
    byValue: "string",
    from: 1,
    to: 5,
  });
  for (
    const words of [["--as", "number"], ["--sort", "x"], ["--from", "0"], [
      "--top",
      "1",
      "--to",
      "2",
    ], ["--from", "3", "--to", "2"]]
  ) assertThrows(() => sortOf(...words), UsageError);
});

Deno.test("rules: a pattern is a path unless it has wildcards", () => {
  assertEquals(withPattern({}, "a/b+"), { path: { equals: "a/b+" } });
  assertEquals(withPattern({}, "a/+/b"), { path: { matches: "a/+/b" } });
  assertEquals(withPattern({ path: { contains: "x" } }, "#"), {
    path: { contains: "x", matches: "#" },
  });
});

Deno.test("texts: widths, and nothing that moves the cursor", () => {
  assertEquals(
    printable("a\x1b[2J\n\u009b\u202eé日"),
    "a\\u001b[2J\\u000a\\u009b\\u202eé日",
  );
  assertEquals(
    ["abc", "é", "e\u0301", "日本", "👍🏽", "👨‍👩‍👧", "ｆ"].map(widthOf),
    [3, 1, 1, 4, 2, 2, 2],
  );
  assertEquals([
    clip("日本語", 4),
    clip("abc", 3),
    clip("abc", 2),
    clip("a", 0),
  ], [
    "日…",
    "abc",
    "a…",
    "",
  ]);
  assertEquals([pad("日", 4), pad("abcd", 2)], ["日  ", "abcd"]);
});

Deno.test("colours are for terminals that want them", () => {
  assertEquals(wantsColour(true, {}), true);
  assertEquals(wantsColour(true, { NO_COLOR: "" }), true);
  assertEquals(wantsColour(true, { NO_COLOR: "1" }), false);
  assertEquals(wantsColour(true, { TERM: "dumb" }), false);
  assertEquals(wantsColour(false, {}), false);
  assertEquals(styleFor(false), PLAIN);
});

Deno.test("elements and changes as JSON and for people", () => {
  const state = { path: "a/x", type: "state", value: 5 } as const;
  assertEquals(entryJson(state), '{"path":"a/x","type":"state","value":5}');
  assertEquals(
    entryJson({ path: "m", type: "method", fetchOnly: true }),
    '{"path":"m","type":"method","fetchOnly":true}',
  );
  assertEquals(
    changeJson({
      ...state,
      event: "change",
      value: new Float64Array([1, 2]),
    }),
    '{"event":"change","path":"a/x","type":"state","value":[1,2]}',
  );
  const bytes = new TypedBytes("image/gif", new Uint8Array(2000));
  assertEquals(
    JSON.parse(entryJson({ ...state, value: bytes })).value,
    bytes.dataUrl,
  );
  assertEquals(briefValue(bytes, 80, PLAIN), "<image/gif, 2 kB>");
  assertEquals(briefValue(bytes.dataUrl, 80, PLAIN), "<image/gif, 2 kB>");
  assertEquals(briefValue({ a: "long long" }, 8, PLAIN), '{"a":"l…');
  assertEquals(prettyJson({ a: [1] }, PLAIN), '{\n  "a": [\n    1\n  ]\n}');
  const noon = new Date(2026, 0, 31, 12, 0, 7, 5);
  assertEquals(
    changeLine({ ...state, event: "remove" }, noon, 80, PLAIN),
    "12:00:07.005 - a/x 5",
  );
  assertEquals([durationText(1234), durationText(61_000)], [
    "1.2 s",
    "1:01 min",
  ]);
});

Deno.test("a live list is drawn over itself", () => {
  const row = (index: number, path: string, value: unknown) =>
    ({ index, path, type: "state", value }) as const;
  const rows = [row(9, "a", 1), row(10, "longer/path", "text")];
  assertEquals(rowLines(rows, 80, PLAIN), [
    " 9  a            1",
    '10  longer/path  "text"',
  ]);
  assertEquals(rowLines([row(1, "p".repeat(99), "v".repeat(99))], 40, PLAIN), [
    `1  ${"p".repeat(23)}…  "${"v".repeat(10)}…`,
  ]);
  assertEquals(redraw(0, ["a"]), "\ra\x1b[K\n\x1b[J");
  assertEquals(redraw(2, ["a"]), "\r\x1b[2Aa\x1b[K\n\x1b[J");
});

Deno.test("progress is a bar and a text", () => {
  assertEquals(progressBar(0.5, "x"), "[##########          ]  50 %  x");
  assertEquals(progressBar(7, "x"), "[####################] 100 %  x");
});

Deno.test("recordings are read as they were written", () => {
  const text = [
    recordingHead(new Date(0)),
    recordedLine(0, { event: "add", path: "a", value: { x: 1 } }),
    recordedLine(1.23456, { event: "change", path: "a", value: null }),
    recordedLine(2, { event: "remove", path: "a", value: null }),
    '{"t":3,"event":"ad',
  ].join("\n");
  assertEquals(readRecording(text, "f"), [
    { t: 0, event: "add", path: "a", value: { x: 1 } },
    { t: 1.235, event: "change", path: "a", value: null },
    { t: 2, event: "remove", path: "a" },
  ]);
  const head = `${recordingHead(new Date(0))}\n`;
  const wrong: [string, RegExp][] = [
    ["", /^f:1: this is no recording$/],
    ['{"jet":"recording","version":2}', /version 2/],
    [`${head}x\n\n`, /^f:2: this is no event/],
    [`${head}{"t":1,"event":"add","path":"a"}\n`, /^f:2: /],
    [`${head}{"t":-1,"event":"remove","path":"a"}\n`, /^f:2: /],
    [
      `${head}{"t":2,"event":"remove","path":"a"}\n{"t":1,"event":"remove","path":"a"}\n`,
      /^f:3: the time goes back$/,
    ],
  ];
  for (const [text, message] of wrong) {
    const error = assertThrows(() => readRecording(text, "f"), Failure);
    assertMatch(error.message, message);
  }
});

Deno.test("exports are read as they were written", () => {
  const text = snapshotText([
    { path: "b", type: "state", value: [1, "é"] },
    { path: "m", type: "method" },
    { path: "__proto__", type: "state", value: 1 },
  ]);
  assertEquals(text, '{\n  "__proto__": 1,\n  "b": [1,"é"]\n}\n');
  assertEquals(readSnapshot(text, "f"), [["__proto__", 1], ["b", [1, "é"]]]);
  assertEquals(snapshotText([]), "{}\n");
  assertThrows(() => readSnapshot("[]", "f"), Failure, "f is no object");
  assertThrows(() => readSnapshot("{", "f"), Failure, "f is not JSON");
});

Deno.test("figures of a measurement", () => {
  const times = Array.from({ length: 100 }, (_, at) => 100 - at);
  assertEquals(figuresOf(times, 2000), {
    count: 100,
    rate: 50,
    median: 51,
    p99: 100,
    slowest: 100,
  });
  assertEquals(figuresOf([], 0).rate, 0);
  assertEquals([rateText(1234567.8), rateText(12)], ["1 234 568", "12"]);
});

Deno.test("commands of the shell: arguments in, values out", async () => {
  assertEquals(shellLine("./heat.sh --now"), 'exec ./heat.sh --now "$@"');
  assertEquals(shellLine("echo $1"), "echo $1");
  assertEquals(["a b", 5, { x: 1 }].map(argumentText), ["a b", "5", '{"x":1}']);
  assertEquals(
    ["", "\n", "5\n", "open\n", '{"a":1}'].map(outputValue),
    [undefined, undefined, 5, "open", { a: 1 }],
  );
  const options = {
    path: "a b",
    limit: 10,
    env: { PATH: Deno.env.get("PATH"), JET_PASSWORD: "secret" },
    signal: new AbortController().signal,
  };
  const script = 'cat; printf "%s|" "$1" "$JET_PATH" "$JET_PASSWORD"';
  assertEquals(
    await exec(script, ["x"], ["a'b"], options),
    { value: '["x"]\na\'b|a b||', warning: undefined },
  );
  assertEquals(
    await exec("echo 5; echo rounded >&2", null, [], options),
    { value: 5, warning: "rounded" },
  );
});

Deno.test("a tree of paths, where the daemon has no list", async () => {
  const entries: Entry[] = [
    { path: "a/x10", type: "state", value: 1 },
    { path: "a/x9", type: "method" },
    { path: "a/b/c", type: "state", value: 2 },
    { path: "a/b", type: "state", value: 3 },
  ];
  const browser: Browser = {
    daemon: undefined,
    list: () => Promise.reject(new JetError("Method not found")),
    children: () => {
      throw new Error("not asked for");
    },
    get: <T>() => Promise.resolve(claimed<Entry<T>[]>(entries)),
  };
  const branches = await branchesOf(browser, "a");
  assertEquals(await branches.children("a"), [
    { name: "b", path: "a/b", type: "node", children: 1 },
    { name: "b", path: "a/b", type: "state", value: 3 },
    { name: "x9", path: "a/x9", type: "method" },
    { name: "x10", path: "a/x10", type: "state", value: 1 },
  ]);
  assertEquals(await branches.children("a/b"), [
    { name: "c", path: "a/b/c", type: "state", value: 2 },
  ]);
  entries.length = 0;
  await assertRejects(() => branchesOf(browser, "none"), NotFound);
});

Deno.test("a semaphore runs so many tasks at once, in order", async () => {
  const semaphore = new Semaphore(2);
  const log: string[] = [];
  const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const done = gates.map(({ promise }, at) =>
    semaphore.run(async () => {
      log.push(`begin ${at}`);
      await promise;
      log.push(`end ${at}`);
    })
  );
  await Promise.resolve();
  assertEquals(log, ["begin 0", "begin 1"]);
  gates[1].resolve();
  await done[1];
  gates[2].resolve();
  await done[2];
  gates[0].resolve();
  await done[0];
  assertEquals(log, [
    "begin 0",
    "begin 1",
    "end 1",
    "begin 2",
    "end 2",
    "end 0",
  ]);
});
