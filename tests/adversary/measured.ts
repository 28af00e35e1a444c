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
  /** Sets that were refused or not answered, and other faults. */
  readonly errors: readonly string[];
  /** Milliseconds by which the clock of these peers itself was late at most. */
  readonly lateness: number;
}

/** The measured peers. */
export class MeasuredPeers implements Disposable {
  readonly #owner: Connection;
  readonly #client: Connection;
  readonly #fetcher: Connection;
  readonly #seen: { last: unknown };
  readonly #sentAt = new Map<unknown, number>();
  #waits: number[] = [];
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
  ) {
    this.#owner = owner;
    this.#client = client;
    this.#fetcher = fetcher;
    this.#seen = seen;
  }

  /** Connects them. */
  static async join(port: number, login: boolean): Promise<MeasuredPeers> {
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
    const peers = new MeasuredPeers(owner.connection, client, fetcher, seen);
    return peers;
  }

  /** Begins to set. */
  begin(): void {
    this.#work = this.#set();
  }

  /** Forgets what was measured so far. */
  reset(): void {
    this.#waits = [];
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
      this.#waits.push(performance.now() - sent);
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
      this.#sentAt.set(id, performance.now());
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
    this.#waits.push(performance.now() - sent);
    if (error !== undefined) {
      this.#errors.push(`a set was refused: ${asRecord(error).message}`);
    }
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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, milliseconds))
  );
}
