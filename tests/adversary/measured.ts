/**
 * The peers whose waiting is measured: one sets a state every 20 ms, its owner
 * answers, and a third one fetches it.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import { done, join, Owner } from "./members.ts";
import { asRecord } from "../support/client.ts";

const SET_INTERVAL_MS = 20;
/** Time in which what was asked last has to be answered. */
const GRACE_MS = 5000;
const PATH = "well/state";

/** What the measured peers saw. */
export interface Experience {
  /** Milliseconds that the sets took, in order of size. */
  readonly waits: readonly number[];
  /**
   * The same without the time in which the daemon was ready to run, and other
   * programs had the cores.
   */
  readonly ownWaits: readonly number[];
  /** Sets that were refused or not answered, and other faults. */
  readonly errors: readonly string[];
  /** Milliseconds by which the clock of these peers itself was late at most. */
  readonly lateness: number;
}

/** When a set was sent, and how long the daemon had waited for cores by then. */
interface Moment {
  readonly time: number;
  readonly queued: number;
}

/** The measured peers. */
export class MeasuredPeers implements Disposable {
  readonly #owner: Connection;
  readonly #client: Connection;
  readonly #fetcher: Connection;
  readonly #seen: { last: unknown };
  readonly #queue: () => number;
  readonly #sentAt = new Map<unknown, Moment>();
  #waits: number[] = [];
  #ownWaits: number[] = [];
  #errors: string[] = [];
  #lateness = 0;
  #ids = 0;
  #stopped = false;
  #work: Promise<void> = Promise.resolve();

  private constructor(
    owner: Connection,
    client: Connection,
    fetcher: Connection,
    seen: { last: unknown },
    queue: () => number,
  ) {
    this.#queue = queue;
    this.#owner = owner;
    this.#client = client;
    this.#fetcher = fetcher;
    this.#seen = seen;
  }

  /**
   * Connects them.
   *
   * @param pid Process of the daemon.
   */
  static async join(
    port: number,
    login: boolean,
    pid: number,
  ): Promise<MeasuredPeers> {
    const common = { port, login };
    const owner = await Owner.join({ ...common, name: "well owner" }, true);
    await owner.add([PATH]);
    const client = await join({
      ...common,
      name: "well client",
      received: (message) => peers.#answered(message),
    });
    const seen: { last: unknown } = { last: undefined };
    const fetcher = await join({
      ...common,
      name: "well fetcher",
      received: ({ method, params }) => {
        if (method === "f") seen.last = asRecord(params).value;
      },
    });
    const rules = { id: "f", path: { startsWith: "well/" } };
    await done(fetcher, "fetch", rules);
    const peers = new MeasuredPeers(
      owner.connection,
      client,
      fetcher,
      seen,
      () => timeInQueue(pid),
    );
    return peers;
  }

  /** Begins to set. */
  begin(): void {
    this.#work = this.#set();
  }

  /** Forgets what was measured so far. */
  reset(): void {
    this.#waits = [];
    this.#ownWaits = [];
    this.#errors = [];
    this.#lateness = 0;
  }

  /** Stops, waits for the last answers, and tells what was seen. */
  async end(): Promise<Experience> {
    this.#stopped = true;
    await this.#work;
    const until = performance.now() + GRACE_MS;
    while (!this.#isSettled && performance.now() < until) await pause(20);
    for (const sent of this.#sentAt.values()) {
      this.#count(sent);
      this.#errors.push("a set was not answered");
    }
    if (this.#seen.last !== this.#ids) {
      this.#errors.push(
        `the fetcher did not see the last of ${this.#ids} values`,
      );
    }
    for (
      const [name, connection] of [
        ["owner", this.#owner],
        ["client", this.#client],
        ["fetcher", this.#fetcher],
      ] as const
    ) {
      if (!connection.isOpen) this.#errors.push(`the ${name} was disconnected`);
    }
    return {
      waits: this.#waits.toSorted((a, b) => a - b),
      ownWaits: this.#ownWaits.toSorted((a, b) => a - b),
      errors: this.#errors,
      lateness: this.#lateness,
    };
  }

  get #isSettled(): boolean {
    return !this.#client.isOpen ||
      (this.#sentAt.size === 0 && this.#seen.last === this.#ids);
  }

  async #set(): Promise<void> {
    const began = performance.now();
    for (let count = 1; !this.#stopped && this.#client.isOpen; count++) {
      const id = ++this.#ids;
      this.#sentAt.set(id, { queued: this.#queue(), time: performance.now() });
      const params = { path: PATH, value: id };
      this.#client.message({ id, method: "set", params });
      const due = began + count * SET_INTERVAL_MS;
      await pause(due - performance.now());
      this.#lateness = Math.max(this.#lateness, performance.now() - due);
    }
  }

  #answered({ id, error }: Record<string, unknown>): void {
    const sent = this.#sentAt.get(id);
    if (sent === undefined) return;
    this.#sentAt.delete(id);
    this.#count(sent);
    if (error !== undefined) {
      this.#errors.push(`a set was refused: ${asRecord(error).message}`);
    }
  }

  #count({ time, queued }: Moment): void {
    const wait = performance.now() - time;
    this.#waits.push(wait);
    this.#ownWaits.push(Math.max(0, wait - (this.#queue() - queued)));
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    for (const each of [this.#owner, this.#client, this.#fetcher]) {
      each[Symbol.dispose]();
    }
  }
}

/** The value below which a share of the sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * Milliseconds for which the main thread of a process was ready to run and had
 * no core, as Linux counts them; 0 where it does not.
 */
function timeInQueue(pid: number): number {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/schedstat`);
    return Number(text.split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, milliseconds))
  );
}
