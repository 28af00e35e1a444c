/** What is counted in the text of the product. */
import { ROOT } from "../support/runtimes.ts";

/** Lines that a file of the product has at most. */
export const MAX_LINES = 450;

/** Words whose sentences have a somebody for their subject. */
const VAGUE = /\b(nobody|somebody|whoever|told|hears)\b/gi;

/** Names that the field has better words for. */
const PRIVATE_NAMES =
  /\b(Doer|Asking|Returning|Ahead|Intake|Told|Guess|recognise|GunPeer|PATIENCE|LONGEST|fallBehind|catchUp|letIn|comeBack|hopeless|unlook|takeFetchId|giveFetchId)\b/g;

/** A function and its length in lines. */
export interface FunctionLength {
  readonly name: string;
  readonly lines: number;
}

// A function or method as `deno fmt` writes it: its head at some indentation,
// its end a brace at the same.
const HEAD =
  /^( *)(?:(?:export|default|async|static|override|protected|private|public|get|set|abstract) )*(?:function\*? )?([#\w]+)(?:<.*>)?\(.*$/;
const NOT_FUNCTIONS = ["if", "for", "while", "switch", "catch", "return"];

/** Finds the longest function of a file that is formatted by `deno fmt`. */
export function longestFunction(file: string, text: string): FunctionLength {
  const lines = text.split("\n");
  let longest: FunctionLength = { name: file, lines: 0 };
  for (let i = 0; i < lines.length; i++) {
    const head = HEAD.exec(lines[i]);
    if (head === null || NOT_FUNCTIONS.includes(head[2])) continue;
    const [, indent, name] = head;
    // The signature ends with an opening brace, on this line or a later one.
    let open = i;
    while (
      open < lines.length && !/^ *(?:\).*)?\{$|\{$/.test(lines[open]) &&
      !/;$/.test(lines[open])
    ) open++;
    if (open === lines.length || lines[open].endsWith(";")) continue;
    // A method of an object literal ends with a comma.
    const rest = lines.slice(open + 1);
    const end = rest.findIndex((line) =>
      /^}[,;)]*$/.test(line.slice(indent.length)) &&
      line.startsWith(`${indent}}`)
    );
    if (end === -1) continue;
    const length = open + 1 + end - i + 1;
    if (length > longest.lines) longest = { name, lines: length };
  }
  return longest;
}

/** Counts vague words and private names by top-level folder. */
export async function vagueWords(): Promise<Map<string, number>> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "*.ts", "*.tsx", "*.md"],
    cwd: ROOT,
  }).output();
  const counts = new Map<string, number>();
  for (const file of new TextDecoder().decode(stdout).split("\n")) {
    // A table of old names quotes them.
    if (file === "" || file === "docs/renamed.md") continue;
    if (file.startsWith("tests/house/")) continue;
    const text = await Deno.readTextFile(ROOT + file);
    const found = (text.match(VAGUE)?.length ?? 0) +
      (text.match(PRIVATE_NAMES)?.length ?? 0);
    const folder = file.includes("/") ? file.slice(0, file.indexOf("/")) : ".";
    counts.set(folder, (counts.get(folder) ?? 0) + found);
  }
  return counts;
}
