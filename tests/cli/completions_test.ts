import { assert, assertEquals } from "@std/assert";
import { optionsOf } from "../../cli/shell/all_options.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { bashCompletions } from "../../cli/completions/bash.ts";
import { fishCompletions } from "../../cli/completions/fish.ts";
import { zshCompletions } from "../../cli/completions/zsh.ts";
import { TemporaryFolder } from "../support/temporary.ts";

interface Shell {
  readonly name: string;
  readonly script: string;
  /** Arguments by which the shell only parses a file. */
  readonly parse: readonly string[];
  /** How an option is written. */
  readonly option: (name: string) => string;
  /** A program that prints what completes its first argument. */
  readonly ask: (file: string) => string;
}

const SHELLS: readonly Shell[] = [
  {
    name: "bash",
    script: bashCompletions(COMMANDS),
    parse: ["-n"],
    option: (name) => `--${name}`,
    ask: (file) => `
      source ${file}
      jet() { printf '%s\\n' "house/door 1"; }
      read -ra COMP_WORDS <<< "$1"
      [ "\${1: -1}" = " " ] && COMP_WORDS+=("")
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _jet
      printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  {
    name: "zsh",
    script: zshCompletions(COMMANDS),
    parse: ["-n"],
    option: (name) => `--${name}`,
    ask: () => "",
  },
  {
    name: "fish",
    script: fishCompletions(COMMANDS),
    parse: ["--no-execute"],
    option: (name) => `-l ${name} `,
    ask: (file) => `
      function jet; echo "house/door 1"; end
      source ${file}
      complete -C "$argv[1]"`,
  },
];

async function output(
  program: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const command = new Deno.Command(program, { args: [...args] });
    const { code, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals([code, text(stderr)], [0, ""], program);
    return text(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

for (const { name, script, parse, option, ask } of SHELLS) {
  Deno.test(`${name}: every command and option is there`, () => {
    for (const command of COMMANDS) {
      assert(script.includes(command.name));
      for (const { name } of optionsOf(command)) {
        assert(script.includes(option(name)), name);
      }
    }
  });

  const isThere = await output(name, ["-c", "true"]) !== undefined;

  Deno.test({
    name: `${name} takes its completions`,
    ignore: !isThere,
    async fn() {
      await using folder = await TemporaryFolder.create();
      const file = folder.path("completions");
      await Deno.writeTextFile(file, script);
      await output(name, [...parse, file]);
      if (ask(file) === "") return;
      const asked = async (line: string) => {
        const program = name === "bash"
          ? ["--norc", "-c", ask(file), "bash", line]
          : ["--no-config", "-c", ask(file), line];
        const text = await output(name, program) ?? "";
        // fish prints a description behind a tab.
        return text.trimEnd().split("\n").map((line) => line.split("\t")[0])
          .sort();
      };
      assertEquals(await asked("jet wa"), ["watch"]);
      assertEquals(await asked("jet watch --starts-w"), ["--starts-with"]);
      assertEquals(await asked("jet get --kind "), [
        "method",
        "node",
        "signal",
        "state",
      ]);
      assertEquals(await asked("jet completions "), ["bash", "fish", "zsh"]);
      const [path] = await asked("jet get hou");
      assertEquals(path.replaceAll("\\", ""), "house/door 1");
    },
  });
}
