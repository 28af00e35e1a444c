/**
 * Changes of a directory that wait until they are shown: an entry of the log is
 * applied to the directory in one piece, what follows from it in slices.
 *
 * @module
 */
import type { Space } from "../bus/space/space.ts";
import { andThen, type Work } from "../base/turns.ts";
import type {
  DirectoryEvents,
  LeaveReason,
  Member,
  Place,
} from "./directory.ts";

/** Notifies of a change; returns what is left to do until the next one. */
export type Change = () => Work | undefined;

/** Changes in their order. */
export class DirectoryChanges implements DirectoryEvents {
  readonly #events: DirectoryEvents;
  readonly #space: Pick<Space, "clearing">;
  #waiting: Change[] = [];

  /** @param events Called when the changes are taken. */
  constructor(events: DirectoryEvents, space: Pick<Space, "clearing">) {
    this.#events = events;
    this.#space = space;
  }

  joined(member: Member): void {
    this.#hold(() => this.#events.joined(member));
  }

  left(member: Member, reason: LeaveReason): void {
    this.#hold(() => this.#events.left(member, reason));
  }

  placed(place: Place): void {
    this.#waiting.push(() => {
      const show = () => this.#events.placed(place);
      // Of members that have ended much may be left below it.
      const clearing = this.#space.clearing(place.claim.path);
      if (clearing !== null) return andThen(clearing, show);
      show();
      return undefined;
    });
  }

  removed(place: Place): void {
    this.#hold(() => this.#events.removed(place));
  }

  given(former: Place, place: Place): void {
    this.#hold(() => this.#events.given(former, place));
  }

  #hold(show: () => void): void {
    this.#waiting.push(() => {
      show();
      return undefined;
    });
  }

  /** Notifies of all changes that wait in one piece, before peers are served. */
  showAll(): void {
    for (const show of this.take()) {
      const work = show();
      while (work?.proceed() === false);
    }
  }

  /** What notifies of the changes that wait; they do no more. */
  take(): readonly Change[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
