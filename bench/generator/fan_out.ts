/**
 * Fan-out: one owner's changes to all the fetchers of its states.
 *
 * @module
 */

import type { Dialect } from "./dialect.ts";
import { frame, type Ring } from "./frames.ts";
import { Owner } from "./owner.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Place, Run } from "./run.ts";
import type { Traffic } from "./turns.ts";

const decoder = new TextDecoder();

/** A change at the end of a load, to see what it looks like. */
const LAST = "7";

/** An owner and fetchers of all its states. */
export class FanOut implements Traffic {
  readonly #run: Run;
  readonly #owner: Owner;
  readonly #changes: Ring;
  readonly #fetchers: RawPeer[];
  readonly #dialects: Dialect[];
  /** Frames that each fetcher had received before the first change. */
  readonly #before: number[];
  #sent = 0;
  #stopped = false;

  private constructor(
    run: Run,
    owner: Owner,
    fetchers: RawPeer[],
    dialects: Dialect[],
  ) {
    this.#run = run;
    this.#owner = owner;
    this.#changes = owner.ring(run.dialect.change);
    this.#fetchers = fetchers;
    this.#dialects = dialects;
    this.#before = fetchers.map((fetcher) => fetcher.frames);
  }

  /**
   * Connects all peers and waits until each fetcher knows every state.
   *
   * @param dialects The dialect of each fetcher.
   * @param place Where they connect to.
   */
  static async create(
    run: Run,
    dialects: Dialect[],
    place: Place = {},
  ): Promise<FanOut> {
    const owner = await Owner.create(run, "bench/fan", place);
    const peers: RawPeer[] = [];
    for (const [n, dialect] of dialects.entries()) {
      const peer = await run.connect(1 << 16, { ...place, dialect });
      const id = dialect.fetchId(n);
      await fetch(run, peer, id, "bench/fan/", owner.paths.length, { dialect });
      peers.push(peer);
    }
    return new FanOut(run, owner, peers, dialects);
  }

  /** Notifications delivered so far. */
  get done(): number {
    let sum = 0;
    for (const [n, fetcher] of this.#fetchers.entries()) {
      sum += fetcher.frames - this.#before[n];
    }
    return sum;
  }

  /**
   * Keeps so many changes under way from now on. A change is under way until
   * every fetcher has heard of it.
   */
  start(inFlight: number): void {
    this.#stopped = false;
    const send = (bytes: Uint8Array) => this.#owner.peer.send(bytes);
    let due = false;
    const pump = () => {
      due = false;
      if (this.#stopped) return;
      const free = inFlight - (this.#sent - this.#slowest());
      if (free <= 0) return;
      this.#sent += free;
      this.#changes.take(free, send);
    };
    for (const fetcher of this.#fetchers) {
      fetcher.onFrames = () => {
        // Once for everything that has arrived by now, as a busy owner would.
        if (due) return;
        due = true;
        queueMicrotask(pump);
      };
    }
    pump();
  }

  /** Stops, and waits until every fetcher has heard of what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#heard();
    for (const fetcher of this.#fetchers) fetcher.onFrames = undefined;
  }

  /**
   * Stops, and sees what one more change of each state looks like at each
   * fetcher: what was counted has to be notifications, one for each change,
   * in the form of the fetcher's dialect.
   */
  async check(): Promise<void> {
    const run = this.#run;
    await this.stop();
    const { paths } = this.#owner;
    for (const [n, fetcher] of this.#fetchers.entries()) {
      const { fetchId, changeEvent } = this.#dialects[n];
      let seen = 0;
      fetcher.inspect = (bytes, start, end) => {
        const text = decoder.decode(bytes.subarray(start, end));
        const good = text.includes(`"method":"${fetchId(n)}"`) &&
          text.includes(`"path":"${paths[seen++]}"`) &&
          text.includes(`"event":"${changeEvent}"`) &&
          new RegExp(`"value":${LAST}\\b`).test(text);
        if (!good) throw new Error(`no such change was due: ${text}`);
      };
    }
    for (const [n, path] of paths.entries()) {
      await run.request(
        this.#owner.peer,
        run.dialect.changeRequest(n, path, LAST),
      );
    }
    this.#sent += paths.length;
    await this.#heard();
  }

  /** Waits until every fetcher has heard of every change. */
  async #heard(): Promise<void> {
    const run = this.#run;
    for (const [n, fetcher] of this.#fetchers.entries()) {
      const before = this.#before[n];
      run.progress = () =>
        `fetcher ${n} heard of ${fetcher.frames - before} changes ` +
        `out of ${this.#sent}`;
      await run.until(fetcher.arrived(before + this.#sent));
    }
    run.progress = undefined;
  }

  /** Changes that the slowest fetcher has heard of. */
  #slowest(): number {
    let slowest = Infinity;
    for (let n = 0; n < this.#fetchers.length; n++) {
      const heard = this.#fetchers[n].frames - this.#before[n];
      if (heard < slowest) slowest = heard;
    }
    return slowest;
  }
}

/**
 * Fetches a prefix and waits for the answer and so many adds; `see` is given
 * the text of each.
 */
export async function fetch(
  run: Run,
  peer: RawPeer,
  fetchId: string,
  prefix: string,
  adds: number,
  { see, dialect = run.dialect }: {
    see?: (text: string) => void;
    dialect?: Dialect;
  } = {},
): Promise<void> {
  const all = peer.frames + 1 + adds;
  // The answer may come before or after the adds.
  peer.inspect = (bytes, start, end) => {
    const text = decoder.decode(bytes.subarray(start, end));
    if (text.includes('"error"')) throw new Error(text);
    see?.(text);
  };
  peer.send(frame(peer.wire, dialect.fetch(1, fetchId, prefix)));
  await run.until(peer.arrived(all));
  peer.inspect = undefined;
}
