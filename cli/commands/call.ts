/**
 * `jet call`: calls a method.
 *
 * @module
 */
import { orMissing } from "../data/explain.ts";
import type { Command } from "../shell/command.ts";
import { UsageError } from "../../command_line/errors.ts";
import { jsonOf, prettyJson } from "../print/format.ts";
import { readOperand, readValue } from "../data/value.ts";
import { rawOf } from "./get.ts";

/** See the module. */
export const call: Command = {
  name: "call",
  summary: "Call a method and print its result",
  details:
    `Each ARGUMENT is a value as set takes it; together they are an array.`,
  operands: [
    { name: "PATH", complete: "path" },
    { name: "ARGUMENT", optional: true, many: true },
  ],
  options: [
    {
      name: "args",
      value: "JSON",
      help: "all arguments in one: an array, or an object of named ones",
    },
    {
      name: "raw",
      short: "r",
      help: "a text without quotes, of a data: URL the bytes",
    },
  ],
  examples: [
    "jet call house/boost 2",
    `jet call math/divide --args '{"dividend": 7, "divisor": 2}'`,
  ],
  connects: true,
  async run({ given, input, json, out, style, connect }) {
    const [path, ...texts] = given.operands;
    const all = given.text("args");
    if (all !== undefined && texts.length > 0) {
      throw new UsageError("takes ARGUMENTs or --args, and not both");
    }
    const args = all === undefined
      ? await Promise.all(texts.map((text) => readOperand(text, input)))
      : argumentsOf(all);
    await using peer = await connect();
    const result = await orMissing(peer, path, peer.call(path, args));
    if (given.has("raw")) return await out.write(rawOf(result));
    await out.line(json ? jsonOf(result) : prettyJson(result, style));
  },
};

function argumentsOf(text: string): object {
  const args = readValue(text);
  if (typeof args === "object" && args !== null) return args;
  throw new UsageError("--args needs an array or an object");
}
