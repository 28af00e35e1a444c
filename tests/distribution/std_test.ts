import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { TextLineStream } from "@std/streams/text-line-stream";
import * as assertModule from "../../std/assert.ts";
import * as bytes from "../../std/bytes.ts";
import * as colors from "../../std/colors.ts";
import * as levenshtein from "../../std/levenshtein.ts";
import * as parse from "../../std/parse_args.ts";
import * as lines from "../../std/text_line_stream.ts";
import * as types from "../../std/type_by_extension.ts";
import { ROOT } from "../support/runtimes.ts";

const MODULES: Readonly<Record<string, object>> = {
  assert: assertModule,
  bytes,
  colors,
  levenshtein,
  parse_args: parse,
  text_line_stream: lines,
  type_by_extension: types,
};

interface Declaration {
  readonly kind: string;
  readonly name: string;
  /** The largest number of parameters of its overloads. */
  readonly parameters: number;
}

/** The functions and classes that a declaration file exports. */
function declarations(text: string): Declaration[] {
  const found = new Map<string, Declaration>();
  const pattern = /^export (function|class) (\w+)(?:<[^(]*>)?([^;{]*)/gm;
  for (const [, kind, name, rest] of text.matchAll(pattern)) {
    const parameters = kind === "class" ? 0 : countParameters(rest);
    const before = found.get(name)?.parameters ?? 0;
    found.set(name, { kind, name, parameters: Math.max(parameters, before) });
  }
  return [...found.values()];
}

/** The parameters between the first parenthesis and its end. */
function countParameters(text: string): number {
  let depth = 0;
  let count = 0;
  for (const [char] of text.slice(text.indexOf("(")).matchAll(/[():]/g)) {
    if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (depth === 1) count++;
    if (depth === 0) break;
  }
  return count;
}

/** The parameters of a function, those with a default value too. */
function parametersOf(code: string): number {
  const list = code.slice(code.indexOf("(") + 1, code.indexOf(") {"));
  const plain = list.replace(/\{[^}]*\}|\[[^\]]*\]/g, "").trim();
  return plain === "" ? 0 : plain.replace(/,$/, "").split(",").length;
}

for (const [name, module] of Object.entries(MODULES)) {
  Deno.test(`the types of ${name} declare what the module exports`, async () => {
    const text = await Deno.readTextFile(`${ROOT}std/${name}.d.ts`);
    const declared = declarations(text);
    assertEquals(
      declared.map(({ name }) => name).sort(),
      Object.keys(module).sort(),
    );
    for (const { name, kind, parameters } of declared) {
      const value: unknown = Object.entries(module)
        .find(([key]) => key === name)?.[1];
      assertEquals(typeof value, "function", name);
      const code = String(value);
      assertEquals(code.startsWith("class"), kind === "class", name);
      if (kind === "function") {
        assertEquals(parameters, parametersOf(code), name);
      }
    }
  });
}

Deno.test("the options of parseArgs do what their types say", () => {
  const unknown: string[] = [];
  const args = parseArgs(
    ["-j", "--port", "1", "--no-color", "--x", "a", "--x=b", "w", "--", "z"],
    {
      "--": true,
      alias: { j: "json" },
      boolean: ["json", "color"],
      default: { level: 3 },
      string: ["port", "x"],
      collect: ["x"],
      negatable: ["color"],
      unknown(arg) {
        unknown.push(arg);
        return true;
      },
    },
  );
  const { _, "--": rest, json, port, color, x, level } = args;
  assertEquals(
    [_, rest, json, port, color, x, level],
    [["w"], ["z"], true, "1", false, ["a", "b"], 3],
  );
  assertEquals(unknown, ["w"]);
  assertEquals(parseArgs(["a", "-b"], { stopEarly: true })._, ["a", "-b"]);
});

Deno.test("the functions return what their types say", async () => {
  const stream = ReadableStream.from(["a\rb", "\nc"]);
  const split = stream.pipeThrough(new TextLineStream({ allowCR: true }));
  assertEquals(await Array.fromAsync(split), ["a", "b", "c"]);
  assertEquals(bytes.format(1024, { binary: true, signed: true }), "+1 kiB");
  assertEquals(typeof colors.rgb24("x", { r: 1, g: 2, b: 3 }), "string");
  assertEquals(types.typeByExtension(".json"), "application/json");
  assertEquals(types.typeByExtension("none"), undefined);
  const error = new RangeError("why");
  assertEquals(
    [
      assertModule.assertThrows(() => {
        throw error;
      }),
      await assertModule.assertRejects(() => Promise.reject(error), RangeError),
    ],
    [error, error],
  );
});
