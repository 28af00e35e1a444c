/**
 * Turns the notifications of a fetch into items for the program. A tracker
 * keeps what it has delivered, so a reconnect delivers only the differences.
 *
 * @module
 */
import type { Entry } from "./entry.ts";

/** Turns notifications into items; an item is what a program gets. */
export interface Tracker<T, Item> {
  /**
   * A new fetch begins; everything is reported again. Until
   * {@linkcode Tracker.settled} what is missing counts as still there, and so
   * does what is removed: its owner may be about to come back.
   */
  begin(): void;
  /** Takes a notification and returns its items, in order. */
  receive(params: Record<string, unknown>): Item[];
  /** Everything has been reported that is there: what is missing is gone. */
  settled(): Item[];
  /** The items for a listener that is added now. */
  known(): Item[];
  /** The elements that match now. */
  entries(): Entry<T>[];
}
