/**
 * Listeners of typed events.
 *
 * @module
 */

/** What listens to one kind of events. */
export type EventTaker<E extends Event> =
  | ((event: E) => void)
  | { handleEvent(event: E): void };

/**
 * How a listener is added; as `AddEventListenerOptions`, whose name only the
 * types of browsers have.
 */
export interface EventTakerOptions {
  /** Whether it listens while the event is on its way to its target. */
  capture?: boolean;
  /** Whether it is removed after its first event. */
  once?: boolean;
  /** Whether it never prevents what the event does by default. */
  passive?: boolean;
  /** Removes it. */
  signal?: AbortSignal;
}
