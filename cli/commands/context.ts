/**
 * `jet context`: names for daemons and the users at them.
 *
 * @module
 */
import { resolve } from "node:path";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import { oneOf } from "../../command_line/convert.ts";
import { UsageError } from "../../command_line/errors.ts";
import { columns } from "../print/columns.ts";
import type { Command } from "../shell/command.ts";
import { urlsOf } from "../shell/connection.ts";
import type { Context } from "../shell/context.ts";
import {
  CONTEXT_OPTIONS,
  contextNamed,
  contextsFile,
  readContexts,
  writeContexts,
} from "../shell/contexts.ts";

const ACTIONS = ["add", "list", "use", "remove"] as const;
const readAction = oneOf(ACTIONS);

/** See the module. */
export const context: Command = {
  name: "context",
  summary: "Name daemons and their users: add, list, use, remove",
  details:
    `  add NAME      keeps address, user and files of certificates under a name
  list          the contexts; a * is before the current one
  use NAME      makes it the current one, which holds where no address is given
  remove NAME   forgets it

--context NAME or JET_CONTEXT takes another one for a call. Passwords are not
kept: --password-file says where one is.`,
  operands: [
    { name: "ACTION", complete: ACTIONS },
    { name: "NAME", optional: true },
  ],
  options: CONTEXT_OPTIONS,
  examples: [
    "jet context add plant --url wss://plant.example.org --user joe",
    "jet context use plant",
    "jet tree --context plant",
  ],
  connects: false,
  async run(context) {
    const { given, env } = context;
    const [word, name] = given.operands;
    const action = readAction(word, "ACTION");
    const file = contextsFile(env);
    const contexts = await readContexts(file);
    if (action === "list") {
      if (name !== undefined) throw new UsageError("list takes no NAME");
      return await list(context);
    }
    if (name === undefined) throw new UsageError(`${action} needs NAME`);
    const all = new Map(contexts.all);
    let { current } = contexts;
    if (action === "add") {
      if (!/^[\w.-]+$/.test(name)) {
        throw new UsageError("NAME has letters, digits, - . and _ only");
      }
      all.set(name, writtenOptions(given));
      current ??= name;
    } else {
      contextNamed(contexts, name);
      if (action === "use") current = name;
      else {
        all.delete(name);
        if (current === name) current = undefined;
      }
    }
    await writeContexts(file, { current, all });
  },
};

/** What is on the command line; variables hold for a call. */
function writtenOptions(given: ParsedArgs): Record<string, string | true> {
  const stored: Record<string, string | true> = {};
  for (const { name, complete } of CONTEXT_OPTIONS) {
    if (!given.has(name) || given.source(name) !== `--${name}`) continue;
    const text = given.text(name);
    const isFile = complete === "file" && text !== undefined;
    stored[name] = isFile ? resolve(text) : text ?? true;
  }
  if (stored.url === undefined) throw new UsageError("add needs --url");
  stored.url = urlsOf(given).join(",");
  return stored;
}

async function list({ env, json, out, style }: Context): Promise<void> {
  const { current, all } = await readContexts(contextsFile(env));
  if (json) {
    for (const [name, stored] of all) {
      const isCurrent = name === current;
      await out.line(JSON.stringify({ name, current: isCurrent, ...stored }));
    }
    return;
  }
  const rows = [...all].map(([name, { url = "", user = "" }]) => [
    `${name === current ? "*" : " "} ${name}`,
    `${url}`,
    `${user}`,
  ]);
  const [head, ...lines] = columns(["  NAME", "ADDRESS", "USER"], rows);
  await out.line(style.dim(head));
  for (const line of lines) await out.line(line);
}
