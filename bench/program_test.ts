import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { existsSync } from "node:fs";
import { UsageError } from "../command_line/errors.ts";
import { besideOthers } from "../tests/support/beside.ts";
import { ROOT } from "../tests/support/runtimes.ts";
import { CASES } from "./cases.ts";
import { Checkouts } from "./checkouts.ts";
import { chosen } from "./program.ts";
import { start } from "./servers.ts";
import { JET } from "./stream/protocols.ts";

/** What people run, with arguments that are wrong, and what is said of them. */
const WRONG: Readonly<Record<string, readonly [string, RegExp]>> = {
  "binary.ts": ["--only bogus", /^--only: no bogus; there are “fan-out to 1,/],
  "cluster/directory.ts": ["many", /^STATES needs a whole number from 1/],
  "cluster/run.ts": ["--states 10", /^--states needs .* from 10000/],
  "compare.ts": [
    ". no-commit start --runtime deno",
    /^neither a commit .*: no-commit/,
  ],
  "elements.ts": ["bogus", /^unexpected argument bogus/],
  "growth.ts": ["bogus", /^Unexpected argument 'bogus'/],
  "gun/run.ts": ["--only bogus", /^--only: no bogus; there are /],
  "hierarchy.ts": ["bogus", /^PART: no bogus; there are many, wide, nodes/],
  "micro/alone.ts": [". . x", /^BATCHES needs a whole number from 1/],
  "micro/cases.ts": ["/no-folder", /^no folder of a checkout: \/no-folder/],
  "micro/run.ts": [". /no-folder", /^neither a commit .*: \/no-folder/],
  "micro/streams.ts": ["", /^needs CHECKOUT/],
  "peer_sync.ts": ["", /^needs URL/],
  "rate.ts": ["--bogus", /^Unknown option '--bogus'/],
  "run.ts": ["--only fan-out-1,bogus", /^--only: no bogus; there are /],
  "stream/bare.ts": ["0", /^needs PORT and SOCKET/],
};

async function run(
  program: string,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = new URL(program, import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", file, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

for (const [program, [args, message]] of Object.entries(WRONG)) {
  besideOthers(
    `bench: ${program} has help, and refuses wrong arguments in a line`,
    async () => {
      const help = await run(program, ["--help"]);
      assertEquals([help.code, help.stderr], [0, ""]);
      assertMatch(
        help.stdout,
        new RegExp(`^deno run -A .*bench/${program}`, "m"),
      );
      const wrong = await run(program, args.split(" ").filter(Boolean));
      assertMatch(wrong.stderr, message);
      assertMatch(wrong.stderr, /^.* \(see --help\)\n$/);
      assertEquals([wrong.code, wrong.stdout], [2, ""]);
    },
  );
}

/** Its help is that of the daemon. */
const DAEMON = "cluster/member.ts";

/** The sources below a folder that ends with a slash, by their paths in `bench/`. */
async function* sourcesBelow(folder: string): AsyncGenerator<string> {
  const url = new URL(`./${folder}`, import.meta.url);
  for await (const { name, isDirectory } of Deno.readDir(url)) {
    if (name === "node_modules") continue;
    if (isDirectory) yield* sourcesBelow(`${folder}${name}/`);
    else if (/(?<!_test)\.ts$/.test(name)) yield folder + name;
  }
}

Deno.test("bench: each program that says how it is run has help", async () => {
  const found: string[] = [];
  for await (const file of sourcesBelow("")) {
    const text = await Deno.readTextFile(new URL(file, import.meta.url));
    if (text.includes(` bench/${file} `)) found.push(file);
  }
  assertEquals(found.sort(), [...Object.keys(WRONG), DAEMON].sort());
});

Deno.test("bench: a whole name takes only itself, a beginning all that have it", () => {
  const taken = (wanted: string) =>
    chosen(CASES, wanted, "--only").map(({ name }) => name);
  assertEquals(taken("fan-out-1"), ["fan-out-1"]);
  assertEquals(taken("SET-1-,start"), [
    ...["set-1-tcp", "set-1-unix", "set-1-websocket", "start"],
  ]);
  assertThrows(() => taken("start,"), UsageError);
});

const NO_GIT = !existsSync(`${ROOT}.git`);

Deno.test("bench: a worktree of a commit ends with the comparison", {
  ignore: NO_GIT,
}, () => {
  let folders: readonly string[];
  {
    using checkouts = new Checkouts([ROOT, "HEAD"]);
    folders = checkouts.folders;
    assertEquals(Deno.statSync(`${folders[1]}/daemon.ts`).isFile, true);
  }
  assertThrows(() => Deno.statSync(folders[1]), Deno.errors.NotFound);
  assertEquals(Deno.statSync(folders[0]).isDirectory, true);
});

Deno.test("bench: a server that ends is reported with what it printed", async () => {
  const script = "echo 'error: no such module' >&2; echo '    at x.ts:1' >&2";
  let reason = "";
  try {
    await using _server = await start({
      name: "a server",
      protocols: { tcp: JET },
      version: ["sh", "--version"],
      command: () => ["sh", "-c", script],
    });
  } catch (error) {
    reason = String(error);
  }
  assertEquals(reason, "Failure: a server has ended\n  error: no such module");
});
