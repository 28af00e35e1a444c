/**
 * What a bus learns of its sessions.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";

/** What a session reports to its bus. */
export interface SessionEvents<Session> {
  /** The session has ended. */
  ended(session: Session, reason: string): void;
  /** The handling of a message failed by a bug of the daemon. */
  failed(session: Session, error: unknown): void;
  /** A request was refused without an answer; once for each path or reason. */
  unanswered(session: Session, fault: Fault): void;
  /** The output of a peer that does not read grew by `bytes`. */
  backlogGrown(bytes: number): void;
}
