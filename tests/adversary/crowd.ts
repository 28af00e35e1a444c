/**
 * The peers whom a daemon serves while it is attacked, beside those that are
 * measured. They live in a process of their own.
 *
 * @module
 */
import { done, join, Owner } from "./members.ts";
import type { Connection } from "./connection.ts";
import { frame } from "../support/stream_client.ts";

/** A crowd to be made. */
export interface CrowdOptions {
  readonly port: number;
  /** States below `plant/`. */
  readonly states: number;
  readonly login: boolean;
}

/** States below `open/`, whose owner takes every value. */
export const OPEN_STATES = 16;
/** A method whose owner reads everything and never answers. */
export const SILENT_METHOD = "silent/method";

/** Elements that are added in one message. */
const BATCH = 2000;

/** The peers beside those that are measured. */
export class Crowd implements Disposable {
  readonly #members: Record<string, Connection> = {};

  /** Connects all, and waits until their states are there. */
  static async gather(options: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd();
    const { port, login, states } = options;
    const plant = await join({ port, login, name: "well plant" });
    crowd.#members.plant = plant;
    await populate(plant, "plant", states);
    const target = await Owner.join(
      { port, login, name: "well target" },
      false,
    );
    crowd.#members.target = target.connection;
    await target.add(
      Array.from({ length: OPEN_STATES }, (_, index) => `open/${index}`),
    );
    const silent = await join({ port, login, name: "well silent" });
    crowd.#members.silent = silent;
    await done(silent, "add", { path: SILENT_METHOD });
    const dashboard = await join({ port, login, name: "well dashboard" });
    crowd.#members.dashboard = dashboard;
    await done(dashboard, "fetch", { id: "all" }, 60);
    // Everything is read, and nothing of it looked at.
    dashboard.drain();
    return crowd;
  }

  /** Names of those that the daemon has disconnected. */
  get lost(): string[] {
    return Object.entries(this.#members)
      .filter(([, { isOpen }]) => !isOpen).map(([name]) => name);
  }

  [Symbol.dispose](): void {
    for (const member of Object.values(this.#members)) member[Symbol.dispose]();
  }
}

/** The path of a state of a population. */
export function pathOf(prefix: string, index: number): string {
  return `${prefix}/${index % 100}/${index}`;
}

/** Adds many states, in arrays. */
export async function populate(
  connection: Connection,
  prefix: string,
  count: number,
): Promise<void> {
  for (let first = 0; first < count; first += BATCH) {
    const length = Math.min(BATCH, count - first);
    const adds = Array.from({ length }, (_, offset) => ({
      method: "add",
      params: { path: pathOf(prefix, first + offset), value: first + offset },
    }));
    await connection.send(frame(JSON.stringify(adds)));
    const last = pathOf(prefix, first + length - 1);
    await done(connection, "change", { path: last, value: 0 }, 60);
  }
}
