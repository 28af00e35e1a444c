/**
 * Tasks that wait for the writer.
 *
 * @module
 */
import { StoreLocked } from "./lock.ts";
import type { DatabaseLocation } from "./location.ts";
import type { TaskRunner } from "./task_runner.ts";
import { type Task, type TaskResult, WriteGroup } from "./task.ts";
import { StoreFull, type Write } from "../../graph/store.ts";
import { messageOf } from "../../../base/narrowing.ts";

/** Called with the outcome of a write. */
export type WriteDone = (error: Error | null) => void;

/** Length of a write group that takes no more: it bounds a commit's latency. */
const MAX_GROUP_LENGTH = 1 << 18;
/**
 * Tasks that are posted to the writer in advance, so that it has work while this
 * thread is busy with something else than its answers, and the length of all of
 * them: a task is made at once.
 */
const MAX_POSTED_TASKS = 16;
const MAX_POSTED_LENGTH = 1 << 20;

interface Job {
  readonly group: WriteGroup | null;
  task(): Task;
  readonly waiting: WriteDone[];
}

/**
 * Group commit: writes that are queued during one task make up the next. The
 * first one waits only for the end of the turn.
 */
export class StoreQueue {
  readonly #maxBytes: number;
  readonly #location: DatabaseLocation;
  #runner: TaskRunner | undefined;
  #bytes: number;
  // Jobs that the writer has, and jobs that wait.
  readonly #posted: Job[] = [];
  readonly #queued: Job[] = [];
  #scheduled = false;

  /** @param maxBytes The writer's limit, for its error. */
  constructor(location: DatabaseLocation, maxBytes: number) {
    this.#location = location;
    this.#maxBytes = maxBytes;
    this.#bytes = location.reader()?.size() ?? 0;
  }

  /** Size of the database when the writer last answered, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether anything was ever queued. */
  get used(): boolean {
    return this.#runner !== undefined || this.#queued.length > 0;
  }

  /** Queues writes. */
  write(writes: readonly Write[], done: WriteDone): void {
    const last = this.#queued.at(-1);
    let group = last?.group ?? null;
    if (
      last === undefined || group === null || group.size >= MAX_GROUP_LENGTH
    ) {
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

  /** Queues a task that is no write. */
  do(task: Task): Promise<void> {
    return new Promise((resolve, reject) => {
      const done: WriteDone = (error) =>
        error === null ? resolve() : reject(error);
      this.#push({ group: null, task: () => task, waiting: [done] });
    });
  }

  /** Ends the runner; there must be no tasks left. */
  end(): void {
    this.#runner?.end();
    this.#runner = undefined;
  }

  #push(job: Job): void {
    this.#queued.push(job);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#post();
    });
  }

  #post(): void {
    // The last job stays here while the writer works: it takes further writes.
    while (
      this.#queued.length > 0 &&
      (this.#posted.length === 0 ||
        this.#queued.length > 1 && this.#hasRoom)
    ) {
      const job = this.#queued.shift();
      if (job === undefined) return;
      this.#posted.push(job);
      try {
        this.#runner ??= this.#location.runner((answer) =>
          this.#answered(answer)
        );
        this.#runner.post(job.task());
      } catch (error) {
        // The job was not posted, so no answer will come.
        this.#posted.pop();
        const reason = error instanceof StoreLocked
          ? error
          : unwritable(messageOf(error));
        settle(job, () => reason);
      }
    }
  }

  get #hasRoom(): boolean {
    const length = this.#posted.reduce(
      (sum, { group }) => sum + (group?.size ?? 0),
      0,
    );
    return this.#posted.length < MAX_POSTED_TASKS && length < MAX_POSTED_LENGTH;
  }

  #answered(answer: TaskResult): void {
    this.#bytes = answer.bytes ?? this.#bytes;
    const job = this.#posted.shift();
    this.#post();
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
