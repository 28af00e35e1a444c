/**
 * The commands of the documents do what the document says.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { findCommand } from "../../cli/commands.ts";
import {
  isMissing,
  ROOT,
  RUNTIMES,
  WHOLE_MATRIX,
} from "../support/runtimes.ts";
import type { TemporaryFolder } from "../support/temporary.ts";
import { within } from "../support/within.ts";
import {
  type Command,
  missingLines,
  readShellBlocks,
  type ShellBlock,
} from "./shell.ts";
import {
  environment,
  makeFolder,
  populate,
  POPULATION,
} from "./shell_stage.ts";
import { readSnippets } from "./snippets.ts";

/** Seconds until a command that stays is interrupted, whatever it shows. */
const [STAYS_S, RECORDS_S, OWNS_S] = [12, 9, 120];

const { blocks, fragments } = await readShellBlocks();

/** The words of commands that own what another owner has in the population. */
function ownedBy(commands: readonly Command[]): string[] {
  return commands.flatMap(({ line }) =>
    /^jet (?:add|signal) (?:--method )?(\S+)/.exec(line)?.[1] ?? []
  );
}

/** What has to be shown: nothing changes while a command stays. */
function expected(command: Command): string {
  const output = command.output ?? "";
  return stays(command) ? output.split("\n")[0] : output;
}

/** Whether a command runs until it is interrupted. */
function stays({ line, interrupted }: Command): boolean {
  return interrupted ||
    /^jet (add|watch|replay|record)\b/.test(line);
}

/**
 * Runs a command on a terminal; returns what that shows.
 *
 * @param others Of an owner: fulfilled when the commands after it have run.
 */
async function onTerminal(
  command: Command,
  folder: TemporaryFolder,
  url: string,
  others?: Promise<void>,
): Promise<string> {
  const { line } = command;
  const quoted = `'${line.replaceAll("'", "'\\''")}'`;
  const seconds = others !== undefined
    ? OWNS_S
    : line.startsWith("jet record")
    ? RECORDS_S
    : STAYS_S;
  const script = stays(command)
    ? `exec timeout -s INT ${seconds} bash -c ${quoted}`
    : line;
  const child = new Deno.Command("script", {
    args: ["-qec", script, "/dev/null"],
    cwd: folder.path(""),
    env: environment(folder, url),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let shown = "";
  let isComplete = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    shown += text;
    if (isComplete) continue;
    if (others === undefined && !/^jet (watch|replay)\b/.test(line)) continue;
    // It has shown what it should: nothing more comes.
    isComplete = missingLines(shown, expected(command)).length === 0;
    if (isComplete) void (others ?? Promise.resolve()).then(() => child.kill());
  }
  const { success } = await child.status;
  // What a command that fails says stands in the document.
  const failed = !success && !stays(command) && expected(command) === "";
  return failed ? `failed: ${shown}` : shown;
}

/** Runs the blocks of a document; returns what is not shown as printed. */
async function runBlocks(
  some: readonly ShellBlock[],
  folder: TemporaryFolder,
): Promise<string[]> {
  const wrong: string[] = [];
  await using daemon = new Daemon();
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = daemon.peer();
  const owned = await populate(peer);
  for (const { place, commands } of some) {
    const given = ownedBy(commands);
    for (const path of given) await owned.get(path)?.remove();
    const url = `tcp://localhost:${port}`;
    const check = async (command: Command, others?: Promise<void>) => {
      const shown = await onTerminal(command, folder, url, others);
      const missing = missingLines(shown, expected(command));
      if (missing.length === 0 && !shown.startsWith("failed: ")) return;
      const { line } = command;
      wrong.push(`${place}: ${line}\n${missing.join("\n")}\n--\n${shown}`);
    };
    const owners: Promise<void>[] = [];
    const left: Promise<void>[] = [];
    const others = Promise.withResolvers<void>();
    for (const command of commands) {
      if (!command.line.startsWith("jet add")) await check(command);
      else {
        const [path] = ownedBy([command]);
        const came = Promise.withResolvers<void>();
        const gone = Promise.withResolvers<void>();
        await peer.fetch({ path: { equals: path } }, ({ event }) => {
          if (event === "remove") gone.resolve();
          else came.resolve();
        });
        left.push(gone.promise);
        owners.push(check(command, others.promise));
        await within(came.promise, `${path} by ${command.line}`);
      }
    }
    others.resolve();
    await Promise.all(owners);
    // A terminal ends before the program in it does: its path is free after
    // the remove.
    await within(Promise.all(left), "the remove of what commands had added");
    for (const path of given) {
      const make = POPULATION[path];
      if (make !== undefined) owned.set(path, await peer.add(make()));
    }
  }
  return wrong;
}

const documents = [
  ...Map.groupBy(
    blocks.filter(({ commands }) =>
      commands.some(({ output }) => output !== undefined)
    ),
    ({ document }) => document,
  ).values(),
];

for (const runtime of RUNTIMES) {
  Deno.test({
    name: `${runtime}: console blocks of the documents show what they print`,
    // It starts a program for each command.
    ignore: !WHOLE_MATRIX || isMissing(runtime),
    async fn() {
      await using folder = await makeFolder(runtime);
      const wrong = await Promise.all(
        documents.map((some) => runBlocks(some, folder)),
      );
      assertEquals(wrong.flat(), [], wrong.flat().join("\n\n"));
    },
  });
}

Deno.test("sh blocks of the documents are shell, and name files and commands that exist", async () => {
  for (const { place, commands } of blocks) {
    if (commands.some(({ output }) => output !== undefined)) continue;
    const script = commands.map(({ line }) => line).join("\n");
    const { success, stderr } = await new Deno.Command("bash", {
      args: ["-n", "-c", script],
    }).output();
    assert(success, `${place}: ${new TextDecoder().decode(stderr)}`);
    for (
      const [file] of script.matchAll(/\b(examples|tests|bench)\/[\w/]+\.\w+/g)
    ) {
      await Deno.stat(ROOT + file);
    }
    for (const [, name] of script.matchAll(/(?:^|[;&|] )jet ([a-z][\w-]*)/gm)) {
      assert(findCommand(name) !== undefined, `${place}: jet ${name}`);
    }
  }
});

Deno.test("at most a fifth of the commands in the documents is a fragment", async () => {
  const programs = await readSnippets();
  const all = blocks.length + programs.programs.length;
  const parts = fragments + programs.fragments;
  assert(parts * 5 <= all + parts, `${parts} of ${all + parts}`);
});
