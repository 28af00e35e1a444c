/**
 * The commands that stand in the documents.
 *
 * A block of `console` has commands behind `$ ` and what they print; `…` stands
 * for anything, a `^C` ends the command before it. A block of `sh` has commands
 * for the reader's own machine: their syntax and the files they name are checked. A block of `sh fragment` or
 * `console fragment` is not run.
 *
 * @module
 */
import { ROOT } from "../support/runtimes.ts";

/** A command, and what a terminal shows of it. */
export interface Command {
  /** Without the `&` of one that goes on in the background. */
  readonly line: string;
  /** Undefined in a block of `sh`. */
  readonly output: string | undefined;
  /** Whether it runs until it is interrupted. */
  readonly interrupted: boolean;
}

/** A block of commands. */
export interface ShellBlock {
  /** Where it stands: `docs/tools.md:88`. */
  readonly place: string;
  readonly document: string;
  readonly commands: readonly Command[];
}

const BLOCK = /^```(sh|console)( fragment)?\n(.*?)^```$/gms;

/** Reads the blocks of all documents; `docs/http.md` has a test of its own. */
export async function readShellBlocks(): Promise<
  { blocks: ShellBlock[]; fragments: number }
> {
  const documents = ["README.md"];
  for await (const { name } of Deno.readDir(`${ROOT}docs`)) {
    if (name.endsWith(".md")) documents.push(`docs/${name}`);
  }
  const blocks: ShellBlock[] = [];
  let fragments = 0;
  for (const document of documents.sort()) {
    const text = await Deno.readTextFile(ROOT + document);
    for (const { index, 1: kind, 2: part, 3: code } of text.matchAll(BLOCK)) {
      if (part !== undefined) fragments++;
      else if (document !== "docs/http.md") {
        const line = text.slice(0, index).split("\n").length;
        blocks.push({
          place: `${document}:${line}`,
          document,
          commands: kind === "sh" ? commandsOf(code) : dialogueOf(code),
        });
      }
    }
  }
  return { blocks, fragments };
}

function commandsOf(code: string): Command[] {
  return code.replaceAll("\\\n", " ").trim().split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .map((line) => ({ line, output: undefined, interrupted: false }));
}

function dialogueOf(code: string): Command[] {
  return code.split(/^\$ /m).slice(1).map((part) => {
    const [line, ...output] = part.trimEnd().split("\n");
    const interrupted = output.at(-1) === "^C";
    if (interrupted) output.pop();
    return {
      line: line.replace(/ &$/, ""),
      output: output.join("\n"),
      interrupted,
    };
  });
}

/** Sequences that move the cursor or set colours. */
const ESCAPES = new RegExp(
  `${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`,
  "g",
);

/**
 * The lines that the document shows and the terminal does not, in that order.
 * Digits stand for any digits: times, rates and ports differ. Other lines may
 * stand between them.
 */
export function missingLines(output: string, expected: string): string[] {
  const shown = plain(output).split("\n");
  let from = 0;
  return plain(expected).split("\n").filter((line) => {
    const parts = line.split("…").map((part) =>
      part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    );
    const pattern = new RegExp(`^${parts.join(".*")}$`);
    const index = shown.findIndex((line, at) =>
      at >= from && pattern.test(line)
    );
    if (index === -1) return line !== "";
    from = index + 1;
    return false;
  });
}

function plain(text: string): string {
  return text.replace(ESCAPES, "").replaceAll("\r", "\n")
    .replace(/\d+([.,  ]\d+)*/g, "0")
    // Lines of trees, bars, and plurals depend on what else is there.
    .replace(/[│├└─]+/g, "").replace(/\[[# ]+\]/g, "[#]")
    .replace(/\b(node|state|method)s\b/g, "$1").replace(/, 0 signals?$/gm, "")
    .replace(/[ \t]+/g, " ").replace(/^ +| +$/gm, "").trim();
}
