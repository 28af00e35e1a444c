/**
 * The commands that there are.
 *
 * @module
 */
import type { AnyCommand } from "./command.ts";
import { add } from "./commands/add.ts";
import { call } from "./commands/call.ts";
import { daemon } from "./commands/daemon.ts";
import { get } from "./commands/get.ts";
import { info } from "./commands/info.ts";
import { set } from "./commands/set.ts";
import { tree } from "./commands/tree.ts";
import { users } from "./commands/users.ts";
import { watch } from "./commands/watch.ts";

/** In the order of the help. */
export const COMMANDS: readonly AnyCommand[] = [
  get,
  set,
  call,
  watch,
  tree,
  add,
  info,
  daemon,
  users,
];

/** The command of this name. */
export function findCommand(name: string): AnyCommand | undefined {
  return COMMANDS.find((command) => command.name === name);
}
