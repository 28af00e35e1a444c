import { assertEquals } from "@std/assert";
import {
  PATH_LIST_RULES,
  PATH_TEXT_RULES,
} from "../../protocol/rules/path_names.ts";
import { ROOT } from "../support/runtimes.ts";

const DOCUMENTS = ["docs/http.md", "docs/peer.md", "protocol/BINARY.md"];

Deno.test("the documents that list the path rules have each of them", async () => {
  const missing: string[] = [];
  for (const file of DOCUMENTS) {
    const text = await Deno.readTextFile(ROOT + file);
    for (const [rule] of [...PATH_TEXT_RULES, ...PATH_LIST_RULES]) {
      if (!text.includes(`\`${rule}\``)) missing.push(`${rule} in ${file}`);
    }
  }
  assertEquals(missing, []);
});
