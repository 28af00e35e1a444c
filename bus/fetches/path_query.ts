/**
 * Fetches without value rules.
 *
 * @module
 */
import type { Subject } from "../elements/watcher.ts";
import { EventFetch } from "./fetch.ts";

/** A fetch with path rules only. */
export class PathFetch extends EventFetch {
  begin(subjects: readonly Subject[]): void {
    for (const subject of subjects) {
      this.notify("add", subject, this.fetcher.nextSequence());
    }
  }

  added(subject: Subject, sequence: number): void {
    this.notify("add", subject, sequence);
  }

  changed(element: Subject, sequence: number): void {
    this.notify("change", element, sequence);
  }

  removed(subject: Subject, sequence: number): void {
    this.notifyRemoved(subject, sequence);
  }
}
