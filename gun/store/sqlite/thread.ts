/**
 * Who does the writer's tasks: a thread of its own, or this one.
 *
 * @module
 */
import { FileWriter } from "./file_writer.ts";
import type { Answer, Task } from "./task.ts";
import { messageOf } from "./writer.ts";

/** What is said to the thread of the writer: where to write, then its tasks. */
export type Order =
  | { readonly kind: "open"; readonly path: string; readonly maxBytes: number }
  | Task;

/** What it says: first that it is there, then an answer to each task. */
export type Report = "ready" | Answer;

/** Does tasks in order and tells each answer in a later turn. */
export interface Doer {
  /** Has a task done. */
  post(task: Task): void;
  /** Ends, with nothing left to do. */
  end(): void;
}

/** Told the answers, in the order of the tasks. */
export type OnAnswer = (answer: Answer) => void;

// Where the module of the thread can be. In a source tree it is the first; a
// bundler puts this file into one at the root, and the module where it was.
const PLACES = [
  "../worker.ts",
  "./gun/store/worker.ts",
  "./gun/store/worker.js",
];

/** Does tasks in a thread of its own; in this one if there can't be another. */
export class ThreadDoer implements Doer {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #onAnswer: OnAnswer;
  // Tasks that have not been answered.
  readonly #open: Task[] = [];
  #place = 0;
  #worker: Worker | undefined;
  #here: Doer | undefined;

  /**
   * @param path File of the store, to which the caller has the lock.
   * @param maxBytes Size that it may grow to.
   */
  constructor(path: string, maxBytes: number, onAnswer: OnAnswer) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#onAnswer = onAnswer;
  }

  post(task: Task): void {
    this.#open.push(task);
    if (this.#here !== undefined) {
      this.#here.post(task);
    } else if (this.#worker !== undefined) {
      tell(this.#worker, task);
    } else {
      this.#start();
    }
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#here?.end();
  }

  /** Begins with all tasks that are open. */
  #start(): void {
    while (this.#place < PLACES.length) {
      const url = new URL(PLACES[this.#place], import.meta.url);
      try {
        this.#worker = new Worker(url, { type: "module" });
        this.#attend(this.#worker);
        return;
      } catch {
        this.#place++;
      }
    }
    const writer = new FileWriter(this.#path, this.#maxBytes);
    this.#here = new LocalDoer(writer, (answer) => this.#answered(answer));
    for (const task of this.#open) this.#here.post(task);
  }

  #attend(worker: Worker): void {
    let ready = false;
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data !== "ready") return this.#answered(data);
      ready = true;
    };
    worker.onerror = (event) => {
      // Otherwise the program would end.
      event.preventDefault();
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      worker.terminate();
      if (ready) return this.#failed(event.message);
      this.#place++;
      this.#start();
    };
    const [path, maxBytes] = [this.#path, this.#maxBytes];
    tell(worker, { kind: "open", path, maxBytes });
    for (const task of this.#open) tell(worker, task);
  }

  #answered(answer: Answer): void {
    this.#open.shift();
    this.#onAnswer(answer);
  }

  // What was under way may have been kept or not; a new task gets a new thread.
  #failed(reason: string): void {
    const error = `the thread that writes has ended: ${reason}`;
    for (let left = this.#open.length; left > 0; left--) {
      this.#answered({ bytes: null, error, refusals: [] });
    }
  }
}

function tell(worker: Worker, order: Order): void {
  worker.postMessage(order);
}

/** Does tasks in this thread, each in a turn of its own. */
export class LocalDoer implements Doer {
  readonly #writer: { do(task: Task): Answer };
  readonly #onAnswer: OnAnswer;
  readonly #tasks: Task[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param writer Does a task at once. */
  constructor(writer: { do(task: Task): Answer }, onAnswer: OnAnswer) {
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
    let answer: Answer;
    try {
      answer = this.#writer.do(task);
    } catch (error) {
      answer = { bytes: null, error: messageOf(error), refusals: [] };
    }
    this.#onAnswer(answer);
  }
}
