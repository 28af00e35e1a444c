/**
 * `jet token`: tokens of the daemon's users.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { list, oneOf, text } from "../../command_line/convert.ts";
import { UsageError } from "../../command_line/errors.ts";
import type { Option, TypedOption } from "../../command_line/option.ts";
import {
  administer,
  CREATE_TOKEN_PATH,
  request,
  REVOKE_TOKEN_PATH,
  TOKENS_PATH,
} from "../data/administration.ts";
import { columns } from "../print/columns.ts";
import type { Command } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";

const ACTIONS = ["create", "list", "revoke"] as const;
const readAction = oneOf(ACTIONS);

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  s: 1,
  m: 60,
  h: 3600,
  d: 24 * 3600,
};

/** An end: seconds from now on, with a unit, or a date. */
function endOf(value: unknown, source: string): number {
  const given = text(value, source);
  const span = /^(\d{1,10})([smhd]?)$/.exec(given);
  if (span !== null) {
    return Math.floor(Date.now() / 1000) + Number(span[1]) * UNITS[span[2]];
  }
  const date = /^\d{4}-\d{2}-\d{2}/.test(given) ? Date.parse(given) : NaN;
  if (Number.isFinite(date)) return Math.floor(date / 1000);
  throw new UsageError(
    `${source} needs seconds, a time such as 90d, or a date such as 2030-12-31`,
  );
}

/** An option that takes patterns of paths. */
function patterns(name: string, help: string): TypedOption<string[]> {
  return { name, value: "PATTERNS", help, read: list(text) };
}

const PATTERNS = [
  patterns("read", "paths to fetch, such as house/#,car/+/speed"),
  patterns("set", "paths to set"),
  patterns("call", "paths to call"),
  patterns("add", "paths to add"),
];

const GROUPS: TypedOption<string[]> = {
  name: "groups",
  value: "A,B",
  help: "only these groups of the user",
  read: list(text),
};

const ENDS: TypedOption<number> = {
  name: "ends",
  value: "TIME",
  help: "seconds from now on, 12h, 90d, or a date; never by default",
  read: endOf,
};

const CREATE_OPTIONS: readonly Option[] = [
  { name: "for", value: "TEXT", help: "what it is for, as list shows it" },
  GROUPS,
  ...PATTERNS,
  { name: "admin", help: "keeps the rights of an administrator" },
  ENDS,
];

/** See the module. */
export const token: Command = {
  name: "token",
  summary: "Create, list and revoke tokens of users",
  details:
    `  create USER   prints a new token: a password of that user, for programs
  list          the tokens, without what proves them
  revoke ID…    ends tokens and their connections

For administrators of a daemon with --users. A token has the rights of its user
as they are when it is used, or fewer: with --read, --set, --call or --add only
the paths that these name, each for its action.`,
  operands: [{ name: "ACTION", complete: ACTIONS }, {
    name: "USER|ID",
    optional: true,
    many: true,
  }],
  options: CREATE_OPTIONS,
  examples: [
    "jet token create joe --for backup --read 'house/#' --ends 90d --user root",
    "jet token list --user root",
    "jet token revoke 0a1b2c3d4e5f --user root",
  ],
  connects: true,
  async run(context) {
    const { given } = context;
    const [word, ...operands] = given.operands;
    const action = readAction(word, "ACTION");
    if (action !== "create") {
      const option = CREATE_OPTIONS.find(({ name }) => given.has(name));
      if (option !== undefined) {
        throw new UsageError(`--${option.name} is for create only`);
      }
    }
    if (action === "list") {
      if (operands.length > 0) throw new UsageError("list takes no operand");
      return await listTokens(context);
    }
    if (action === "revoke") {
      if (operands.length === 0) throw new UsageError("revoke needs an ID");
      await using peer = await context.connect();
      await administer(peer, REVOKE_TOKEN_PATH, operands);
      return;
    }
    if (operands.length !== 1) throw new UsageError("create takes one USER");
    await createToken(context, operands[0]);
  },
};

async function createToken(context: Context, user: string): Promise<void> {
  const { given, out, connect } = context;
  const args: Record<string, unknown> = {
    user,
    name: given.text("for") ?? "",
    groups: given.get(GROUPS),
    ends: given.get(ENDS),
  };
  for (const option of PATTERNS) args[option.name] = given.get(option);
  if (given.has("admin")) args.admin = true;
  await using peer = await connect();
  const made = await request(peer, CREATE_TOKEN_PATH, args);
  if (!isRecord(made)) throw new TypeError("the daemon answers with no token");
  // A pipe takes the token alone, too.
  const asJson = given.has("json");
  await out.line(asJson ? JSON.stringify(made) : String(made.token));
}

async function listTokens(context: Context): Promise<void> {
  const { json, out, style, connect } = context;
  await using peer = await connect();
  const rows = (await administer(peer, TOKENS_PATH, [])).filter(isRecord);
  if (json) {
    for (const row of rows) await out.line(JSON.stringify(row));
    return;
  }
  const time = (value: unknown) =>
    typeof value === "number"
      ? new Date(value * 1000).toISOString().slice(0, 16)
      : "never";
  const lists = (row: Record<string, unknown>) =>
    [GROUPS, ...PATTERNS].flatMap(({ name }) =>
      Array.isArray(row[name]) ? [`${name}=${row[name].join(",")}`] : []
    );
  const lines = columns(
    ["id", "user", "for", "ends", "used", "rights"],
    rows.map((row) => [
      String(row.id),
      String(row.user),
      String(row.name),
      time(row.ends),
      time(row.used),
      [...row.admin === true ? ["admin"] : [], ...lists(row)].join(" "),
    ]),
  );
  for (const [index, line] of lines.entries()) {
    await out.line(index === 0 ? style.dim(line) : line);
  }
}
