/**
 * Runs the writer's tasks in a thread of its own, or in this one.
 *
 * @module
 */
import { FileWriter } from "./file_writer.ts";
import type { Task, TaskResult } from "./task.ts";
import { messageOf } from "../../../base/narrowing.ts";

/** A message to the writer thread: the file to open, then the tasks. */
export type WorkerCommand =
  | { readonly kind: "open"; readonly path: string; readonly maxBytes: number }
  | Task;

/** A message of the writer thread: `ready` once, then an answer to each task. */
export type WorkerEvent = "ready" | TaskResult;

/** Runs tasks in order; answers come in a later turn. */
export interface TaskRunner {
  /** Queues a task. */
  post(task: Task): void;
  /** Ends the runner; it has no tasks left. */
  end(): void;
}

/** Called with the answers, in the order of the tasks. */
export type AnswerHandler = (answer: TaskResult) => void;

// Paths of the thread's module, which are tried in turn: the first one in a
// source tree, the others after a bundler has moved this file to the root.
const WORKER_PATHS = [
  "../worker.ts",
  "./gun/store/worker.ts",
  "./gun/store/worker.js",
];

/** Runs tasks in a thread, or in this one where no thread can be started. */
export class ThreadRunner implements TaskRunner {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #onAnswer: AnswerHandler;
  // Tasks that have not been answered.
  readonly #open: Task[] = [];
  #pathIndex = 0;
  #worker: Worker | undefined;
  #local: TaskRunner | undefined;

  /**
   * @param path File of the store, locked by the caller.
   * @param maxBytes Size that it may grow to.
   */
  constructor(path: string, maxBytes: number, onAnswer: AnswerHandler) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#onAnswer = onAnswer;
  }

  post(task: Task): void {
    this.#open.push(task);
    if (this.#local !== undefined) {
      this.#local.post(task);
    } else if (this.#worker !== undefined) {
      post(this.#worker, task);
    } else {
      this.#start();
    }
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#local?.end();
  }

  /** Starts a thread and gives it all open tasks. */
  #start(): void {
    while (this.#pathIndex < WORKER_PATHS.length) {
      const url = new URL(WORKER_PATHS[this.#pathIndex], import.meta.url);
      try {
        this.#worker = new Worker(url, { type: "module" });
        this.#listen(this.#worker);
        return;
      } catch {
        this.#pathIndex++;
      }
    }
    const writer = new FileWriter(this.#path, this.#maxBytes);
    this.#local = new LocalRunner(writer, (answer) => this.#answered(answer));
    for (const task of this.#open) this.#local.post(task);
  }

  #listen(worker: Worker): void {
    let ready = false;
    worker.onmessage = ({ data }: MessageEvent<WorkerEvent>) => {
      if (data !== "ready") return this.#answered(data);
      ready = true;
    };
    worker.onerror = (event) => {
      // Without this the error would end the program.
      event.preventDefault();
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      worker.terminate();
      if (ready) return this.#failed(event.message);
      this.#pathIndex++;
      this.#start();
    };
    const [path, maxBytes] = [this.#path, this.#maxBytes];
    post(worker, { kind: "open", path, maxBytes });
    for (const task of this.#open) post(worker, task);
  }

  #answered(answer: TaskResult): void {
    this.#open.shift();
    this.#onAnswer(answer);
  }

  // Open tasks may have been committed or not; the next task starts a thread.
  #failed(reason: string): void {
    const error = `the thread that writes has ended: ${reason}`;
    for (let left = this.#open.length; left > 0; left--) {
      this.#answered({ bytes: null, error, refusals: [] });
    }
  }
}

function post(worker: Worker, order: WorkerCommand): void {
  worker.postMessage(order);
}

/** Runs tasks in this thread, each in a turn of its own. */
export class LocalRunner implements TaskRunner {
  readonly #writer: { do(task: Task): TaskResult };
  readonly #onAnswer: AnswerHandler;
  readonly #tasks: Task[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param writer Runs a task synchronously. */
  constructor(writer: { do(task: Task): TaskResult }, onAnswer: AnswerHandler) {
    this.#writer = writer;
    this.#onAnswer = onAnswer;
  }

  post(task: Task): void {
    this.#tasks.push(task);
    this.#timer ??= setTimeout(() => this.#work(), 0);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #work(): void {
    this.#timer = undefined;
    const task = this.#tasks.shift();
    if (task === undefined) return;
    if (this.#tasks.length > 0) {
      this.#timer = setTimeout(() => this.#work(), 0);
    }
    let answer: TaskResult;
    try {
      answer = this.#writer.do(task);
    } catch (error) {
      answer = { bytes: null, error: messageOf(error), refusals: [] };
    }
    this.#onAnswer(answer);
  }
}
