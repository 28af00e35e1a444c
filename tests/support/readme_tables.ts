/**
 * Tables of `protocol/README.md` whose rows are tested.
 *
 * @module
 */

const README = new URL("../../protocol/README.md", import.meta.url);

/** The rows of the table that begins with these column heads. */
export async function tableOf(...heads: string[]): Promise<string[][]> {
  const lines = (await Deno.readTextFile(README)).split("\n");
  const first = lines.findIndex((line) =>
    line.startsWith(`| ${heads.join(" | ")} |`)
  );
  const rows: string[][] = [];
  for (const line of lines.slice(first + 2)) {
    if (!line.startsWith("| ")) break;
    rows.push(line.slice(2, -2).split(" | "));
  }
  return rows;
}

/** The JSON value in a cell. */
export function valueIn(cell: string): unknown {
  return JSON.parse(cell.replaceAll("`", ""));
}
