/**
 * `jet get`: values now.
 *
 * @module
 */
import type { AskedRules, Entry, FetchRules, Peer } from "../../peer.ts";
import { parseJson } from "../../peer/values/values.ts";
import {
  leavesOf,
  META_OPTION,
  readAsked,
  TIMES_OPTION,
} from "../data/asked.ts";
import type { Command } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";
import { Failure, UsageError } from "../../command_line/errors.ts";
import {
  bytesOf,
  entryJson,
  entryLine,
  jsonOf,
  prettyJson,
} from "../print/format.ts";
import { readRules, RULE_OPTIONS, SORT_OPTIONS } from "../data/rules.ts";
import { printable, widthOf } from "../print/text.ts";

/** Paths longer than this don't move the values of the others. */
const MAX_PATH_COLUMNS = 48;

/** See the module. */
export const get: Command = {
  name: "get",
  summary: "Print the values of states",
  details:
    `One PATH prints its value as JSON; several, or rules, print each element in a
line of its own, in a pipe as {"path", "type", "value"}. With --meta or
--times one PATH prints all that is known of it, methods and signals too.`,
  operands: [{ name: "PATH", optional: true, many: true, complete: "path" }],
  options: [
    { name: "all", short: "a", help: "everything on the bus" },
    {
      name: "raw",
      short: "r",
      help: "a text without quotes, of a data: URL the bytes",
    },
    { name: "paths", help: "only the paths" },
    META_OPTION,
    TIMES_OPTION,
    ...RULE_OPTIONS,
    ...SORT_OPTIONS,
  ],
  examples: [
    "jet get house/target",
    "jet get --raw camera/picture > picture.png",
    "jet get --matches 'house/+/temperature' --value-greater-than 25",
    "jet get --starts-with load/ --top 3",
    "jet get house/target --meta --times",
  ],
  connects: true,
  async run(context) {
    const { given } = context;
    const { operands } = given;
    const rules = readRules(given);
    const asked = readAsked(given);
    const { type, nodes, ...others } = rules;
    const hasOthers = Object.keys(others).length > 0 || given.has("all");
    const hasRules = hasOthers || type !== undefined || nodes !== undefined;
    if (operands.length > 0 && hasOthers) {
      throw new UsageError("takes paths or rules, and not both");
    }
    if (operands.length === 0 && !hasRules) {
      throw new UsageError("needs a PATH, rules, or --all");
    }
    await using peer = await context.connect();
    if (operands.length === 0) {
      return await getByRules(peer, { ...rules, ...asked }, context);
    }
    const wanted = { ...asked, nodes, type: type ?? leavesOf(peer) };
    return operands.length === 1
      ? await getOne(peer, operands[0], wanted, context)
      : await getSeveral(peer, operands, wanted, context);
  },
};

/** What is wanted of paths. */
type Wanted = AskedRules & Pick<FetchRules, "type" | "nodes">;

async function getOne(
  peer: Peer,
  path: string,
  wanted: Wanted,
  context: Context,
): Promise<void> {
  const { given, out, style } = context;
  const [entry] = await peer.get({ path, ...wanted });
  if (entry === undefined) throw new Failure(missing(path));
  if (given.has("paths")) return await out.line(printable(path));
  if ((wanted.meta || wanted.times) && !given.has("raw")) {
    const json = entryJson(entry);
    return await out.line(
      context.json ? json : prettyJson(parseJson(json), style),
    );
  }
  if (entry.type !== "state") {
    if (given.has("kind") || given.has("signals") || given.has("nodes")) {
      return await print(entry, pathWidth([entry]), context);
    }
    throw new Failure(`${JSON.stringify(path)} is a ${entry.type}`);
  }
  const { value } = entry;
  if (given.has("raw")) return await out.write(rawOf(value));
  await out.line(context.json ? jsonOf(value) : prettyJson(value, style));
}

async function getSeveral(
  peer: Peer,
  paths: readonly string[],
  wanted: Wanted,
  context: Context,
): Promise<number> {
  const path = { equalsOneOf: [...paths] };
  const entries = await peer.get({ path, ...wanted });
  const found = new Map(entries.map((entry) => [entry.path, entry]));
  const width = pathWidth(entries);
  let code = 0;
  for (const path of paths) {
    const entry = found.get(path);
    if (entry === undefined) {
      context.say(missing(path));
      code = 1;
    } else {
      await print(entry, width, context);
    }
  }
  return code;
}

async function getByRules(
  peer: Peer,
  rules: FetchRules,
  context: Context,
): Promise<void> {
  const entries = await peer.get(rules);
  // The same order each time, so that two outputs can be compared.
  if (rules.sort === undefined) {
    entries.sort((one, other) => one.path < other.path ? -1 : 1);
  }
  const width = pathWidth(entries);
  for (const entry of entries) await print(entry, width, context);
}

/** Columns for the paths, so that the values stand below each other. */
function pathWidth(entries: readonly Entry[]): number {
  const widths = entries.map(({ path }) => widthOf(printable(path)));
  return Math.min(MAX_PATH_COLUMNS, widths.reduce((a, b) => Math.max(a, b), 0));
}

async function print(
  entry: Entry,
  width: number,
  context: Context,
): Promise<void> {
  const { given, out, style } = context;
  if (given.has("paths")) {
    await out.line(printable(entry.path));
  } else if (given.has("raw")) {
    if (entry.type === "state") await out.write(rawOf(entry.value));
  } else if (context.json) {
    await out.line(entryJson(entry));
  } else {
    await out.line(entryLine(entry, out.columns, style, width));
  }
}

/** Bytes as they are; everything else as a line. */
export function rawOf(value: unknown): Uint8Array | string {
  const bytes = bytesOf(value);
  if (bytes !== undefined) return bytes.bytes;
  return `${typeof value === "string" ? value : jsonOf(value)}\n`;
}

function missing(path: string): string {
  return `nothing has the path ${JSON.stringify(path)}`;
}
