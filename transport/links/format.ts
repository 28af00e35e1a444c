/**
 * The format of the messages on a connection.
 *
 * @module
 */
import type { LinkTiming } from "./input_progress.ts";

/** Limits of the messages that a connection accepts. */
export interface MessageLimits {
  /** Maximum length of a message, in bytes. */
  readonly maxMessage: number;
  /**
   * Up to this length, in bytes, a longer message is refused and skipped; the
   * connection ends at still longer ones. Not known to a runtime's WebSockets.
   */
  readonly maxSkipped?: number;
  /** Time limits and pings; none if not given. */
  readonly timing?: LinkTiming;
}

/** How the messages of a connection are framed. */
export interface Format extends MessageLimits {
  /** Whether it is binary Jet, and not JSON. */
  readonly binary: boolean;
}
