/**
 * What waits for the writer.
 *
 * @module
 */
import { StoreLocked } from "./lock.ts";
import type { Place } from "./place.ts";
import type { Doer } from "./thread.ts";
import { type Answer, type Task, WriteGroup } from "./task.ts";
import { messageOf } from "./writer.ts";
import { StoreFull, type Write } from "../../graph/store.ts";

/** Told the outcome of a call. */
export type Done = (error: Error | null) => void;

// Size of a group that takes no more: neither the thread that passes it on nor
// those who wait for its end should be held up for long.
const GROUP = 1 << 18;
// Tasks that the writer may have. This thread may be busy for so long that it
// does not hear at once when one is done.
const MOST_GIVEN = 16;

interface Job {
  readonly group: WriteGroup | null;
  task(): Task;
  readonly waiting: Done[];
}

/**
 * Makes groups: what is queued while the writer is at work is its next task. The
 * first that comes waits for the end of the turn only.
 */
export class TaskQueue {
  readonly #maxBytes: number;
  readonly #place: Place;
  #doer: Doer | undefined;
  #bytes: number;
  // Jobs that the writer has, and jobs that it will get.
  readonly #given: Job[] = [];
  readonly #queued: Job[] = [];
  #scheduled = false;

  /** @param maxBytes What the writer's limit is. */
  constructor(place: Place, maxBytes: number) {
    this.#place = place;
    this.#maxBytes = maxBytes;
    this.#bytes = place.reader()?.size() ?? 0;
  }

  /** Size of the database when the writer last answered, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether anything was ever queued. */
  get used(): boolean {
    return this.#doer !== undefined || this.#queued.length > 0;
  }

  /** Queues writes. */
  write(writes: readonly Write[], done: Done): void {
    const last = this.#queued.at(-1);
    let group = last?.group ?? null;
    if (last === undefined || group === null || group.size >= GROUP) {
      const next = new WriteGroup();
      this.#push({ group: next, task: () => next.task(), waiting: [done] });
      group = next;
    } else {
      last.waiting.push(done);
    }
    for (const { soul, key, text, state } of writes) {
      group.add(soul, key, text, state);
    }
    group.end();
  }

  /** Queues anything else. */
  do(task: Task): Promise<void> {
    return new Promise((resolve, reject) => {
      const done: Done = (error) => error === null ? resolve() : reject(error);
      this.#push({ group: null, task: () => task, waiting: [done] });
    });
  }

  /** Ends who does the tasks, of which none must be left. */
  end(): void {
    this.#doer?.end();
    this.#doer = undefined;
  }

  #push(job: Job): void {
    this.#queued.push(job);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#give();
    });
  }

  #give(): void {
    // Besides the task at work more only if they can't grow any longer.
    while (
      this.#queued.length > 0 &&
      (this.#given.length === 0 ||
        this.#given.length < MOST_GIVEN && this.#queued.length > 1)
    ) {
      const job = this.#queued.shift();
      if (job === undefined) return;
      this.#given.push(job);
      try {
        this.#doer ??= this.#place.doer((answer) => this.#answered(answer));
        this.#doer.post(job.task());
      } catch (error) {
        // Nothing was given to anybody; those before must hear first.
        this.#given.pop();
        const reason = error instanceof StoreLocked
          ? error
          : unwritable(messageOf(error));
        settle(job, () => reason);
      }
    }
  }

  #answered(answer: Answer): void {
    this.#bytes = answer.bytes ?? this.#bytes;
    const job = this.#given.shift();
    this.#give();
    if (job === undefined) return;
    if (answer.error !== null) {
      const error = unwritable(answer.error);
      return settle(job, () => error);
    }
    let next = 0;
    settle(job, (call) => {
      const refusal = answer.refusals[next];
      if (refusal?.call !== call) return null;
      next++;
      return refusal.reason === null
        ? new StoreFull(this.#maxBytes)
        : new TypeError(`can't be stored: ${refusal.reason}`);
    });
  }
}

function unwritable(reason: string): Error {
  return new Error(`the store can't be written: ${reason}`);
}

function settle(job: Job, outcome: (call: number) => Error | null): void {
  for (const [call, done] of job.waiting.entries()) done(outcome(call));
}
