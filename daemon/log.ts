/**
 * The log of the daemon as a program.
 *
 * @module
 */
import { Failure, firstLineOf } from "../command_line/errors.ts";
import { printable } from "../command_line/printable.ts";
import { StoreLocked } from "../store/lock.ts";
import { StoreUnwritable } from "../store/unwritable.ts";
import { builtins } from "./runtime/builtins.ts";
import type { TextOutputs } from "./runtime/process/outside.ts";
import type { Daemon } from "./daemon.ts";
import type { PeerInfo } from "./events.ts";
import { LOG_LEVELS, type LogLevel } from "./options/log_options.ts";
import type { LogOptions } from "./options/log_options.ts";

/** Longest line of the log, and most lines of one message. */
const MAX_LINE_LENGTH = 2000;
const MAX_LINES = 50;

/** Members of a line in JSON, beside time, level and message. */
export type LogFields = Readonly<Record<string, string>>;

/** Writes a message at a level. */
export type Log = (
  level: LogLevel,
  message: string,
  fields?: LogFields,
) => void;

/** A log. */
export interface OpenLog {
  readonly log: Log;
  /** Opens the file again: another program may have moved it. */
  reopen(): void;
}

/**
 * Opens a log.
 *
 * @param outputs What it is written to without a file.
 * @throws {Error} if its file can't be written.
 */
export function openLog(
  { level, format, file }: LogOptions,
  { stdout, stderr }: TextOutputs,
): OpenLog {
  const limit = LOG_LEVELS.indexOf(level);
  let fd = file === undefined
    ? undefined
    : builtins.files.openSync(file, "a", 0o640);
  const write = (line: string, isTrouble: boolean) => {
    if (fd !== undefined) {
      try {
        builtins.files.writeSync(fd, line);
        return;
      } catch {
        // A full disk must not end the daemon.
      }
    }
    (isTrouble ? stderr : stdout).write(line);
  };
  const log: Log = (level, message, fields) => {
    if (LOG_LEVELS.indexOf(level) > limit) return;
    const time = new Date().toISOString();
    const line = format === "json"
      ? JSON.stringify({ time, level, message: bounded(message), ...fields })
      : `${time} ${level} ${logText(message)}`;
    write(`${line}\n`, level === "error" || level === "warn");
  };
  return {
    log,
    reopen() {
      if (file === undefined) return;
      try {
        const next = builtins.files.openSync(file, "a", 0o640);
        if (fd !== undefined) builtins.files.closeSync(fd);
        fd = next;
      } catch (error) {
        log("error", `the log stays where it is: ${firstLineOf(error)}`);
      }
    },
  };
}

function bounded(message: string): string {
  return message.slice(0, MAX_LINE_LENGTH * MAX_LINES);
}

/**
 * A message without anything that could feign another one: it has texts of
 * peers in it. Lines after the first, of stack traces, are indented.
 */
function logText(message: string): string {
  return message.split("\n", MAX_LINES).map((line) => {
    const text = line.trim();
    return text.length <= MAX_LINE_LENGTH
      ? printable(text)
      : `${printable(text.slice(0, MAX_LINE_LENGTH))}…`;
  }).join("\n    ");
}

function nameOf({ transport, remote, name }: PeerInfo): string {
  const own = name === "" ? "" : ` ${JSON.stringify(name)}`;
  return `${transport} peer ${remote}${own}`;
}

function fieldsOf({ transport, remote, name }: PeerInfo): LogFields {
  return { transport, remote, ...name === "" ? {} : { peer: name } };
}

/** Logs the events of a daemon. */
export function logEvents(daemon: Daemon, log: Log): void {
  daemon.addEventListener("connect", (event) => {
    const { peer } = event.detail;
    log(
      "debug",
      `${peer.transport} peer ${peer.remote} connected`,
      { event: "connect", ...fieldsOf(peer) },
    );
  });
  daemon.addEventListener("disconnect", (event) => {
    const { peer, reason } = event.detail;
    log(
      reason.startsWith("closed") ? "debug" : "info",
      `${nameOf(peer)} disconnected: ${reason}`,
      { event: "disconnect", ...fieldsOf(peer), reason },
    );
  });
  daemon.addEventListener("warning", (event) => {
    const { message, peer, urgent } = event.detail;
    const text = peer === undefined ? message : `${nameOf(peer)}: ${message}`;
    const fields = peer === undefined ? {} : fieldsOf(peer);
    log(urgent ? "warn" : "info", text, { event: "warning", ...fields });
  });
  daemon.addEventListener("error", (event) => {
    log("error", errorText(event.error));
  });
}

/** An error; where it was thrown matters only for faults of the program. */
function errorText(error: unknown): string {
  if (error instanceof StoreUnwritable) return error.description;
  if (error instanceof StoreLocked || error instanceof Failure) {
    return error.message;
  }
  return error instanceof Error ? `${error.stack}` : String(error);
}
