/**
 * The commands for the reader's own machine run as they are printed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { nodeOf } from "../distribution/scratch.ts";
import { Network } from "../outages/network.ts";
import type { Program } from "../support/process.ts";
import { NO_BUN, WHOLE_MATRIX } from "../support/runtimes.ts";
import type { TemporaryFolder } from "../support/temporary.ts";
import { within } from "../support/within.ts";
import { type Command, readShellBlocks, type ShellBlock } from "./shell.ts";
import { environment, makeFolder } from "./shell_stage.ts";

const { blocks } = await readShellBlocks();
// The commands use the default ports: they have a network of their own.
const missing = await Network.missing();

/** Starts a daemon at the default ports. */
const DAEMON = /\bdaemon\.ts\b(?! users)|\bjet daemon\b/;

/** Goes on until it is interrupted, and prints a line when it has begun. */
const STAYS = new RegExp(
  [
    DAEMON.source,
    "examples/(watch|hono|graph_todo)\\.ts",
    "examples/\\w+/(room|dashboard|laboratory|server|viewer|camera|terminal)\\.ts",
    "examples/(machine\\.mjs|raw\\.py)",
    "^jet watch (?!.*--count)",
    "jet add",
  ].join("|"),
);

/** Programs that go on. */
class Running implements AsyncDisposable {
  readonly #programs: { line: string; program: Program }[] = [];

  add(line: string, program: Program): void {
    this.#programs.push({ line, program });
  }

  /** Ends those whose commands match. */
  async end(pattern: RegExp): Promise<void> {
    for (const { line, program } of this.#programs.splice(0).reverse()) {
      if (!pattern.test(line)) {
        this.#programs.unshift({ line, program });
        continue;
      }
      // The group: a pipe has several processes.
      await new Deno.Command("kill", { args: ["--", `-${program.pid}`] })
        .output();
      await program.ended();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end(/^/);
  }
}

function start(
  line: string,
  network: Network,
  folder: TemporaryFolder,
): Program {
  const moved = line.replaceAll("/etc/jet", folder.path("etc"))
    .replaceAll("/var/lib/jet", folder.path("lib"))
    .replace(/ &$/, "");
  const variables = {
    ...environment(folder, ""),
    HOME: folder.path(""),
    XDG_DATA_HOME: folder.path("data"),
    // There is no network to download packages again.
    DENO_DIR: Deno.env.get("DENO_DIR") ??
      `${
        Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`
      }/deno`,
  };
  return network.run("daemon", "env", [
    ...["-u", "JET_URL", "-C", folder.path("")],
    ...Object.entries(variables).filter(([name]) => name !== "JET_URL")
      .map(([name, value]) => `${name}=${value}`),
    // Passwords are read from there.
    ...[
      "setsid",
      "bash",
      "-c",
      `{ ${moved.replace(/\s#\s.*$/, "")}\n} < input`,
    ],
  ]);
}

/** Runs a command; returns why it does not do as the document says. */
async function runCommand(
  { line }: Command,
  running: Running,
  network: Network,
  folder: TemporaryFolder,
): Promise<string | undefined> {
  if (DAEMON.test(line)) await running.end(DAEMON);
  const program = start(line, network, folder);
  if (!STAYS.test(line)) {
    const code = await program.ended().then(({ code }) => code, String);
    if (code === 0) return undefined;
    running.add(line, program);
    return `${line}\n${code} ${program.stderr.all.join("\n")}`;
  }
  running.add(line, program);
  const ready = DAEMON.test(line) ? /listening on (ws|http)s?:/ : /./;
  const begun = Promise.any([
    program.stdout.match(ready),
    program.stderr.match(ready),
  ]).catch(() => `${line}\nprints nothing`);
  const ended = program.status.then(({ code }) => {
    // What it has printed may not be read yet.
    if (code === 0 && !DAEMON.test(line)) return begun;
    const said = program.stderr.all.join("\n");
    return `${line}\nended with ${code}: ${said}`;
  });
  const failure = await within(Promise.race([ended, begun]), line);
  return typeof failure === "string" ? failure : undefined;
}

async function runBlock(
  { place, commands }: ShellBlock,
  network: Network,
  folder: TemporaryFolder,
): Promise<string[]> {
  const wrong: string[] = [];
  await using running = new Running();
  if (!commands.some(({ line }) => DAEMON.test(line))) {
    for (const line of ["jet daemon", "jet add hut/door closed"]) {
      const command = { line, output: undefined, interrupted: false };
      await runCommand(command, running, network, folder);
    }
  }
  for (const command of commands) {
    const why = await runCommand(command, running, network, folder);
    if (why !== undefined) wrong.push(`${place}: ${why}`);
  }
  return wrong;
}

Deno.test({
  name: "sh blocks of the documents run as they are printed",
  ignore: !WHOLE_MATRIX || missing !== undefined || NO_BUN,
  async fn() {
    await using folder = await makeFolder("deno");
    await folder.write("input", "a password\n");
    // Examples say "node from 24 on".
    await Deno.symlink(await nodeOf("24"), folder.path("bin/node"));
    await Deno.mkdir(folder.path("etc"));
    await Deno.mkdir(folder.path("lib"));
    const user = "jet users add gate --file users.json";
    await using network = await Network.create();
    const added = start(user, network, folder);
    const { code } = await added.ended();
    assertEquals(code, 0, added.stderr.all.join("\n"));
    await Deno.copyFile(
      folder.path("users.json"),
      folder.path("etc/users.json"),
    );
    const lonely = start("jet get house/door", network, folder);
    assertEquals((await lonely.ended()).code, 1);
    await lonely.stderr.match(/refused.*; jet daemon starts one$/);
    const wrong: string[] = [];
    for (const block of blocks) {
      if (block.commands.some(({ output }) => output !== undefined)) continue;
      wrong.push(...await runBlock(block, network, folder));
    }
    assertEquals(wrong, [], wrong.join("\n\n"));
  },
});
