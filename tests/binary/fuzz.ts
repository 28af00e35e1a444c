/**
 * Mutated and random messages of binary Jet for the daemon over many
 * connections, while two peers go on working. Long runs:
 * `deno task test:long fuzz`.
 *
 * The messages of a connection follow from the seed and its number; `--only
 * NUMBER` runs that connection alone, and prints its messages.
 *
 * @module
 */
import { DaemonProcess } from "../support/daemon_process.ts";
import type { RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { shown } from "./fuzz/messages.ts";
import { type Ports, Session, type Tally } from "./fuzz/session.ts";
import { BinaryWorker, JsonWorker } from "./fuzz/workers.ts";

/** Connections at a time. */
const CONNECTIONS = 8;
/** Bytes that the daemon keeps for a peer that does not read. */
const HARD_BACKLOG = 16 << 20;
/** MiB that the daemon may have at most, with some connections that don't read. */
const MOST_MEMORY = 768;
/** Milliseconds in which every operation of the workers must be done. */
const MAX_BYTES = 5000;

/** A run. */
export interface FuzzOptions {
  runtime: RuntimeName;
  messages: number;
  seed: number;
  /** Prints progress. */
  log: (line: string) => void;
  /** Number of the only connection. */
  only?: number;
}

/** The result of a run. */
export interface Outcome extends Tally {
  connections: number;
  /** Operations of the workers, and milliseconds of the longest one. */
  operations: number;
  longest: number;
  /** What was wrong; empty if nothing was. */
  failures: string[];
}

/** Fuzzes a daemon of its own. */
export async function fuzz(options: FuzzOptions): Promise<Outcome> {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("config.json", {
    hardBacklog: HARD_BACKLOG,
  });
  await using daemon = await DaemonProcess.start(options.runtime, undefined, {
    args: ["--config", config],
  });
  return await new Run(daemon, options).run();
}

class Run {
  readonly #daemon: DaemonProcess;
  readonly #options: FuzzOptions;
  readonly #ports: Ports;
  readonly #outcome: Outcome = {
    connections: 0,
    messages: 0,
    bytes: 0,
    answers: 0,
    refusals: 0,
    closed: 0,
    operations: 0,
    longest: 0,
    failures: [],
  };
  /** Numbers of the connections that are there. */
  readonly #present = new Set<number>();
  readonly #memory: number[] = [];
  #seenErrors = 0;
  #started = 0;
  #next = 0;

  constructor(daemon: DaemonProcess, options: FuzzOptions) {
    this.#daemon = daemon;
    this.#options = options;
    this.#ports = { binary: daemon.binaryPort, ws: daemon.wsPort };
  }

  async run(): Promise<Outcome> {
    const outcome = this.#outcome;
    const secret = crypto.randomUUID();
    const binary = new BinaryWorker(this.#daemon.binaryPort, secret);
    const json = new JsonWorker(this.#daemon.port, secret);
    for (const worker of [json, binary]) await worker.begin();
    for (const worker of [json, binary]) await worker.watch();
    let working = true;
    const work = [json, binary].map(async (worker) => {
      try {
        while (working) await this.#round(worker);
      } catch (error) {
        this.#fail("a worker was disturbed", error);
      }
    });
    this.#started = performance.now();
    const watch = setInterval(() => this.#watch(), 250);
    try {
      await this.#talk();
      await this.#leavesNothing(binary);
    } catch (error) {
      this.#fail("at the end", error);
    } finally {
      clearInterval(watch);
      working = false;
      await Promise.all(work);
      json.close();
      binary.close();
    }
    await this.#judge();
    return outcome;
  }

  async #round(worker: JsonWorker | BinaryWorker): Promise<void> {
    const outcome = this.#outcome;
    let before = performance.now();
    await worker.round(() => {
      const now = performance.now();
      outcome.longest = Math.max(outcome.longest, now - before);
      outcome.operations++;
      before = now;
    });
    // They are to be disturbed, and not to disturb.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }

  async #talk(): Promise<void> {
    const { only } = this.#options;
    if (only !== undefined) return await this.#session(only);
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      while (this.#goesOn()) await this.#session(this.#next++);
    }));
  }

  #goesOn(): boolean {
    const { messages, failures } = this.#outcome;
    return messages < this.#options.messages && failures.length < 10;
  }

  async #session(index: number): Promise<void> {
    const { seed, only, log } = this.#options;
    const session = new Session(seed, index, this.#outcome);
    if (only !== undefined) {
      log(session.description);
      for (const message of session.messages) log(shown(message));
    }
    this.#outcome.connections++;
    this.#present.add(index);
    try {
      await session.run(this.#ports);
    } catch (error) {
      const what = `connection ${index}, ${session.description}`;
      this.#fail(`${what} (--seed ${seed} --only ${index})`, error);
    } finally {
      this.#present.delete(index);
    }
  }

  #fail(what: string, error: unknown): void {
    const why = error instanceof Error
      ? `${error.name}: ${error.message}`
      : String(error);
    this.#outcome.failures.push(`${what}: ${why}`);
    this.#options.log(`FAILURE ${what}: ${why}`);
  }

  /** Looks at the daemon from outside. */
  #watch(): void {
    const said = this.#daemon.stderr.all.slice(this.#seenErrors);
    this.#seenErrors += said.length;
    if (said.length > 0) {
      // Connections that have just gone may have been the reason, too.
      const present = [...this.#present].join(", ");
      const text = said.slice(0, 20).join("\n");
      this.#fail(`the log, with connections ${present}`, text);
    }
    const rss = this.#rss();
    if (rss > 0) this.#memory.push(rss);
    const { messages, operations, longest } = this.#outcome;
    if (rss === 0 || this.#memory.length % 20 !== 0) return;
    const seconds = (performance.now() - this.#started) / 1000;
    this.#options.log(
      `${seconds.toFixed(0)} s: ${messages} messages, ` +
        `${rss} MiB, ${operations} operations, ` +
        `the longest ${longest.toFixed(0)} ms`,
    );
  }

  /** MiB that the daemon has; 0 if it has gone. */
  #rss(): number {
    try {
      const status = Deno.readTextFileSync(`/proc/${this.#daemon.pid}/status`);
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024) || 0;
    } catch {
      return 0;
    }
  }

  /** When all have gone, nothing is left of them. */
  async #leavesNothing(binary: BinaryWorker): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const roots = await binary.roots();
      if (roots === 1) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("elements of peers that have gone are still there");
  }

  async #judge(): Promise<void> {
    const { log } = this.#options;
    const outcome = this.#outcome;
    const seconds = (performance.now() - this.#started) / 1000;
    this.#watch();
    const memory = this.#memory;
    const quarter = Math.ceil(memory.length / 4);
    // A short run has hardly been looked at.
    const early = Math.max(memory[0], ...memory.slice(quarter, 2 * quarter));
    const late = Math.max(...memory.slice(-quarter));
    const most = Math.max(...memory);
    if (most > MOST_MEMORY) this.#fail("memory", `${most} MiB`);
    if (memory.length >= 80 && late > 1.5 * early + 64) {
      this.#fail("memory", `grew from ${early} to ${late} MiB`);
    }
    if (outcome.longest > MAX_BYTES) {
      this.#fail("a worker had to wait", `${outcome.longest} ms`);
    }
    this.#daemon.signal("SIGTERM");
    const { code } = await this.#daemon.ended();
    if (code !== 0) this.#fail("the daemon ended", `with ${code}`);
    this.#watch();
    log(
      `${outcome.messages} messages (${outcome.bytes} bytes) over ` +
        `${outcome.connections} connections in ${seconds.toFixed(1)} s, ` +
        `${Math.round(outcome.messages / seconds)} messages/s; ` +
        `${outcome.answers} answers, ${outcome.refusals} of them errors, ` +
        `${outcome.closed} connections closed by the daemon`,
    );
    log(
      `memory: ${memory[0]} MiB at first, ${early} in the second quarter, ` +
        `${late} in the last, ${most} at most`,
    );
    log(
      `workers: ${outcome.operations} operations, the longest ` +
        `${outcome.longest.toFixed(1)} ms`,
    );
  }
}
