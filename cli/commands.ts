/**
 * The commands that there are.
 *
 * @module
 */
import type { AnyCommand } from "./shell/command.ts";
import { add } from "./commands/add.ts";
import { backup, restore } from "./commands/backup.ts";
import { bench } from "./commands/bench.ts";
import { call } from "./commands/call.ts";
import { completions } from "./commands/completions.ts";
import { context } from "./commands/context.ts";
import { daemon } from "./commands/daemon.ts";
import { doctor } from "./commands/doctor.ts";
import { exportStates } from "./commands/export.ts";
import { get } from "./commands/get.ts";
import { importStates } from "./commands/import.ts";
import { info } from "./commands/info.ts";
import { kick } from "./commands/kick.ts";
import { peers } from "./commands/peers.ts";
import { record } from "./commands/record.ts";
import { replay } from "./commands/replay.ts";
import { rm } from "./commands/rm.ts";
import { set } from "./commands/set.ts";
import { setBelow } from "./commands/set_below.ts";
import { signal } from "./commands/signal.ts";
import { token } from "./commands/token.ts";
import { tree } from "./commands/tree.ts";
import { types } from "./commands/types.ts";
import { users } from "./commands/users.ts";
import { watch } from "./commands/watch.ts";

/** In the order of the help. */
export const COMMANDS: readonly AnyCommand[] = [
  get,
  set,
  setBelow,
  rm,
  call,
  watch,
  tree,
  types,
  add,
  signal,
  record,
  replay,
  exportStates,
  importStates,
  bench,
  info,
  doctor,
  peers,
  kick,
  token,
  context,
  backup,
  restore,
  daemon,
  users,
  completions(() => COMMANDS),
];

/** The command of this name. */
export function findCommand(name: string): AnyCommand | undefined {
  return COMMANDS.find((command) => command.name === name);
}
