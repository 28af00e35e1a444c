/**
 * Keeps the CPUs from falling asleep while something is measured.
 *
 * Generator and daemon wait for one another all the time. On a virtual machine
 * waking a CPU up for that takes longer than the work itself, and differs from
 * second to second. So loops run beside them in the kernel's idle class, which
 * get only otherwise unused CPU time.
 *
 * @module
 */

/** Enough for generator and daemon with their helper threads. */
const MAX_LOOPS = 4;

/** A busy loop that ends with the process of the benchmark. */
const LOOP = 'while [ -d "/proc/$0" ]; do n=0; ' +
  "while [ $n -lt 100000 ]; do n=$((n+1)); done; done";

/** Loops that run until they are ended, or until this process is. */
export class Awake {
  readonly #loops: Deno.ChildProcess[] = [];

  /** Their process ids; none if `chrt` is missing. */
  get pids(): number[] {
    return this.#loops.map(({ pid }) => pid);
  }

  constructor() {
    const count = Math.min(navigator.hardwareConcurrency, MAX_LOOPS);
    try {
      for (let n = 0; n < count; n++) this.#loops.push(loop());
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Ends the loops. */
  async stop(): Promise<void> {
    for (const child of this.#loops) child.kill("SIGKILL");
    await Promise.all(this.#loops.map(({ status }) => status));
  }
}

function loop(): Deno.ChildProcess {
  return new Deno.Command("chrt", {
    args: ["--idle", "0", "sh", "-c", LOOP, String(Deno.pid)],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}
