/**
 * Watches the memory of a daemon, and ends it before it takes the machine.
 *
 * @module
 */

/** Memory at which the daemon is killed, so that the machine lives. */
const MAX_BYTES = 3 * 2 ** 30;
const INTERVAL_MS = 50;

/** Watches a process until it is disposed. */
export class MemoryWatch implements Disposable {
  readonly #pid: number;
  readonly #timer: ReturnType<typeof setInterval>;
  #peak = 0;
  /** Whether the process has ended or was killed. */
  hasEnded = false;
  /** Whether it was killed for its memory. */
  wasKilled = false;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
  }

  /** The most bytes so far. */
  get peak(): number {
    this.#look();
    return this.#peak;
  }

  // The most that the process ever occupied, so nothing is missed in between.
  #look(): void {
    if (this.hasEnded) return;
    const status = statusOf(this.#pid);
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes === undefined) {
      this.hasEnded = true;
      return;
    }
    this.#peak = Number(kilobytes) * 1024;
    if (this.#peak <= MAX_BYTES) return;
    this.wasKilled = this.hasEnded = true;
    Deno.kill(this.#pid, "SIGKILL");
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/**
 * Begins to count the most bytes anew.
 *
 * @returns what the process occupies now.
 */
export function resetPeak(pid: number): number {
  Deno.writeTextFileSync(`/proc/${pid}/clear_refs`, "5");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(statusOf(pid))?.[1];
  return Number(kilobytes) * 1024;
}

function statusOf(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/status`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
