/**
 * What a relay takes at most from one peer.
 *
 * @module
 */

/** Limits for what comes from outside. */
export interface Limits {
  /** Characters of a message's id. */
  readonly id: number;
  /** Characters of a soul, and of a key. */
  readonly name: number;
  /** Properties of one put, in all of its nodes. */
  readonly properties: number;
  /** How far a state may be ahead of the clock, in milliseconds. */
  readonly horizon: number;
  /** Puts that may wait for their time to come. */
  readonly deferred: number;
  /** Characters that the values of waiting puts may have. */
  readonly deferredLength: number;
  /** Puts whose signatures are being checked. */
  readonly verifying: number;
  /**
   * Nodes and properties that a peer may subscribe to; one that wants more is
   * told of everything.
   */
  readonly subscriptions: number;
  /** Ids remembered at a time, so that no message is taken twice. */
  readonly seen: number;
  /** Bytes that may wait to become durable. */
  readonly unsaved: number;
}

/** What is good for a daemon. */
export const DEFAULT_LIMITS: Limits = {
  id: 256,
  name: 8192,
  properties: 200_000,
  horizon: 10 * 60_000,
  deferred: 100_000,
  deferredLength: 1 << 26,
  verifying: 20_000,
  subscriptions: 100_000,
  seen: 1_000_000,
  unsaved: 1 << 27,
};
