/**
 * Notices that wait until a congested peer has read more.
 *
 * @module
 */
import type { NoticeKind } from "../../protocol/extras.ts";
import type { Subject } from "../elements/watcher.ts";

const META = 1;
const STALE = 2;
const PRESENCE = 4;

/** Of each subject, which notices wait: they are sent as things are then. */
export class DeferredNotices {
  readonly #waiting = new Map<Subject, number>();

  /** Adds a notice. */
  add(kind: NoticeKind, subject: Subject): void {
    const bits = this.#waiting.get(subject) ?? 0;
    if (kind === "meta") this.#set(subject, bits | META);
    else if (kind === "stale") this.#set(subject, bits | STALE);
    // Back from an absence that was not reported yet: nothing to report.
    else this.#set(subject, bits ^ PRESENCE);
  }

  #set(subject: Subject, bits: number): void {
    if (bits === 0) this.#waiting.delete(subject);
    else this.#waiting.set(subject, bits);
  }

  /** Deletes the notices of a subject. */
  delete(subject: Subject): void {
    this.#waiting.delete(subject);
  }

  /**
   * Sends what waits and still holds.
   *
   * @param send Returns `false` if it can't send now.
   * @returns Whether nothing is left.
   */
  flush(send: (kind: NoticeKind, subject: Subject) => boolean): boolean {
    for (const [subject, bits] of this.#waiting) {
      if (bits & META && !send("meta", subject)) return false;
      if (bits & PRESENCE) {
        const kind = subject.extras?.away === true ? "away" : "back";
        if (!send(kind, subject)) return this.#left(subject, bits & ~META);
      }
      if (bits & STALE && subject.extras?.stale === true) {
        if (!send("stale", subject)) return this.#left(subject, STALE);
      }
      this.#waiting.delete(subject);
    }
    return true;
  }

  #left(subject: Subject, bits: number): false {
    this.#waiting.set(subject, bits);
    return false;
  }
}
