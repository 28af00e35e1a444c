import { assert, assertEquals } from "@std/assert";
import { optionsOf, splitCommand } from "../../cli/shell/all_options.ts";
import { checkOperands, readArguments } from "../../command_line/arguments.ts";
import { COMMANDS, findCommand } from "../../cli/commands.ts";
import { readRules } from "../../cli/data/rules.ts";
import { ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const DOCUMENT = await Deno.readTextFile(`${ROOT}docs/tools.md`);

/** What the shell would give to `jet`, each time it is called in a line. */
async function wordsOf(line: string): Promise<string[][]> {
  await using folder = await TemporaryFolder.create();
  const calls = folder.path("calls");
  // Other programs of the line need not be there, and must do nothing.
  const script = `
    cd ${folder.path("")}
    PATH=
    fpath=(x x)
    jet() { printf '%s\\0' "$@" $'\\n' >> ${calls}; }
    ${line}
    wait`;
  const command = new Deno.Command("/bin/bash", {
    args: ["-c", script],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  await command.output();
  const text = await Deno.readTextFile(calls).catch(() => "");
  return text.split("\n\0").slice(0, -1).map((call) =>
    call.split("\0").slice(0, -1)
  );
}

async function hasBash(): Promise<boolean> {
  return await Deno.stat("/bin/bash").then(() => true, () => false);
}

Deno.test({
  name: "the command lines of the help and of the documentation make sense",
  ignore: !await hasBash(),
  async fn() {
    const shown = [...DOCUMENT.matchAll(/^\$ (.*\bjet .*)$/gm)].map((
      [, line],
    ) => line);
    assert(shown.length > 10);
    const lines = [...shown, ...COMMANDS.flatMap(({ examples }) => examples)];
    for (const line of lines) {
      const calls = await wordsOf(line);
      assert(calls.length > 0, line);
      for (const words of calls) {
        const { name = "", rest } = splitCommand(words);
        const command = findCommand(name);
        if (command === undefined) throw new Error(`no command in ${line}`);
        if ("runRaw" in command) continue;
        const given = readArguments(rest, optionsOf(command));
        checkOperands(given.operands, command.operands);
        if (command.options.some(({ name }) => name === "starts-with")) {
          readRules(given);
        }
      }
    }
  },
});

Deno.test("the documentation has every command and its options", () => {
  for (const command of COMMANDS) {
    assert(
      DOCUMENT.includes(`[\`${command.name}\``) ||
        DOCUMENT.includes(`\`${command.name}\`](`),
      command.name,
    );
    if ("runRaw" in command) continue;
    const silent = optionsOf(command).map(({ name }) => name).filter((name) =>
      !DOCUMENT.includes(`--${name}`) && !/-not(-|$)/.test(name)
    );
    assertEquals(silent, [], command.name);
  }
});
