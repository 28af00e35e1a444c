/**
 * What a membership is given: how the member behaves, and what is called.
 *
 * @module
 */
import type { DirectoryEvents } from "./directory.ts";

/** How a member behaves. */
export interface MembershipOptions {
  /** Name of the daemon. */
  readonly name: string;
  readonly version: string;
  /** Epoch of its revisions. */
  readonly epoch: string;
  readonly separator: string;
  readonly open: boolean;
  readonly leaseMs: number;
  /**
   * Whether the log may have been lost while there were members: then an empty
   * one says nothing.
   */
  readonly mayBeLost: boolean;
}

/** Called for each change of the membership. */
export interface MembershipEvents extends DirectoryEvents {
  /** The join is about to be appended: who has applied it may send messages. */
  joining(): void;
  /** The member is one now; the directory is that of its join. */
  entered(): void;
  /** The membership has ended: the daemon must not serve any peer. */
  fenced(reason: string): void;
  /** The directory is empty again. */
  cleared(): void;
  /** It is one until this moment of the clock's `monotonic`, if not longer. */
  renewed(end: number): void;
  /** An entry has been applied. */
  applied(): void;
  /** Why the daemon could not join; it is tried again. */
  waiting(error: unknown): void;
  failed(error: unknown): void;
}
