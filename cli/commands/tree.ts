/**
 * `jet tree`: what is on the bus, as a tree.
 *
 * @module
 */
import { type Child, NotFound, type Peer } from "../../peer.ts";
import { jsonText } from "../../peer/values/values.ts";
import { leavesOf, META_OPTION, readAsked } from "../data/asked.ts";
import { type Branches, branchesOf } from "../data/branches.ts";
import { wholeNumber } from "../../command_line/convert.ts";
import type { TypedOption } from "../../command_line/option.ts";
import type { Command } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";
import { counted, entryLine, whatItIs } from "../print/format.ts";
import { pad, printable, widthOf } from "../print/text.ts";

const DEPTH: TypedOption<number> = {
  name: "depth",
  short: "d",
  value: "N",
  help: "maximum number of levels",
  read: wholeNumber(1),
};

/** See the module. */
export const tree: Command = {
  name: "tree",
  summary: "Print what is on the bus as a tree",
  details:
    `Shows nodes, states with their values, methods and signals. With --json each
of them is a line {"path", "type", "value"}.`,
  operands: [{ name: "PATH", optional: true, complete: "path" }],
  options: [
    DEPTH,
    { name: "names", help: "names only, without values" },
    META_OPTION,
  ],
  examples: [
    "jet tree",
    "jet tree house --depth 1",
    "jet tree --meta",
    "jet tree --json | jq .",
  ],
  connects: true,
  async run(context) {
    const { given, out, style, url } = context;
    const depth = given.get(DEPTH) ?? Infinity;
    const [root = ""] = given.operands;
    await using peer = await context.connect();
    let branches: Branches;
    try {
      branches = await branchesOf(peer, root, readAsked(given));
    } catch (error) {
      // Not a node, but maybe something else.
      if (!(error instanceof NotFound) || root === "") throw error;
      return await printLeaf(peer, error, context);
    }
    if (given.has("json")) return await printJson(branches, root, depth, out);
    await out.line(
      style.bold(root === "" ? url : printable(root)),
    );
    const count = { node: 0, state: 0, method: 0, signal: 0 };
    await printChildren({ branches, context, count }, root, depth, "");
    if (out.isTerminal) await out.line(style.dim(summary(count)));
  },
};

interface Walk {
  readonly branches: Branches;
  readonly context: Context;
  readonly count: Record<Child["type"], number>;
}

async function printChildren(
  walk: Walk,
  path: string,
  depth: number,
  indent: string,
): Promise<void> {
  const { branches, context: { given, out, style }, count } = walk;
  const children = await branches.children(path);
  const names = children.map(({ name }) => printable(name));
  const leaves = names.filter((_, at) => children[at].type !== "node");
  const width = Math.min(Math.max(0, ...leaves.map(widthOf)), 32);
  for (const [at, child] of children.entries()) {
    const isLast = at === children.length - 1;
    const branch = style.dim(`${indent}${isLast ? "└── " : "├── "}`);
    count[child.type]++;
    if (child.type === "node") {
      const isCut = depth === 1;
      const more = isCut ? style.dim(` (${child.children})`) : "";
      await out.line(`${branch}${style.path(names[at])}${more}`);
      if (isCut) continue;
      const below = `${indent}${isLast ? "    " : "│   "}`;
      await printChildren(walk, child.path, depth - 1, below);
    } else if (given.has("names")) {
      await out.line(`${branch}${names[at]}`);
    } else {
      const name = pad(names[at], width);
      const rest = out.isTerminal
        ? out.columns - indent.length - widthOf(name) - 6
        : Infinity;
      const what = whatItIs(child, rest, style);
      await out.line(`${branch}${name}  ${what}`);
    }
  }
}

async function printJson(
  branches: Branches,
  path: string,
  depth: number,
  out: Context["out"],
): Promise<void> {
  for (const child of await branches.children(path)) {
    const { type, path, value, children, meta } = child;
    await out.line(
      jsonText({ path, type, children, value: value, meta }),
    );
    if (type === "node" && depth > 1) {
      await printJson(branches, path, depth - 1, out);
    }
  }
}

async function printLeaf(
  peer: Peer,
  error: NotFound,
  { out, style, given }: Context,
): Promise<void> {
  const [entry] = await peer.get({
    path: error.path,
    type: leavesOf(peer),
    ...readAsked(given),
  });
  if (entry === undefined) throw error;
  const { path, type, value, meta } = entry;
  await out.line(
    given.has("json")
      ? jsonText({ path, type, value: value, meta })
      : entryLine(entry, out.columns, style),
  );
}

function summary(count: Walk["count"]): string {
  const words = Object.entries(count)
    .filter(([type, number]) => number > 0 || type !== "signal")
    .map(([type, number]) => counted(number, type));
  return words.join(", ");
}
