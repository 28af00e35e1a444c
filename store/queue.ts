/**
 * Tasks that wait for the writer.
 *
 * @module
 */
import { messageOf } from "../base/narrowing.ts";
import { StoreLocked } from "./lock.ts";
import type { DatabaseReader } from "./kind.ts";
import type { DatabaseLocation } from "./location.ts";
import type { CommonTask, TaskResult } from "./task.ts";
import type { TaskRunner } from "./task_runner.ts";
import { StoreUnwritable } from "./unwritable.ts";

/** Called with the outcome of a write. */
export type WriteDone = (error: Error | null) => void;

/** Collects the writes of many calls, for one transaction. */
export interface WriteGroup<Task> {
  /** Length of what is written, for the limit of a group. */
  readonly size: number;
  /** The task with all of them. */
  task(): Task;
}

/**
 * Length of a write group that takes no more: it bounds a commit's latency, and
 * the time in which it is copied to the writer, 5 ms for 5,000 rows.
 */
const MAX_GROUP_LENGTH = 1 << 16;
/**
 * Tasks that are posted to the writer in advance, so that it has work while this
 * thread is busy with something else than its answers, and the length of all of
 * them: a task is made at once.
 */
const MAX_POSTED_TASKS = 16;
const MAX_POSTED_LENGTH = 1 << 18;

interface Job<Task, Group> {
  readonly group: Group | null;
  task(): Task | CommonTask;
  readonly waiting: WriteDone[];
}

/**
 * Group commit: writes that are queued during one task make up the next. The
 * first one waits only for the end of the turn.
 */
export class StoreQueue<
  Reader extends DatabaseReader,
  Task,
  Group extends WriteGroup<Task>,
> {
  readonly #location: DatabaseLocation<Reader, Task>;
  readonly #newGroup: () => Group;
  readonly #whenFull: () => Error;
  #runner: TaskRunner<Task> | undefined;
  #bytes: number;
  // Jobs that the writer has, and jobs that wait.
  readonly #posted: Job<Task, Group>[] = [];
  readonly #queued: Job<Task, Group>[] = [];
  #scheduled = false;
  #closing: Promise<void> | undefined;

  /**
   * @param newGroup Makes an empty group.
   * @param whenFull Makes the error of a write for which there is no room.
   */
  constructor(
    location: DatabaseLocation<Reader, Task>,
    newGroup: () => Group,
    whenFull: () => Error,
  ) {
    this.#location = location;
    this.#newGroup = newGroup;
    this.#whenFull = whenFull;
    this.#bytes = location.reader()?.size() ?? 0;
  }

  /** Size of the database when the writer last answered, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether anything was ever queued. */
  get #used(): boolean {
    return this.#runner !== undefined || this.#queued.length > 0;
  }

  /** Starts the writer's thread, where it has one: a start takes 80 ms at once. */
  start(): void {
    this.#location.prepare(this.#onAnswer);
  }

  /**
   * Starts the writer's thread, where it has one, and creates the database where
   * there is none.
   *
   * @throws {Error} if it can't be created.
   */
  async prepare(): Promise<void> {
    if (this.#closing !== undefined) return;
    this.start();
    if (this.#location.reader() !== undefined) return;
    await new Promise<void>((resolve, reject) =>
      this.write(
        () => {},
        (error) => error === null ? resolve() : reject(error),
      )
    );
  }

  /**
   * The reader; `undefined` as long as nothing is stored.
   *
   * @throws {Error} if the store is closed.
   */
  reader(): Reader | undefined {
    if (this.#closing !== undefined) throw closed();
    return this.#location.reader();
  }

  /**
   * Queues a call.
   *
   * @param fill Adds its writes to a group, which it ends.
   */
  write(fill: (group: Group) => void, done: WriteDone): void {
    if (this.#closing !== undefined) {
      return queueMicrotask(() => done(closed()));
    }
    const last = this.#queued.at(-1);
    let group = last?.group ?? null;
    if (
      last === undefined || group === null || group.size >= MAX_GROUP_LENGTH
    ) {
      const next = this.#newGroup();
      this.#push({ group: next, task: () => next.task(), waiting: [done] });
      group = next;
    } else {
      last.waiting.push(done);
    }
    fill(group);
  }

  /**
   * Carries out a task that is no write. Without writes there is no file, which a
   * task must not create.
   */
  async do(task: Task | CommonTask): Promise<void> {
    if (this.#closing !== undefined) throw closed();
    if (this.#used || this.#location.reader() !== undefined) {
      await this.#do(task);
    }
  }

  #do(task: Task | CommonTask): Promise<void> {
    return new Promise((resolve, reject) => {
      const done: WriteDone = (error) =>
        error === null ? resolve() : reject(error);
      this.#push({ group: null, task: () => task, waiting: [done] });
    });
  }

  /** Completes queued writes and closes. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    try {
      if (this.#used) await this.#do({ kind: "close" });
    } finally {
      this.#runner?.end();
      this.#runner = undefined;
      this.#location.release();
    }
  }

  #push(job: Job<Task, Group>): void {
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
        this.#runner ??= this.#location.runner(this.#onAnswer);
        this.#runner.post(job.task());
      } catch (error) {
        // The job was not posted, so no answer will come.
        this.#posted.pop();
        const reason = error instanceof StoreLocked
          ? error
          : this.#unwritable(messageOf(error));
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

  readonly #onAnswer = (answer: TaskResult): void => this.#answered(answer);

  #answered(answer: TaskResult): void {
    this.#bytes = answer.bytes ?? this.#bytes;
    const job = this.#posted.shift();
    this.#post();
    if (job === undefined) return;
    if (answer.error !== null) {
      const error = this.#unwritable(answer.error);
      return settle(job, () => error);
    }
    let next = 0;
    settle(job, (call) => {
      const refusal = answer.refusals[next];
      if (refusal?.call !== call) return null;
      next++;
      return refusal.reason === null
        ? this.#whenFull()
        : new TypeError(`can't be stored: ${refusal.reason}`);
    });
  }

  #unwritable(reason: string): StoreUnwritable {
    return new StoreUnwritable(this.#location.name, reason);
  }
}

function closed(): Error {
  return new Error("the store is closed");
}

function settle(
  { waiting }: { readonly waiting: readonly WriteDone[] },
  outcome: (call: number) => Error | null,
): void {
  for (const [call, done] of waiting.entries()) done(outcome(call));
}
