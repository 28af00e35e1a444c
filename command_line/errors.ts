/**
 * Ways in which a command ends early, and the exit codes that tell of them.
 *
 * @module
 */

/** What a shell is told when a command ends. */
export const ExitCode = {
  /** All is well. */
  ok: 0,
  /** The operation failed. */
  failed: 1,
  /** The command line makes no sense. */
  usage: 2,
} as const;

/** Signals that end a command, and what is added to 128 for the exit code. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
/** One of the signals that end a command. */
export type SignalName = keyof typeof SIGNALS;
/** Names of the signals that end a command. */
export const SIGNAL_NAMES: readonly SignalName[] = [
  "SIGHUP",
  "SIGINT",
  "SIGTERM",
];

/** The command line makes no sense. */
export class UsageError extends Error {
  /** @param message What is wrong with it. */
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** The operation failed, for a reason that is no mistake of the program. */
export class Failure extends Error {
  /** @param message What failed, in one line. */
  constructor(message: string) {
    super(message);
    this.name = "Failure";
  }
}

/** What a command is aborted with: there is nothing to complain about. */
export class Stopped extends Error {
  /** The exit code. */
  readonly code: number;

  /** @param why A signal, or that nobody reads the output any more. */
  constructor(why: SignalName | "closed pipe") {
    super(why);
    this.name = "Stopped";
    this.code = why === "closed pipe" ? ExitCode.ok : 128 + SIGNALS[why];
  }
}

/** What was thrown, in one line for the user. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split("\n")[0];
}
