/**
 * `jet import`: sets or owns the states of a file.
 *
 * @module
 */
import { type Peer, State } from "../../peer.ts";
import type { Command } from "../shell/command.ts";
import {
  type Context,
  tellConnection,
  untilStopped,
} from "../shell/context.ts";
import { ExitCode, firstLineOf } from "../../command_line/errors.ts";
import { counted } from "../print/format.ts";
import { Progress, progressBar } from "../print/progress.ts";
import { readSnapshot } from "../data/snapshot.ts";
import { Semaphore } from "../../base/semaphore.ts";

/** Requests on their way at once. */
const MAX_RUNNING_SETS = 64;

/** See the module. */
export const importStates: Command = {
  name: "import",
  summary: "Set states to the values of a file",
  details:
    `FILE is a file of jet export; - is the standard input. A state that can't be set
is reported, the others are set.`,
  operands: [{ name: "FILE", complete: "file" }],
  options: [
    {
      name: "own",
      help: "add the states, and own them until Ctrl-C; others may set them",
    },
    { name: "fetch-only", help: "with --own: they can't be set" },
    { name: "prefix", value: "TEXT", help: "put before all paths" },
  ],
  examples: ["jet import house.json", "jet import --own house.json"],
  connects: true,
  async run(context) {
    const { given, input, signal } = context;
    const [name] = given.operands;
    const prefix = given.text("prefix") ?? "";
    const text = new TextDecoder().decode(await input.readFile(name));
    const values = readSnapshot(text, name).map(([path, value]) =>
      [prefix + path, value] as const
    );
    const own = given.has("own");
    await using peer = await context.connect({ reconnect: own });
    const each = own
      ? async (path: string, value: unknown) => {
        const fetchOnly = given.has("fetch-only");
        await peer.add(new State(path, value, { fetchOnly }));
      }
      : async (path: string, value: unknown) => {
        await peer.set(path, value);
      };
    const failed = await all(values, each, peer, context);
    const done = values.length - failed;
    context.say(
      `${own ? "added" : "set"} ${done} of ${counted(values.length, "state")}`,
    );
    if (own && done > 0) {
      tellConnection(peer, context);
      await untilStopped(signal);
    }
    return failed === 0 ? ExitCode.ok : ExitCode.failed;
  },
};

/** @returns how many failed. */
async function all(
  values: readonly (readonly [string, unknown])[],
  each: (path: string, value: unknown) => Promise<void>,
  peer: Peer,
  { err, say }: Context,
): Promise<number> {
  const semaphore = new Semaphore(MAX_RUNNING_SETS);
  const failures: string[] = [];
  let done = 0;
  {
    using _ = new Progress(err, () =>
      progressBar(
        values.length === 0 ? 1 : done / values.length,
        `${done} of ${values.length} states`,
      ));
    await Promise.all(values.map(([path, value]) =>
      semaphore.run(async () => {
        try {
          await each(path, value);
        } catch (error) {
          // Without the daemon there is nothing left to try.
          if (peer.closed) throw error;
          failures.push(`${path}: ${firstLineOf(error)}`);
        }
        done++;
      })
    ));
  }
  for (const failure of failures) say(failure);
  return failures.length;
}
