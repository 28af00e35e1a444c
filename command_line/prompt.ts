/**
 * Talks to whoever runs the program.
 *
 * @module
 */
import process from "node:process";
import type { UsersCommandIo } from "../daemon/users/command.ts";

const ENTER = ["\n", "\r", "\u0004"];
const INTERRUPT = "\u0003";
const ERASE = ["\u0008", "\u007f"];

/** Ctrl-C was pressed where a line was asked for. */
export class Interrupted extends Error {
  /** What a shell is told then, as if it had been a signal. */
  static readonly EXIT_CODE = 130;

  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}

// What came behind the line that was read.
let rest = "";

/**
 * Reads one line; on a terminal it is not shown.
 *
 * @throws {Interrupted} for Ctrl-C.
 */
function readLine(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  const isTerminal = stdin.isTTY === true;
  if (isTerminal) {
    // In this order: whoever types at once must not see it either.
    stdin.setRawMode(true);
    stderr.write(prompt);
  }
  stdin.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    let line = "";
    const finish = () => {
      stdin.off("data", take).off("end", finish).pause();
      if (isTerminal) {
        stdin.setRawMode(false);
        stderr.write("\n");
      }
      resolve(line);
    };
    const take = (text: string) => {
      let at = 0;
      for (const key of text) {
        at += key.length;
        if (ENTER.includes(key)) {
          rest = text.slice(at);
          return finish();
        }
        if (isTerminal && key === INTERRUPT) {
          // First: what was typed so far must not be taken.
          reject(new Interrupted());
          return finish();
        }
        line = isTerminal && ERASE.includes(key)
          ? line.slice(0, -1)
          : line + key;
      }
    };
    stdin.on("data", take).on("end", finish);
    const before = rest;
    rest = "";
    if (before !== "") take(before);
    stdin.resume();
  });
}

/** Standard input, output and error. */
export const terminal: UsersCommandIo = {
  readPassword: readLine,
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
};
