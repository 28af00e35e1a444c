/**
 * `jet add`: owns a state or a method from the shell.
 *
 * @module
 */
import {
  type Access,
  InvalidArgument,
  type Meta,
  Method,
  type Peer,
  State,
} from "../../peer.ts";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import { seconds } from "../../command_line/convert.ts";
import type { TypedOption } from "../../command_line/option.ts";
import type { Command } from "../shell/command.ts";
import {
  type Context,
  tellConnection,
  untilStopped,
} from "../shell/context.ts";
import { Failure, firstLineOf, UsageError } from "../../command_line/errors.ts";
import { MAX_SECONDS } from "../shell/connection.ts";
import {
  DESCRIBING_OPTIONS,
  EXPIRES,
  readMeta,
  STAY,
} from "../shell/described.ts";
import { exec } from "../data/exec.ts";
import { briefValue } from "../print/format.ts";
import { clockText } from "../print/notes.ts";
import { Semaphore } from "../../base/semaphore.ts";
import { readOperand, readValue } from "../data/value.ts";
import { jsonText } from "../../peer/values/values.ts";
import { printable } from "../print/text.ts";
import { VALUE_DETAILS } from "./set.ts";

/** Default time limit of a command in seconds. */
const DEFAULT_LIMIT_S = 5;
/** Maximum number of commands that run at once for the calls of a method. */
const MAX_RUNNING_CALLS = 8;

const LIMIT: TypedOption<number> = {
  name: "limit",
  value: "SECONDS",
  help: "time limit of COMMAND",
  default: String(DEFAULT_LIMIT_S),
  read: seconds(MAX_SECONDS),
};

/** See the module. */
export const add: Command = {
  name: "add",
  summary: "Own a state or a method until Ctrl-C",
  details:
    `Every set is taken, or given to the COMMAND of --exec: as JSON on its standard
input and as $1. If it prints a value, that one is taken instead; if it fails,
the set is refused with what it wrote to its standard error, else that is a
warning. For a --method the
arguments are $1, $2 … and an array on the input, and its result is printed as
JSON or text. A command without signs of the shell gets them behind its words.
${VALUE_DETAILS}`,
  operands: [
    { name: "PATH", complete: "path" },
    { name: "VALUE", optional: true },
  ],
  options: [
    { name: "method", short: "m", help: "a method and no state; needs --exec" },
    {
      name: "exec",
      short: "x",
      value: "COMMAND",
      help: "the command of the shell that answers",
    },
    LIMIT,
    {
      name: "lines",
      short: "l",
      help: "each line of the standard input is a new value; its end ends all",
    },
    { name: "fetch-only", help: "the state can't be set" },
    { name: "string", short: "s", help: "values are texts, also 42 and true" },
    { name: "type", value: "MIME", help: "the type of @FILE" },
    ...DESCRIBING_OPTIONS,
    EXPIRES,
    STAY,
    {
      name: "keep",
      help: "the daemon keeps the value, and gives it back at the next start",
    },
    { name: "fetch-groups", value: "A,B", help: "groups that may fetch it" },
    { name: "set-groups", value: "A,B", help: "groups that may set it" },
    { name: "call-groups", value: "A,B", help: "groups that may call it" },
  ],
  examples: [
    "jet add house/door closed",
    "jet add house/target 20 --exec './heat.sh'",
    `jet add --method math/sum --exec 'echo $(($1 + $2))'`,
    "sensors-loop | jet add --lines house/temperature --unit Cel --expires 60",
  ],
  connects: true,
  async run(context) {
    const { given, signal } = context;
    const [path, text] = given.operands;
    check(given, text);
    const access = groupsOf(given);
    const meta = await readMeta(given, context.input);
    const shared = { access, meta, stay: given.get(STAY) };
    const first = await firstValue(context, text);
    if (first.done === true) return;
    await using peer = await context.connect({ reconnect: true });
    tellConnection(peer, context);
    if (given.has("keep") && peer.daemon?.features.keep !== true) {
      throw new Failure("the daemon keeps no values: it needs --keep-file");
    }
    if (given.has("method")) {
      await addMethod(peer, path, shared, context);
    } else {
      const state = await addState(peer, path, first.value, shared, context);
      if (first.more !== undefined) {
        for await (const value of first.more) {
          signal.throwIfAborted();
          await state.change(value);
        }
        return;
      }
    }
    await untilStopped(signal);
  },
};

/** What states and methods have in common. */
interface SharedOptions {
  readonly access: Access | undefined;
  readonly meta: Meta | undefined;
  readonly stay: number | undefined;
}

function check(given: ParsedArgs, value: string | undefined): void {
  const isMethod = given.has("method");
  if (given.text("type") === "signal") {
    throw new UsageError(
      "--type is the type of @FILE; jet signal owns a signal and sends it",
    );
  }
  const refuse = (...names: string[]) => {
    const name = names.find((name) => given.has(name));
    if (name !== undefined) {
      throw new UsageError(
        `--${name} is not for a ${isMethod ? "method" : "state"}`,
      );
    }
  };
  if (isMethod) {
    refuse(
      ...["lines", "fetch-only", "string", "type", "set-groups"],
      ...["unit", "expires", "keep"],
    );
    if (value !== undefined) throw new UsageError("a method has no VALUE");
    if (!given.has("exec")) throw new UsageError("--method needs --exec");
    return;
  }
  refuse("call-groups");
  if (given.has("lines") && value !== undefined) {
    throw new UsageError("takes VALUE or --lines, and not both");
  }
  if (!given.has("lines") && value === undefined) {
    throw new UsageError("needs VALUE");
  }
  if (given.has("fetch-only") && given.has("exec")) {
    throw new UsageError("--fetch-only and --exec exclude each other");
  }
}

/** `undefined` if none are given: an element that names groups is for users. */
function groupsOf(given: ParsedArgs): Access | undefined {
  const names = ["fetch-groups", "set-groups", "call-groups"];
  if (!names.some((name) => given.has(name))) return undefined;
  const groups = (name: string) =>
    given.text(name)?.split(",").map((group) => group.trim()).filter(Boolean);
  return {
    fetchGroups: groups("fetch-groups"),
    setGroups: groups("set-groups"),
    callGroups: groups("call-groups"),
  };
}

interface First {
  readonly value?: unknown;
  /** Whether the input ended before a value. */
  readonly done?: boolean;
  readonly more?: AsyncIterable<unknown>;
}

async function firstValue(
  { given, input, signal }: Context,
  text: string | undefined,
): Promise<First> {
  const read = (text: string) => given.has("string") ? text : readValue(text);
  if (given.has("method")) return {};
  if (!given.has("lines")) {
    if (text === undefined || given.has("string")) return { value: text };
    return { value: await readOperand(text, input, given.text("type")) };
  }
  const lines = valuesOf(input.lines(), read);
  const { done, value } = await Promise.race([
    lines.next(),
    untilStopped(signal),
  ]);
  return done === true ? { done } : { value, more: lines };
}

async function* valuesOf(
  lines: AsyncIterable<string>,
  read: (text: string) => unknown,
): AsyncGenerator<unknown, void, undefined> {
  for await (const line of lines) {
    if (line !== "") yield read(line);
  }
}

async function addState(
  peer: Peer,
  path: string,
  value: unknown,
  shared: SharedOptions,
  context: Context,
): Promise<State> {
  const { given, env, signal } = context;
  const command = given.text("exec");
  const limit = given.get(LIMIT) ?? DEFAULT_LIMIT_S;
  // One at a time: the last set must be the last one taken.
  const semaphore = new Semaphore(1);
  const state = new State(path, value, {
    ...shared,
    expires: given.get(EXPIRES),
    keep: given.has("keep"),
    timeout: command === undefined ? undefined : limit,
    fetchOnly: given.has("fetch-only"),
    async set(value: unknown) {
      if (command === undefined) {
        report(context, { event: "set", path, value });
        return;
      }
      const options = { path, limit, env, signal };
      try {
        const { value: taken, warning } = await semaphore.run(() =>
          exec(command, value, [value], options)
        );
        report(context, { event: "set", path, value, taken, warning });
        return { value: taken, warning };
      } catch (error) {
        const refused = firstLineOf(error);
        report(context, { event: "set", path, value, refused });
        throw new InvalidArgument(refused);
      }
    },
  });
  await peer.add(state);
  context.say(`added the state ${path}`);
  return state;
}

async function addMethod(
  peer: Peer,
  path: string,
  shared: SharedOptions,
  context: Context,
): Promise<void> {
  const { given, env, signal } = context;
  const command = given.text("exec") ?? "";
  const limit = given.get(LIMIT) ?? DEFAULT_LIMIT_S;
  const semaphore = new Semaphore(MAX_RUNNING_CALLS);
  const handle = async (args: unknown) => {
    const words: unknown[] = Array.isArray(args) ? args : [args];
    try {
      const { value: result, warning } = await semaphore.run(() =>
        exec(command, args, words, { path, limit, env, signal })
      );
      report(context, { event: "call", path, args, result, warning });
      return result;
    } catch (error) {
      const failed = firstLineOf(error);
      report(context, { event: "call", path, args, failed });
      throw new Error(failed);
    }
  };
  await peer.add(new Method(path, handle, { ...shared, timeout: limit }));
  context.say(`added the method ${path}`);
}

/** A request and its outcome. */
interface RequestEvent {
  readonly event: "set" | "call";
  readonly path: string;
  readonly value?: unknown;
  readonly args?: unknown;
  /** The value that the command printed instead. */
  readonly taken?: unknown;
  readonly result?: unknown;
  /** Standard error of a command that succeeded. */
  readonly warning?: string;
  readonly refused?: string;
  readonly failed?: string;
}

/** Prints a request without awaiting the output: a slow pipe must not delay it. */
function report({ out, json, style }: Context, said: RequestEvent): void {
  const members = Object.entries(said).map(([name, value]) =>
    [name, value] as const
  );
  if (json) {
    return out.put(`${jsonText(Object.fromEntries(members))}\n`);
  }
  const brief = (value: unknown) => briefValue(value, out.columns, style);
  const { event, path, value, args, taken, result } = said;
  const words = [
    style.dim(clockText(new Date())),
    style.changed(event),
    style.path(printable(path)),
    brief(event === "set" ? value : args),
  ];
  if (taken !== undefined) words.push("→", brief(taken));
  if (result !== undefined) words.push("→", brief(result));
  const trouble = said.refused ?? said.failed;
  if (said.warning !== undefined) {
    words.push("→", style.changed(printable(said.warning)));
  }
  if (trouble !== undefined) words.push("→", style.removed(printable(trouble)));
  out.put(`${words.join(" ")}\n`);
}
