import { assertEquals } from "@std/assert";
import { COMMANDS } from "../../cli/commands.ts";
import { flagName } from "../../command_line/option.ts";
import * as codes from "../../protocol/errors/codes.ts";
import {
  PATH_LIST_RULES,
  PATH_TEXT_RULES,
} from "../../protocol/rules/path_names.ts";
import { ROOT } from "../support/runtimes.ts";

const RULES = [...PATH_TEXT_RULES, ...PATH_LIST_RULES].map(([rule]) => rule);

/** Which texts a document does not have, and its name. */
async function missingIn(
  file: string,
  texts: readonly string[],
): Promise<string[]> {
  const document = await Deno.readTextFile(ROOT + file);
  return texts.filter((text) => !document.includes(text))
    .map((text) => `${text} in ${file}`);
}

Deno.test("the documents that list the path rules have each of them", async () => {
  const names = RULES.map((rule) => `\`${rule}\``);
  // One row has the rules with a text and, as "each with `-not`", their contraries.
  const flags = RULES.filter((rule) => rule !== "matches")
    .map((rule) => `\`--${flagName(rule.replace(/Not(?!OneOf)/, ""))}\``);
  assertEquals(
    (await Promise.all([
      missingIn("docs/http.md", names),
      missingIn("docs/peer.md", names),
      missingIn("protocol/BINARY.md", names),
      missingIn("docs/tools.md", flags),
    ])).flat(),
    [],
  );
});

Deno.test("the documents of the protocol have each code of the daemon", async () => {
  const numbers = Object.values(codes).map(String);
  assertEquals(
    (await Promise.all([
      missingIn("protocol/BINARY.md", numbers),
      missingIn("protocol/README.md", numbers),
    ])).flat(),
    [],
  );
});

Deno.test("docs/tools.md lists every command of jet", async () => {
  const document = await Deno.readTextFile(`${ROOT}docs/tools.md`);
  const rows = document.split("\n").filter((line) => line.startsWith("| [`"));
  const missing = COMMANDS.map(({ name }) => name)
    .filter((name) => !rows.some((row) => row.includes(`\`${name}\``)));
  assertEquals(missing, []);
});
