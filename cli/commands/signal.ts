/**
 * `jet signal`: sends signals from the shell.
 *
 * @module
 */
import { Signal } from "../../peer.ts";
import type { Command } from "../shell/command.ts";
import { UsageError } from "../../command_line/errors.ts";
import { DESCRIBING_OPTIONS, readMeta } from "../shell/described.ts";
import { readOperand, readValue } from "../data/value.ts";
import { VALUE_DETAILS } from "./set.ts";

/** See the module. */
export const signal: Command = {
  name: "signal",
  summary: "Send a signal",
  details:
    `Only its owner can send a signal: the command adds it, sends VALUE, and takes it
off the bus again. Who fetches signals gets the value; all others that fetch
states get a state that comes and goes.
${VALUE_DETAILS}`,
  operands: [
    { name: "PATH", complete: "path" },
    { name: "VALUE", optional: true },
  ],
  options: [
    {
      name: "lines",
      short: "l",
      help: "send each line of the standard input; its end ends all",
    },
    { name: "string", short: "s", help: "values are texts, also 42 and true" },
    { name: "type", value: "MIME", help: "the type of @FILE" },
    ...DESCRIBING_OPTIONS,
  ],
  examples: [
    `jet signal door/opened '{"by": "Ann"}'`,
    "tail -f events.json | jet signal --lines machine/event",
  ],
  connects: true,
  async run({ given, input, signal, connect }) {
    const [path, text] = given.operands;
    const isText = given.has("string");
    if (given.has("lines") === (text !== undefined)) {
      throw new UsageError("takes VALUE or --lines");
    }
    const value = text === undefined || isText
      ? text
      : await readOperand(text, input, given.text("type"));
    const meta = await readMeta(given, input);
    await using peer = await connect({ reconnect: given.has("lines") });
    await using added = await peer.add(new Signal(path, { meta }));
    if (text !== undefined) return await added.send(value);
    for await (const line of input.lines()) {
      signal.throwIfAborted();
      if (line !== "") await added.send(isText ? line : readValue(line));
    }
  },
};
