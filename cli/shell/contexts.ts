/**
 * Contexts: daemons with their users, by names, in a file of the user's.
 *
 * @module
 */
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isRecord } from "../../base/narrowing.ts";
import type { Environment, ParsedArgs } from "../../command_line/arguments.ts";
import { Failure, firstLineOf } from "../../command_line/errors.ts";
import type { Option } from "../../command_line/option.ts";
import { didYouMean } from "../../command_line/suggest.ts";
import { CONNECTION_OPTIONS } from "./connection.ts";

/** Options that hold for one call, and not for a daemon. */
const OF_A_CALL = ["wait", "timeout", "context"];

/** The options that a context has. */
export const CONTEXT_OPTIONS: readonly Option[] = CONNECTION_OPTIONS.filter(
  ({ name }) => !OF_A_CALL.includes(name),
);

/** Texts of options by their names; a switch that is on has `true`. */
export type StoredContext = Readonly<Record<string, string | true>>;

/** The contents of the file. */
export interface Contexts {
  /** The context that is used if none is named. */
  readonly current: string | undefined;
  readonly all: ReadonlyMap<string, StoredContext>;
}

/** Where they are kept. @throws {Failure} without a folder of the user's. */
export function contextsFile(env: Environment): string {
  const { XDG_CONFIG_HOME: folder, HOME: home, APPDATA: data } = env;
  const config = folder || (home ? `${home}/.config` : data);
  if (!config) throw new Failure("contexts need HOME or XDG_CONFIG_HOME");
  return `${config}/jet/contexts.json`;
}

/** Reads the file; without it there are none. @throws {Failure} if it is bad. */
export async function readContexts(file: string): Promise<Contexts> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (isRecord(error) && error.code === "ENOENT") {
      return { current: undefined, all: new Map() };
    }
    throw new Failure(`${file}: ${firstLineOf(error)}`);
  }
  const bad = (why: string) => new Failure(`${file}: ${why}`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw bad(firstLineOf(error));
  }
  if (!isRecord(content) || !isRecord(content.contexts)) {
    throw bad("no contexts");
  }
  const names = CONTEXT_OPTIONS.map(({ name }) => name);
  const all = new Map<string, StoredContext>();
  for (const [name, members] of Object.entries(content.contexts)) {
    if (!isRecord(members)) throw bad(`${JSON.stringify(name)} is no object`);
    const stored: Record<string, string | true> = {};
    for (const [option, value] of Object.entries(members)) {
      if (!names.includes(option)) continue;
      if (typeof value === "string" || value === true) stored[option] = value;
    }
    all.set(name, stored);
  }
  const { current } = content;
  return { current: typeof current === "string" ? current : undefined, all };
}

/** Writes the file, which only its user reads. */
export async function writeContexts(
  file: string,
  { current, all }: Contexts,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const content = { current, contexts: Object.fromEntries(all) };
  const draft = `${file}.${crypto.randomUUID().slice(0, 8)}`;
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  await writeFile(draft, text, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

/** The context of a name. @throws {Failure} if there is none. */
export function contextNamed(contexts: Contexts, name: string): StoredContext {
  const found = contexts.all.get(name);
  if (found !== undefined) return found;
  throw new Failure(
    `there is no context ${JSON.stringify(name)}` +
      didYouMean(name, contexts.all.keys()),
  );
}

/**
 * The options of the context that is named, or else of the current one. An
 * address that is given otherwise leaves the current one out: its user and
 * password are for its own daemon.
 */
export async function withContext(
  given: ParsedArgs,
  env: Environment,
): Promise<ParsedArgs> {
  const named = given.text("context");
  if (named === undefined && given.has("url")) return given;
  if (named === undefined && !env.HOME && !env.XDG_CONFIG_HOME) return given;
  const file = contextsFile(env);
  const contexts = await readContexts(file);
  const name = named ?? contexts.current;
  if (name === undefined) return given;
  const source = `context ${name}`;
  return given.orStored(contextNamed(contexts, name), source);
}
