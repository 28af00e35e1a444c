/**
 * Changes of a directory that wait until they are shown: an entry of the log is
 * applied to the directory in one piece, what follows from it in slices.
 *
 * @module
 */
import type {
  DirectoryEvents,
  LeaveReason,
  Member,
  Place,
} from "./directory.ts";

/** Changes in their order. */
export class DirectoryChanges implements DirectoryEvents {
  readonly #events: DirectoryEvents;
  #waiting: (() => void)[] = [];

  /** @param events Called when the changes are taken. */
  constructor(events: DirectoryEvents) {
    this.#events = events;
  }

  joined(member: Member): void {
    this.#waiting.push(() => this.#events.joined(member));
  }

  left(member: Member, reason: LeaveReason): void {
    this.#waiting.push(() => this.#events.left(member, reason));
  }

  placed(place: Place): void {
    this.#waiting.push(() => this.#events.placed(place));
  }

  removed(place: Place): void {
    this.#waiting.push(() => this.#events.removed(place));
  }

  given(former: Place, place: Place): void {
    this.#waiting.push(() => this.#events.given(former, place));
  }

  /** What notifies of the changes that wait; they do no more. */
  take(): readonly (() => void)[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
