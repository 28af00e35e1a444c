import { assertEquals, assertMatch } from "@std/assert";
import { COMMANDS } from "../../cli/commands.ts";
import { asRecord } from "../support/client.ts";
import { runTool, runToolOnce } from "../support/jet_tool.ts";
import { onEachRuntime, onOneRuntime, ROOT } from "../support/runtimes.ts";

onOneRuntime(
  "wrong usage is a line, a usage line and exit code 2",
  async (runtime) => {
    const wrong: [string[], RegExp, RegExp][] = [
      [[], /^jet: needs a command$/, /^Usage: jet COMMAND/],
      [["frob"], /^jet: there is no command "frob"$/, /^Usage: jet COMMAND/],
      [["--xyzzy=x"], /^jet: unknown option --xyzzy$/, /^Usage: jet COMMAND/],
      [["help", "frob"], /^jet: there is no command "frob"$/, /COMMAND/],
      [
        ["get"],
        /^jet: needs a PATH, rules, or --all$/,
        /^Usage: jet get \[PATH…\]/,
      ],
      [["get", "a", "--all"], /^jet: takes paths or rules/, /^Usage: jet get/],
      [["get", "--xyzzy"], /^jet: unknown option --xyzzy$/, /^Usage: jet get/],
      [["get", "a", "--url"], /^jet: --url needs a value$/, /^Usage: jet get/],
      [
        ["get", "a", "--url", "ftp://x"],
        /^jet: "ftp:\/\/x" is no address/,
        /^Usage: jet get/,
      ],
      [
        ["get", "a", "--timeout", "0"],
        /^jet: --timeout needs seconds/,
        /^Usage/,
      ],
      [["get", "a", "--json=1"], /^jet: --json takes no value$/, /^Usage/],
      [
        ["get", "-a", "--top", "0"],
        /^jet: --top needs a whole number from 1$/,
        /^Usage/,
      ],
      [["get", "-a", "--where", "x"], /^jet: --where "x" is none of/, /^Usage/],
      [
        ["get", "-a", "--below", "x", "--below", "y"],
        /^jet: --below is given twice$/,
        /^Usage/,
      ],
      [["set"], /^jet: needs PATH$/, /^Usage: jet set PATH VALUE \[options\]$/],
      [["set", "a"], /^jet: needs VALUE$/, /^Usage: jet set/],
      [
        ["set", "a", "1", "b"],
        /^jet: unexpected argument b$/,
        /^Usage: jet set/,
      ],
      [
        ["set-below", "a", "b"],
        /^jet: b: NAME=VALUE is needed$/,
        /^Usage: jet set-below/,
      ],
      [
        ["set", "a", "1", "--if", "x"],
        /^jet: --if x: a revision is/,
        /^Usage: jet set/,
      ],
      [
        ["set", "a", "1", "--if", "x"],
        /^jet: --if x: a revision is/,
        /^Usage: jet set/,
      ],
      [["set", "a", "{x"], /^jet: {x is not JSON: /, /^Usage: jet set/],
      [["set", "a", "+5"], /^jet: \+5 is no number of JSON/, /^Usage: jet set/],
      [
        ["call", "a", "1", "--args", "[]"],
        /^jet: takes ARGUMENTs or --args/,
        /^Usage: jet call/,
      ],
      [
        ["call", "a", "--args", "1"],
        /^jet: --args needs an array/,
        /^Usage: jet call/,
      ],
      [
        ["watch", "a", "b", "--sort", "path"],
        /^jet: an order takes one PATTERN$/,
        /^Usage: jet watch/,
      ],
      [
        ["watch", "a", "--not", "#/b"],
        /^jet: --not #\/b: # stands at the end only$/,
        /^Usage: jet watch/,
      ],
      [
        ["watch", "a/#", "--matches", "b"],
        /^jet: takes PATTERN or --matches/,
        /^Usage/,
      ],
      [["watch", "--sort", "size"], /^jet: --sort needs path, value/, /^Usage/],
      [
        ["tree", "--depth", "x"],
        /^jet: --depth needs a whole number from 1$/,
        /^Usage: jet tree/,
      ],
      [["add", "a"], /^jet: needs VALUE$/, /^Usage: jet add/],
      [["add", "-m", "a"], /^jet: --method needs --exec$/, /^Usage: jet add/],
      [
        ["add", "-m", "a", "1", "-x", "y"],
        /^jet: a method has no VALUE$/,
        /^Usage: jet add/,
      ],
      [["record"], /^jet: needs FILE$/, /^Usage: jet record FILE/],
      [
        ["replay", "f", "--speed", "0"],
        /^jet: --speed needs a number above 0/,
        /^Usage/,
      ],
      [
        ["export", "a", "b"],
        /^jet: unexpected argument b$/,
        /^Usage: jet export/,
      ],
      [["import"], /^jet: needs FILE$/, /^Usage: jet import/],
      [["info", "x"], /^jet: unexpected argument x$/, /^Usage: jet info/],
      [
        ["bench", "--fetchers", "0"],
        /^jet: --fetchers needs a whole number from 1$/,
        /^Usage/,
      ],
      [
        ["completions", "tcsh"],
        /^jet: SHELL is one of bash, zsh, fish$/,
        /^Usage/,
      ],
    ];
    for (const [args, complaint, usage] of wrong) {
      const ended = await runToolOnce(runtime, args);
      const lines = ended.stderr.trimEnd().split("\n");
      assertEquals([ended.code, ended.stdout], [2, ""], args.join(" "));
      assertEquals(lines.length, 2, ended.stderr);
      assertMatch(lines[0], complaint);
      assertMatch(lines[1], usage);
    }
  },
  { index: 1 },
);

onOneRuntime("help lists every command and option", async (runtime) => {
  const help = await runToolOnce(runtime, ["help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertEquals(await runToolOnce(runtime, ["--help"]), help);
  for (const { name } of COMMANDS) {
    assertMatch(help.stdout, new RegExp(`^  ${name} +[A-Z]`, "m"));
  }
  for (const command of COMMANDS) {
    const { name } = command;
    const about = await runToolOnce(runtime, ["help", name]);
    assertEquals([about.code, about.stderr], [0, ""], name);
    assertEquals(
      (await runToolOnce(runtime, [name, "--help"])).stdout,
      about.stdout,
    );
    if ("runRaw" in command) continue;
    for (const option of command.options) {
      assertMatch(
        about.stdout,
        new RegExp(`^ +(-., )?--${option.name}\\b`, "m"),
      );
    }
    const widest = Math.max(
      ...about.stdout.split("\n").map((line) => line.length),
    );
    assertEquals(widest <= 110, true, `${name}: ${widest}`);
  }
}, { index: 1 });

onEachRuntime("--version prints the version of deno.json", async (runtime) => {
  const config: unknown = JSON.parse(
    await Deno.readTextFile(`${ROOT}deno.json`),
  );
  const { code, stdout } = await runTool(runtime, ["--version"]);
  assertEquals([code, stdout], [0, `jet ${asRecord(config).version}\n`]);
});

onEachRuntime("wrong usage and help end the process", async (runtime) => {
  const wrong = await runTool(runtime, ["get", "--xyzzy"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertMatch(
    wrong.stderr,
    /^jet: unknown option --xyzzy\nUsage: jet get .*\n$/,
  );
  const help = await runTool(runtime, ["help", "get"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertMatch(help.stdout, /^Print the values of states/);
});
