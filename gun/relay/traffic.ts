/**
 * What a relay has done, for metrics.
 *
 * @module
 */

/** Counts of a relay; they grow only. */
export class RelayTraffic {
  /** Messages of apps and linked relays. */
  messages = 0;
  /** Properties that were changed. */
  changes = 0;
}

/** Figures of a relay. */
export interface RelayFigures extends Readonly<RelayTraffic> {
  /** Bytes of the nodes in memory. */
  readonly memory: number;
}

/** The figures of a relay; zeros for one that has not been started. */
export function figuresOf(
  relay: { readonly traffic: RelayTraffic; readonly memory: number } | null,
): RelayFigures {
  const { messages = 0, changes = 0 } = relay?.traffic ?? {};
  return { messages, changes, memory: relay?.memory ?? 0 };
}
