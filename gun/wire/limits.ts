/**
 * Limits of what a relay accepts.
 *
 * @module
 */

/** Limits for incoming messages. */
export interface WireLimits {
  /** Characters of a message's id. */
  readonly id: number;
  /** Characters of a soul, and of a key. */
  readonly name: number;
  /** Properties of one put, in all of its nodes. */
  readonly properties: number;
  /** How far a state may be ahead of the clock, in milliseconds. */
  readonly horizon: number;
  /** Writes in the future that may be queued. */
  readonly deferred: number;
  /** Characters of their keys and values. */
  readonly deferredLength: number;
  /** Puts whose signatures are being checked. */
  readonly verifying: number;
  /**
   * Nodes and properties that a client may subscribe to; beyond that every
   * change is sent to it.
   */
  readonly subscriptions: number;
  /** Message ids remembered to drop duplicates. */
  readonly seen: number;
  /** Bytes that may be unsaved. */
  readonly unsaved: number;
}

/** The limits of a daemon. */
export const DEFAULT_LIMITS: WireLimits = {
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
