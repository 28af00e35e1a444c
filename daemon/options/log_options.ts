/**
 * Options of the log.
 *
 * @module
 */

/** Levels of the log; each includes those before it. */
export const LOG_LEVELS = ["off", "error", "warn", "info", "debug"] as const;
/** One of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** Forms of the log: lines to read, or an object in JSON a line. */
export const LOG_FORMATS = ["text", "json"] as const;

/** What is logged, how and where. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: typeof LOG_FORMATS[number];
  /** Its file; `undefined`: standard output, and standard error for trouble. */
  readonly file: string | undefined;
}
