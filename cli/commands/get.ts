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
  PRESENCE_OPTION,
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
import { isPattern, NOT, selectionsOf } from "../data/patterns.ts";
import { FORMAT } from "../print/template.ts";
import { missing } from "../data/explain.ts";
import { readRules, RULE_OPTIONS, SORT_OPTIONS } from "../data/rules.ts";
import { printable, widthOf } from "../print/text.ts";

/** Paths longer than this don't move the values of the others. */
const MAX_PATH_COLUMNS = 48;

/** See the module. */
export const get: Command = {
  name: "get",
  summary: "Print the values of states",
  details:
    `One PATH prints its value as JSON; several, patterns (+ is any one segment, #
at the end any number), or rules print each element in a line of its own, in a
pipe as {"path", "type", "value"}. With --meta or
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
    NOT,
    FORMAT,
    META_OPTION,
    TIMES_OPTION,
    PRESENCE_OPTION,
    ...RULE_OPTIONS,
    ...SORT_OPTIONS,
  ],
  examples: [
    "jet get house/target",
    "jet get --raw camera/picture > picture.png",
    "jet get --matches 'house/+/temperature' --value-greater-than 25",
    "jet get --starts-with load/ --top 3",
    "jet get 'house/#' garage/door --not 'house/+/raw'",
    "jet get 'psu/+' --format '{path} {value.volts} {unit}'",
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
    const [path] = operands;
    const isPlain = !given.has(NOT.name) && !given.has(FORMAT.name);
    return operands.length === 1 && isPlain && !isPattern(path)
      ? await getOne(peer, path, wanted, context)
      : await getSeveral(peer, wanted, context);
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
  if (entry === undefined) throw new Failure(await missing(peer, path));
  if (given.has("paths")) return await out.line(printable(path));
  const isAsked = wanted.meta || wanted.times || wanted.presence;
  if (isAsked && !given.has("raw")) {
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
  wanted: Wanted,
  context: Context,
): Promise<number> {
  const { operands } = context.given;
  const selections = selectionsOf(context.given);
  const paths = operands.filter((path) => !isPattern(path));
  const [found, ...lists] = await Promise.all([
    paths.length === 0
      ? []
      : peer.get({ path: { equalsOneOf: paths }, ...wanted }),
    ...operands.filter(isPattern).map((matches) =>
      peer.get({ path: { matches }, ...wanted })
    ),
  ]);
  const byPath = new Map(found.map((entry) => [entry.path, entry]));
  const groups: Entry[][] = [];
  const absent: string[] = [];
  for (const [at, operand] of operands.entries()) {
    const entry = byPath.get(operand);
    const group = isPattern(operand)
      ? sorted(lists.shift() ?? [])
      : entry === undefined
      ? []
      : [entry];
    if (group.length === 0 && !isPattern(operand)) absent.push(operand);
    groups.push(group.filter(({ path }) => selections[at].has(path)));
  }
  const entries = groups.flat();
  const width = pathWidth(entries);
  for (const entry of entries) await print(entry, width, context);
  for (const path of absent) context.say(await missing(peer, path));
  return absent.length > 0 ? 1 : 0;
}

/** The same order each time, so that two outputs can be compared. */
function sorted(entries: Entry[]): Entry[] {
  return entries.sort((one, other) => one.path < other.path ? -1 : 1);
}

async function getByRules(
  peer: Peer,
  rules: FetchRules,
  context: Context,
): Promise<void> {
  const entries = await peer.get(rules);
  if (rules.sort === undefined) sorted(entries);
  const [selection] = selectionsOf(context.given);
  const shown = entries.filter(({ path }) => selection.has(path));
  const width = pathWidth(shown);
  for (const entry of shown) await print(entry, width, context);
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
  const format = given.get(FORMAT);
  if (format !== undefined) {
    await out.line(format(entry));
  } else if (given.has("paths")) {
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
