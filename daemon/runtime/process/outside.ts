/**
 * What the daemon as a program has around it.
 *
 * @module
 */
import type { Environment } from "../../../command_line/arguments.ts";

/** The signals that the program handles. */
export const HANDLED_SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;
/** A signal that the program handles. */
export type HandledSignal = typeof HANDLED_SIGNALS[number];

/** Takes text. */
export interface TextOutput {
  write(text: string): unknown;
}

/** Where a program writes text. */
export interface TextOutputs {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
}

/** What the program reads, where it writes, and what ends it. */
export interface ProgramProcess extends TextOutputs {
  readonly env: Environment;
  /** Its process. */
  readonly pid: number;
  /** Calls back for each signal that is not the program's immediate end. */
  onSignal(listener: (signal: HandledSignal) => void): void;
  /** Calls back for each unhandled rejection, which then ends nothing. */
  onUnhandledRejection(listener: (reason: unknown) => void): void;
  /** Ends the program, whatever it still has open. */
  exit(code: number): void;
}

/** The process that the program has to itself. */
export interface OwnProcess extends ProgramProcess {
  /** The words of its command line. */
  readonly args: readonly string[];
  /** Sets the exit code with which it ends when it has nothing more to do. */
  endWith(code: number): void;
}
