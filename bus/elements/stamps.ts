/**
 * When elements changed last: the daemon's time, and the number of the change.
 *
 * @module
 */

import type { Restriction } from "./restriction.ts";

/** An element that was removed. */
export interface RemovedElement {
  readonly path: string;
  /** Number of its removal. */
  readonly revision: number;
  /** Who was allowed to know it; `null`: everybody. */
  readonly restriction: Restriction | null;
}

/** The time, and the number of the last change. */
export class Stamps {
  /** Number of the last change. */
  revision = 0;
  /** The time while a kept value is restored; otherwise it is now. */
  now: number | undefined;
  /** Called for each element that is removed; nothing by default. */
  onRemoved: ((element: RemovedElement) => void) | undefined;
}
