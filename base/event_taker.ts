/**
 * Listeners of typed events.
 *
 * @module
 */

/** What listens to one kind of events. */
export type EventTaker<E extends Event> =
  | ((event: E) => void)
  | { handleEvent(event: E): void };
