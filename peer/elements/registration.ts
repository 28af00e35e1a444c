/**
 * One element of a peer, as the peer keeps it through reconnects.
 *
 * @module
 */
import type { Backoff } from "../../base/backoff.ts";
import { ignore } from "../../base/narrowing.ts";
import type { HostedElement } from "./host.ts";

/** See the module. */
export class Registration {
  readonly element: HostedElement;
  /** Whether `add` was sent on the link of now. */
  sent = false;
  /** Whether the daemon has it now, and whether it ever had. */
  added = false;
  known = false;
  done: PromiseWithResolvers<void> = settled();
  /** Restores the value that a state had when the connection was lost. */
  restore: (() => boolean) | undefined;
  /** Pauses between attempts; `undefined`: there has been one only. */
  backoff: Backoff | undefined;
  /** Takes the next attempt back. */
  cancel: () => void = ignore;

  constructor(element: HostedElement) {
    this.element = element;
  }
}

/** A promise whose rejection counts as handled. */
export function settled(): PromiseWithResolvers<void> {
  const deferred = Promise.withResolvers<void>();
  deferred.promise.catch(ignore);
  return deferred;
}
