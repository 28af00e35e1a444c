/**
 * The part of the command line that edits a users file.
 *
 * @module
 */
import { parseArgs } from "npm:deno-std@1.4.0/cli/parse_args.js";
import type { Terminal } from "../../command_line/prompt.ts";
import {
  type AddUserOutcome,
  type ChangePasswordOutcome,
  type UserAuth,
  UserFileError,
  type UserInfo,
  UserStore,
} from "./store.ts";

/** The text of `users --help`. */
export const USERS_HELP = `Edits a users file.

Usage: users add NAME --file FILE [options]
       users passwd NAME --file FILE
       users remove NAME --file FILE
       users list --file FILE

Options of add:
  --admin             may add users and change their passwords
  --readonly          the password can't be changed
  --groups A,B        groups for fetch, set and call
  --fetch-groups A,B  groups for fetch; likewise:
  --set-groups A,B
  --call-groups A,B

Passwords are read from the input, never from the command line.
`;

/** The command line makes no sense. */
class UsageError extends Error {}

const OK = 0;
const FAILED = 1;
const USAGE = 2;

const GROUP_FLAGS = ["groups", "fetch-groups", "set-groups", "call-groups"];
const TEXT_FLAGS = ["file", ...GROUP_FLAGS];

interface Arguments {
  readonly positional: readonly string[];
  /** The flags that were given, with their texts. */
  readonly texts: ReadonlyMap<string, string>;
  readonly admin: boolean;
  readonly readonly: boolean;
  readonly help: boolean;
}

/**
 * Runs `users` with what follows it on the command line.
 *
 * @returns The exit code: 0 if all went well, 1 if it was refused or failed,
 * 2 if the command line makes no sense.
 */
export async function usersCommand(
  args: readonly string[],
  io: Terminal,
): Promise<number> {
  const complain = (line: string) => {
    if (io.printError) io.printError(line);
    else io.print(line);
  };
  try {
    const given = readArguments(args);
    if (given.help) {
      for (const line of USERS_HELP.trimEnd().split("\n")) io.print(line);
      return OK;
    }
    const refusal = await run(given, io);
    if (refusal === undefined) return OK;
    complain(`users: ${refusal}`);
    return FAILED;
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`users: ${error.message}`);
      return USAGE;
    }
    if (error instanceof UserFileError) {
      complain(`users: ${error.message}`);
      return FAILED;
    }
    throw error;
  }
}

function readArguments(args: readonly string[]): Arguments {
  const parsed: Record<string, unknown> = parseArgs([...args], {
    // "_" keeps names that look like numbers as they are.
    string: ["_", ...TEXT_FLAGS],
    // Without this the last one of several would win.
    collect: TEXT_FLAGS,
    boolean: ["admin", "readonly", "help"],
    alias: { h: "help" },
    unknown(arg: string) {
      if (!arg.startsWith("-")) return true;
      // Without what follows "=": it might be a password.
      throw new UsageError(`unknown option ${arg.replace(/=.*/s, "")}`);
    },
  });
  const texts = new Map<string, string>();
  for (const flag of TEXT_FLAGS) {
    const values = textsOf(parsed[flag]);
    if (values.length > 1) throw new UsageError(`--${flag} is given twice`);
    if (values.length === 1) texts.set(flag, values[0]);
  }
  return {
    // The parser leaves the empty text of `--set-groups ""` here as well.
    positional: textsOf(parsed._).filter((text) => text !== ""),
    texts,
    admin: parsed.admin === true,
    readonly: parsed.readonly === true,
    help: parsed.help === true,
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** @returns Why it was refused; `undefined` if it was done. */
async function run(
  given: Arguments,
  io: Terminal,
): Promise<string | undefined> {
  const [command, ...rest] = given.positional;
  if (!["add", "passwd", "remove", "list"].includes(command)) {
    throw new UsageError("needs one of add, passwd, remove, list");
  }
  const file = given.texts.get("file");
  if (!file) throw new UsageError("needs --file FILE");
  if (command !== "add") refuseOptionsOfAdd(given);
  if (command === "list") {
    if (rest.length > 0) throw new UsageError("list takes no name");
    return list(await UserStore.open(file), io);
  }
  // A second one may well be a password: it must not be repeated here.
  if (rest.length !== 1) throw new UsageError(`${command} takes one name`);
  const [name] = rest;
  if (command === "add") return await add(name, file, given, io);
  const store = await UserStore.open(file);
  if (command === "remove") {
    const outcome = await store.removeUser(name);
    return outcome === "ok" ? undefined : explain(outcome, name);
  }
  const user = store.get(name);
  if (user === undefined) return explain("unknownUser", name);
  if (user.readonly) return explain("readonly", name);
  const password = await io.readPassword(`New password of ${quoted(name)}: `);
  return explain(await store.changePassword(name, password), name);
}

function refuseOptionsOfAdd({ texts, admin, readonly }: Arguments): void {
  const flag = GROUP_FLAGS.find((flag) => texts.has(flag)) ??
    (admin ? "admin" : readonly ? "readonly" : undefined);
  if (flag !== undefined) throw new UsageError(`--${flag} is for add only`);
}

async function add(
  name: string,
  file: string,
  { texts, admin, readonly }: Arguments,
  io: Terminal,
): Promise<string | undefined> {
  let store = await openIfThere(file);
  if (store?.get(name) !== undefined) return explain("exists", name);
  const groups = (flag: string) => {
    const list = texts.get(flag) ?? texts.get("groups") ?? "";
    return list.split(",").map((group) => group.trim()).filter(Boolean);
  };
  const auth: UserAuth = {
    fetchGroups: groups("fetch-groups"),
    setGroups: groups("set-groups"),
    callGroups: groups("call-groups"),
  };
  const password = await io.readPassword(`Password of ${quoted(name)}: `);
  store ??= await UserStore.create(file);
  const outcome = await store.addUser(name, password, auth, {
    admin,
    readonly,
  });
  return explain(outcome, name);
}

async function openIfThere(file: string): Promise<UserStore | undefined> {
  try {
    return await UserStore.open(file);
  } catch (error) {
    if (error instanceof UserFileError && error.reason === "missing") {
      return undefined;
    }
    throw error;
  }
}

function explain(
  outcome: AddUserOutcome | ChangePasswordOutcome,
  name: string,
): string | undefined {
  switch (outcome) {
    case "ok":
      return undefined;
    case "exists":
      return `user ${quoted(name)} exists already`;
    case "unknownUser":
      return `there is no user ${quoted(name)}`;
    case "readonly":
      return `the password of ${quoted(name)} can't be changed (readonly)`;
    case "invalidName":
      return "a name needs 1 to 256 characters without control characters";
    case "invalidPassword":
      return "a password needs 1 to 1024 bytes";
    case "invalidGroup":
      return "a group needs 1 to 256 characters without control characters";
  }
}

function list(store: UserStore, io: Terminal): undefined {
  for (const user of store.list()) {
    io.print(rowOf(user, store.whyLockedOut(user.name)));
  }
}

function rowOf(
  { name, admin, readonly, auth }: UserInfo,
  lockedOut: string | undefined,
): string {
  const parts = [quoted(name)];
  if (admin) parts.push("admin");
  if (readonly) parts.push("readonly");
  if (auth !== undefined) {
    const groups = (list: readonly string[]) => list.map(quoted).join(",");
    parts.push(
      `fetch=${groups(auth.fetchGroups)}`,
      `set=${groups(auth.setGroups)}`,
      `call=${groups(auth.callGroups)}`,
    );
  }
  if (lockedOut !== undefined) parts.push(`(can't log in: ${lockedOut})`);
  return parts.join(" ");
}

/** A name as it is, or quoted where it could be mistaken. */
function quoted(name: string): string {
  return /^[^\s\p{C}",]+$/u.test(name) ? name : JSON.stringify(name);
}
