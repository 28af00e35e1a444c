/**
 * Runs the writer's tasks in a thread of its own, or in this one.
 *
 * @module
 */
import { messageOf } from "../base/narrowing.ts";
import { FileWriter, type StoreFile } from "./file_writer.ts";
import type { DatabaseReader, StoreKind } from "./kind.ts";
import { type CommonTask, failed, type TaskResult } from "./task.ts";

/** A message to the writer thread: the file to open, then the tasks. */
export type WorkerCommand<Task> =
  | { readonly file: StoreFile }
  | { readonly task: Task | CommonTask };

/** A message of the writer thread: `ready` once, then an answer to each task. */
export type WorkerEvent = "ready" | TaskResult;

/** Runs tasks in order; answers come in a later turn. */
export interface TaskRunner<Task> {
  /** Queues a task. */
  post(task: Task | CommonTask): void;
  /** Ends the runner; it has no tasks left. */
  end(): void;
}

/** Called with the answers, in the order of the tasks. */
export type AnswerHandler = (answer: TaskResult) => void;

/** Runs tasks in a thread, or in this one where no thread can be started. */
export class ThreadRunner<Task> implements TaskRunner<Task> {
  readonly #kind: StoreKind<DatabaseReader, Task>;
  readonly #file: StoreFile;
  readonly #onAnswer: AnswerHandler;
  // Tasks that have not been answered.
  readonly #open: (Task | CommonTask)[] = [];
  #nextWorker = 0;
  #worker: Worker | undefined;
  #local: TaskRunner<Task> | undefined;

  constructor(
    kind: StoreKind<DatabaseReader, Task>,
    file: StoreFile,
    onAnswer: AnswerHandler,
  ) {
    this.#kind = kind;
    this.#file = file;
    this.#onAnswer = onAnswer;
  }

  /** Starts the thread, before there is a task. */
  start(): void {
    if (this.#worker === undefined && this.#local === undefined) this.#start();
  }

  post(task: Task | CommonTask): void {
    this.#open.push(task);
    if (this.#local !== undefined) {
      this.#local.post(task);
    } else if (this.#worker !== undefined) {
      post(this.#worker, { task });
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
    const { workers } = this.#kind;
    while (this.#nextWorker < workers.length) {
      const url = workers[this.#nextWorker];
      try {
        this.#worker = new Worker(url, { type: "module" });
        this.#listen(this.#worker);
        return;
      } catch {
        this.#nextWorker++;
      }
    }
    const writer = new FileWriter(this.#kind, this.#file);
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
      this.#nextWorker++;
      this.#start();
    };
    post<Task>(worker, { file: this.#file });
    for (const task of this.#open) post(worker, { task });
  }

  #answered(answer: TaskResult): void {
    this.#open.shift();
    this.#onAnswer(answer);
  }

  // Open tasks may have been committed or not; the next task starts a thread.
  #failed(reason: string): void {
    const error = `the thread that writes has ended: ${reason}`;
    for (let left = this.#open.length; left > 0; left--) {
      this.#answered(failed(error));
    }
  }
}

function post<Task>(worker: Worker, command: WorkerCommand<Task>): void {
  worker.postMessage(command);
}

/** Runs a task at once; errors are in the answer. */
interface SyncWriter<Task> {
  do(task: Task | CommonTask): TaskResult;
}

/** Runs tasks in this thread, each in a turn of its own. */
export class LocalRunner<Task> implements TaskRunner<Task> {
  readonly #writer: SyncWriter<Task>;
  readonly #onAnswer: AnswerHandler;
  readonly #tasks: (Task | CommonTask)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param writer Runs a task synchronously. */
  constructor(writer: SyncWriter<Task>, onAnswer: AnswerHandler) {
    this.#writer = writer;
    this.#onAnswer = onAnswer;
  }

  post(task: Task | CommonTask): void {
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
      answer = failed(messageOf(error));
    }
    this.#onAnswer(answer);
  }
}
