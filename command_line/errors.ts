/**
 * Errors that end a command, and exit codes.
 *
 * @module
 */
import { messageOf } from "../base/narrowing.ts";

/** Exit codes of a command. */
export const ExitCode = {
  /** Success. */
  ok: 0,
  /** The operation failed. */
  failed: 1,
  /** The command line is invalid. */
  usage: 2,
} as const;

/** Signals that end a command, and their numbers: the exit code is 128 more. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
/** One of the signals that end a command. */
export type SignalName = keyof typeof SIGNALS;
/** Names of the signals that end a command. */
export const SIGNAL_NAMES: readonly SignalName[] = [
  "SIGHUP",
  "SIGINT",
  "SIGTERM",
];

/** The command line, a variable or a file of options is invalid. */
export class UsageError extends Error {
  /** @param message What is wrong with it. */
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** The operation failed, but not by a fault of the program. */
export class Failure extends Error {
  /** @param message What failed, in one line. */
  constructor(message: string) {
    super(message);
    this.name = "Failure";
  }
}

/** Abort reason of a command that ends without an error message. */
export class Stopped extends Error {
  /** The exit code. */
  readonly code: number;

  /** @param why A signal, or a closed pipe at the output. */
  constructor(why: SignalName | "closed pipe") {
    super(why);
    this.name = "Stopped";
    this.code = why === "closed pipe" ? ExitCode.ok : 128 + SIGNALS[why];
  }
}

/** The first line of an error message. */
export function firstLineOf(thrown: unknown): string {
  return messageOf(thrown).split("\n")[0];
}

/** Whether a write failed because the reader of a pipe has gone. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
