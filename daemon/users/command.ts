/**
 * The command `users`: edits a users file.
 *
 * @module
 */
import {
  type ParsedArgs,
  readArguments,
} from "../../command_line/arguments.ts";
import { ExitCode, UsageError } from "../../command_line/errors.ts";
import { optionTable } from "../../command_line/help.ts";
import type { Option } from "../../command_line/option.ts";
import { newPassword, type Terminal } from "../../command_line/prompt.ts";
import {
  type AddUserOutcome,
  type ChangePasswordOutcome,
  type ChangeUserOutcome,
  type UserAuth,
  UserFileError,
  type UserInfo,
  UserStore,
  type UserStoreOptions,
} from "./store.ts";
import {
  ADD_OPTIONS,
  CHANGE_OPTIONS,
  FILE_OPTION,
  RIGHTS_OPTIONS,
  USERS_COMMANDS,
  USERS_OPTIONS,
} from "./options.ts";

const DIFFERENT = "the passwords are different";

/** The text of `users --help`. */
export const USERS_HELP = `Edits a users file.

Usage: jet users add NAME --file FILE [options]      # or: jetd users, deno run -A daemon.ts users
       jet users change NAME --file FILE [options]
       jet users passwd NAME --file FILE
       jet users remove NAME --file FILE
       jet users list --file FILE

${optionTable([FILE_OPTION])}

Options of add:
${optionTable([...ADD_OPTIONS, ...RIGHTS_OPTIONS])}

Options of change, which leaves everything else as it is:
${optionTable([...RIGHTS_OPTIONS, ...CHANGE_OPTIONS])}

The password is read from the standard input; on a terminal it is asked for twice.
`;

/**
 * Runs `users` with what follows it on the command line.
 *
 * @returns The exit code: 0 if all went well, 1 if it was refused or failed,
 * 2 if the command line is invalid.
 */
export async function usersCommand(
  args: readonly string[],
  io: Terminal,
  options?: UserStoreOptions,
): Promise<number> {
  const complain = (line: string) => {
    if (io.printError) io.printError(line);
    else io.print(line);
  };
  try {
    const given = readArguments(args, USERS_OPTIONS);
    if (given.has("help")) {
      for (const line of USERS_HELP.trimEnd().split("\n")) io.print(line);
      return ExitCode.ok;
    }
    const refusal = await run(given, io, options);
    if (refusal === undefined) return ExitCode.ok;
    complain(`users: ${refusal}`);
    return ExitCode.failed;
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`users: ${error.message}`);
      return ExitCode.usage;
    }
    if (error instanceof UserFileError) {
      complain(`users: ${error.message}`);
      return ExitCode.failed;
    }
    throw error;
  }
}

/** @returns Why it was refused; `undefined` if it was done. */
async function run(
  given: ParsedArgs,
  io: Terminal,
  options: UserStoreOptions | undefined,
): Promise<string | undefined> {
  const [word, ...rest] = given.operands;
  const command = USERS_COMMANDS.find((command) => command === word);
  if (command === undefined) {
    throw new UsageError(`needs one of ${USERS_COMMANDS.join(", ")}`);
  }
  const file = given.text("file");
  if (!file) throw new UsageError("needs --file FILE");
  if (command !== "add") refuse(given, ADD_OPTIONS, "add");
  if (command !== "change") refuse(given, CHANGE_OPTIONS, "change");
  if (command !== "add" && command !== "change") {
    refuse(given, RIGHTS_OPTIONS, "add and change");
  }
  if (command === "list") {
    if (rest.length > 0) throw new UsageError("list takes no name");
    return list(await UserStore.open(file), io);
  }
  // A second word may be a password: it must not be printed.
  if (rest.length !== 1) throw new UsageError(`${command} takes one name`);
  const [name] = rest;
  if (command === "add") return await add(name, file, given, io, options);
  const store = await UserStore.open(file, options);
  if (command === "change") return await change(name, store, given);
  if (command === "remove") {
    const outcome = await store.removeUser(name);
    return outcome === "ok" ? undefined : explain(outcome, name);
  }
  const user = store.get(name);
  if (user === undefined) return explain("unknownUser", name);
  if (user.readonly) return explain("readonly", name);
  const prompt = `New password of ${quoted(name)}: `;
  const password = await newPassword(io, prompt);
  if (password === undefined) return DIFFERENT;
  return explain(await store.changePassword(name, password), name);
}

function refuse(
  given: ParsedArgs,
  options: readonly Option[],
  commands: string,
): void {
  const option = options.find(({ name }) => given.has(name));
  if (option !== undefined) {
    throw new UsageError(`--${option.name} is for ${commands} only`);
  }
}

/** A list of an option; `undefined` if it is not given. */
function listOf(given: ParsedArgs, option: string): string[] | undefined {
  return given.text(option)?.split(",").map((item) => item.trim())
    .filter(Boolean);
}

/** The groups for one action; `undefined` if none are given. */
function groupsOf(given: ParsedArgs, option: string): string[] | undefined {
  return listOf(given, option) ?? listOf(given, "groups");
}

async function change(
  name: string,
  store: UserStore,
  given: ParsedArgs,
): Promise<string | undefined> {
  const user = store.get(name);
  if (user === undefined) return explain("unknownUser", name);
  const asked = [...RIGHTS_OPTIONS, ...CHANGE_OPTIONS].filter(({ name }) =>
    given.has(name)
  ).map(({ name }) => name);
  if (asked.length === 0) throw new UsageError("change needs an option");
  if (asked.includes("owns") && asked.includes("no-owns")) {
    throw new UsageError("--owns and --no-owns exclude each other");
  }
  const old = user.auth;
  const auth: UserAuth = {
    fetchGroups: groupsOf(given, "fetch-groups") ?? old?.fetchGroups ?? [],
    setGroups: groupsOf(given, "set-groups") ?? old?.setGroups ?? [],
    callGroups: groupsOf(given, "call-groups") ?? old?.callGroups ?? [],
  };
  const outcome = await store.changeUser(name, {
    auth: asked.some((option) => option.endsWith("groups")) ? auth : undefined,
    owns: given.has("no-owns") ? null : listOf(given, "owns"),
  });
  return explain(outcome, name);
}

async function add(
  name: string,
  file: string,
  given: ParsedArgs,
  io: Terminal,
  options: UserStoreOptions | undefined,
): Promise<string | undefined> {
  let store = await openIfThere(file, options);
  if (store?.get(name) !== undefined) return explain("exists", name);
  const auth: UserAuth = {
    fetchGroups: groupsOf(given, "fetch-groups") ?? [],
    setGroups: groupsOf(given, "set-groups") ?? [],
    callGroups: groupsOf(given, "call-groups") ?? [],
  };
  const password = await newPassword(io, `Password of ${quoted(name)}: `);
  if (password === undefined) return DIFFERENT;
  store ??= await UserStore.create(file, options);
  const outcome = await store.addUser(name, password, auth, {
    admin: given.has("admin"),
    readonly: given.has("readonly"),
    owns: listOf(given, "owns"),
  });
  return explain(outcome, name);
}

async function openIfThere(
  file: string,
  options: UserStoreOptions | undefined,
): Promise<UserStore | undefined> {
  try {
    return await UserStore.open(file, options);
  } catch (error) {
    if (error instanceof UserFileError && error.reason === "missing") {
      return undefined;
    }
    throw error;
  }
}

function explain(
  outcome: AddUserOutcome | ChangePasswordOutcome | ChangeUserOutcome,
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
    case "invalidPattern":
      return "a pattern of paths has # at its end only";
  }
}

function list(store: UserStore, io: Terminal): undefined {
  for (const user of store.list()) {
    io.print(rowOf(user, store.whyLockedOut(user.name)));
  }
}

function rowOf(
  { name, admin, readonly, auth, owns }: UserInfo,
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
  if (owns !== undefined) parts.push(`owns=${owns.map(quoted).join(",")}`);
  if (lockedOut !== undefined) parts.push(`(can't log in: ${lockedOut})`);
  return parts.join(" ");
}

/** A name as it is, or quoted where it could be mistaken. */
function quoted(name: string): string {
  return /^[^\s\p{C}",]+$/u.test(name) ? name : JSON.stringify(name);
}
