/**
 * All options that a command takes: its own, and those of many.
 *
 * @module
 */
import type { Option } from "../../command_line/option.ts";
import type { AnyCommand } from "./command.ts";
import { CONNECTION_OPTIONS } from "./connection.ts";
import { COMMON_OPTIONS } from "./help.ts";

/** See the module. */
export function optionsOf(command: AnyCommand): readonly Option[] {
  if ("runRaw" in command) return command.options;
  return [
    ...command.options,
    ...command.connects ? CONNECTION_OPTIONS : [],
    ...COMMON_OPTIONS,
  ];
}

/** The words of a command line around the name of the command. */
export interface Words {
  readonly name: string | undefined;
  /** Everything else, options that stood before the name as well. */
  readonly rest: readonly string[];
}

/** Finds the name of the command: options for all may stand before it. */
export function splitCommand(args: readonly string[]): Words {
  const general = [...CONNECTION_OPTIONS, ...COMMON_OPTIONS];
  let at = 0;
  while (at < args.length) {
    const [flag] = args[at].split("=", 1);
    const option = general.find(({ name, short }) =>
      flag === `--${name}` || flag === `-${short}`
    );
    // Help for all commands is asked for without any.
    if (option === undefined || option.name === "help") break;
    at += option.value !== undefined && flag === args[at] ? 2 : 1;
  }
  return {
    name: args[at],
    rest: [...args.slice(0, at), ...args.slice(at + 1)],
  };
}
