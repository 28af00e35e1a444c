import { assert, assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { SETTINGS } from "../../daemon/options/table.ts";
import { ROOT } from "../support/runtimes.ts";

/** The cells of the tables of a document, by row. */
async function rowsOf(file: string): Promise<string[][]> {
  const text = await Deno.readTextFile(ROOT + file);
  return text.split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim()));
}

/** The option of a limit; its name, if there is no option. */
function optionOf(name: string): string {
  const setting = name.replace(/\.(.)/, (_, first) => first.toUpperCase());
  if (!Object.hasOwn(SETTINGS, setting)) return name;
  return `--${setting.replace(/[A-Z]/g, "-$&").toLowerCase()}`;
}

/** What the docs write for a limit. */
function textsOf(name: string, limit: number): string[] {
  const [whole, unit] = limit >= 2 ** 30
    ? [limit / 2 ** 30, "GiB"]
    : limit >= 2 ** 20
    ? [limit / 2 ** 20, "MiB"]
    : [limit / 2 ** 10, "KiB"];
  const bytes = name === "maxMessage"
    ? `1 MiB + ${(limit - 2 ** 20) / 2 ** 10} KiB`
    : `${whole} ${unit}`;
  return [bytes, `${limit} s`, limit.toLocaleString("en")];
}

Deno.test("docs/security.md has every limit with its option and its default", async () => {
  const rows = await rowsOf("docs/security.md");
  await using daemon = new Daemon({ gun: { store: ":memory:" } });
  const wrong: string[] = [];
  for (const [name, { limit }] of Object.entries(daemon.limits)) {
    const option = `\`${optionOf(name)}\``;
    const found = rows.some(([, options = "", defaults = ""]) => {
      const at = options.split(";").findIndex((one) => one.trim() === option);
      const written = defaults.split(";")[at]?.trim() ?? "";
      return at >= 0 &&
        textsOf(name, limit).some((text) =>
          written === text || written.startsWith(`${text} in memory`)
        );
    });
    if (!found) wrong.push(`${option} ${textsOf(name, limit)[2]}`);
  }
  assertEquals(wrong, []);
  assert(Object.keys(daemon.limits).length > 20);
});
