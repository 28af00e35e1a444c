/**
 * What is wrong with a users file.
 *
 * @module
 */
import { messageOf } from "../../base/narrowing.ts";

/**
 * The users file can't be used. The message is one line that names the file;
 * it never contains anything of a password or a hash.
 */
export class UserFileError extends Error {
  /** What is wrong with the file. */
  readonly reason: "missing" | "exists" | "unreadable" | "layout" | "unwritten";

  /**
   * Makes the error.
   *
   * @param message One line that names the file.
   * @param reason What is wrong with it.
   */
  constructor(message: string, reason: UserFileError["reason"]) {
    super(message);
    this.name = "UserFileError";
    this.reason = reason;
  }
}

/** The text is not a users file. */
export class LayoutError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LayoutError";
  }
}

/** The code of an error of the system. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** The first line of an error's message. */
export function reasonOf(error: unknown): string {
  const message = messageOf(error);
  return message.split("\n")[0];
}
