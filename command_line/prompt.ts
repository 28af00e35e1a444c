/**
 * Input and output of a program that asks for a password.
 *
 * @module
 */
import process from "node:process";

/** Where a command asks for passwords and prints. */
export interface Terminal {
  /** Whether a person types there. */
  readonly isTerminal?: boolean;
  /** Reads one line without echo. */
  readPassword(prompt: string): Promise<string>;
  /** Prints a line of the result. */
  print(line: string): void;
  /** Prints an error; by default as {@linkcode print}. */
  printError?(line: string): void;
}

const ENTER = ["\n", "\r", "\u0004"];
const INTERRUPT = "\u0003";
const ERASE = ["\u0008", "\u007f"];

/** Ctrl-C was pressed instead of an answer to a prompt. */
export class Interrupted extends Error {
  /** Exit code, the same as for SIGINT. */
  static readonly EXIT_CODE = 130;

  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}

/**
 * Asks for a new password, of a person twice.
 *
 * @returns Nothing if it was typed in two ways.
 * @throws {Interrupted} for Ctrl-C.
 */
export async function newPassword(
  io: Terminal,
  prompt: string,
): Promise<string | undefined> {
  const password = await io.readPassword(prompt);
  if (io.isTerminal !== true) return password;
  const again = await io.readPassword("The same again: ");
  return password === again ? password : undefined;
}

// Input behind the line that was read.
let rest = "";

/**
 * Reads one line; on a terminal without echo.
 *
 * @throws {Interrupted} for Ctrl-C.
 */
export function readPassword(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  const isTerminal = stdin.isTTY === true;
  if (isTerminal) {
    // Raw mode first: no echo for keys that are pressed before the prompt.
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
          // Before finish(), which would resolve with the unfinished line.
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

/** The output of a command. */
interface TextOutput {
  write(text: string): unknown;
}

/** The standard input, with the outputs of a program. */
export function terminalOf(stdout: TextOutput, stderr: TextOutput): Terminal {
  return {
    get isTerminal() {
      return process.stdin.isTTY === true;
    },
    readPassword,
    print: (line) => stdout.write(`${line}\n`),
    printError: (line) => stderr.write(`${line}\n`),
  };
}
