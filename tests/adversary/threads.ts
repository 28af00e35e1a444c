/**
 * The threads of a run: one for the crowd, one for the strangers. Both are this
 * module, which their arguments tell apart.
 *
 * @module
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { within } from "../support/within.ts";
import type { CrowdOptions } from "./crowd.ts";
import type { Site } from "./stage.ts";

/** What the crowd's thread is given. */
export interface CrowdTask {
  readonly crowd: CrowdOptions;
}

/** What the strangers' thread is given. */
export interface StrangersTask {
  readonly attack: string;
  readonly site: Site;
  readonly seconds: number;
}

/** What the strangers' thread tells at its end. */
export interface StrangersReport {
  readonly failures: readonly string[];
  readonly connections: number;
  readonly ended: number;
  readonly refused: number;
  readonly sent: number;
  readonly received: number;
}

/** A thread beside that of the clock. */
export class Thread implements AsyncDisposable {
  // Types of the module are checked once for threads that start at one moment.
  static #first: Promise<Thread> | undefined;

  readonly #worker: Worker;

  private constructor(task: CrowdTask | StrangersTask) {
    const module = new URL("./thread.ts", import.meta.url);
    this.#worker = new Worker(module, { workerData: task });
  }

  /** Starts a thread; fulfilled when it is ready. */
  static async start(
    task: CrowdTask | StrangersTask,
    seconds: number,
  ): Promise<Thread> {
    const first = Thread.#first;
    const started = (async () => {
      await first?.catch(() => {});
      return await Thread.#started(task, seconds);
    })();
    Thread.#first ??= started;
    return await started;
  }

  static async #started(
    task: CrowdTask | StrangersTask,
    seconds: number,
  ): Promise<Thread> {
    const thread = new Thread(task);
    try {
      await thread.#said("a thread that is ready", seconds);
    } catch (error) {
      await thread[Symbol.asyncDispose]();
      throw error;
    }
    return thread;
  }

  /** Tells the thread to do its work, or to report; gives what it answers. */
  async report<T>(seconds: number): Promise<T> {
    const answer = this.#said<T>("the report of a thread", seconds);
    this.#worker.postMessage("go");
    return await answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  // An `error` event of the worker makes `once` fail.
  async #said<T>(what: string, seconds: number): Promise<T> {
    const message = once(this.#worker, "message");
    const [content] = await within(message, what, seconds);
    return content;
  }
}
