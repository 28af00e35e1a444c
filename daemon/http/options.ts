/**
 * What connections of HTTP need of their daemon.
 *
 * @module
 */
import type { Turns } from "../../base/turns.ts";
import type { UnreadLimits } from "../../bus/limits/backlogs.ts";
import type { MessageLimits } from "../../transport/links/format.ts";
import type { Serve } from "./raw_upgrade.ts";

/** See the module. */
export interface HttpOptions {
  /** Answers requests. */
  readonly serve: Serve;
  /** Slices in which they are answered. */
  readonly turns: Turns;
  /**
   * Limits of WebSockets, and of bodies; the time limits are those of all.
   */
  readonly limits: MessageLimits;
  /**
   * Counts a connection up to its end or its upgrade.
   *
   * @param remote Address and port of the client.
   * @returns What ends the count, or why the connection is refused.
   */
  readonly admit: (remote: string) => (() => void) | string;
  /** Limits of responses that clients do not read. */
  readonly unread: UnreadLimits;
}
