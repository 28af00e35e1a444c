/**
 * Fan-out: one owner's changes to all the fetchers of its states.
 *
 * @module
 */

import type { Interval } from "../task.ts";
import { frame } from "./frames.ts";
import { Owner } from "./owner.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Run } from "./run.ts";

const decoder = new TextDecoder();

/** An owner and fetchers of all its states. */
export class FanOut {
  readonly #run: Run;
  readonly #owner: Owner;
  readonly #fetchers: RawPeer[];
  /** Frames that each fetcher had received before the first change. */
  readonly #before: number[];
  #sent = 0;
  #stopped = false;

  private constructor(run: Run, owner: Owner, fetchers: RawPeer[]) {
    this.#run = run;
    this.#owner = owner;
    this.#fetchers = fetchers;
    this.#before = fetchers.map((fetcher) => fetcher.frames);
  }

  /** Connects everybody and waits until each fetcher knows every state. */
  static async create(run: Run, fetchers: number): Promise<FanOut> {
    const owner = await Owner.create(run, "bench/fan");
    const peers: RawPeer[] = [];
    for (let n = 0; n < fetchers; n++) {
      const peer = await run.connect(1 << 16);
      await fetch(run, peer, `f_fan${n}`, "bench/fan/", owner.paths.length);
      peers.push(peer);
    }
    return new FanOut(run, owner, peers);
  }

  /** Notifications delivered so far. */
  get delivered(): number {
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
    const ring = this.#owner.ring(this.#run.dialect.change);
    const send = (bytes: Uint8Array) => this.#owner.peer.send(bytes);
    let due = false;
    const pump = () => {
      due = false;
      if (this.#stopped) return;
      const free = inFlight - (this.#sent - this.#slowest());
      if (free <= 0) return;
      this.#sent += free;
      ring.take(free, send);
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

  /**
   * Stops, waits for what is under way, and sees what one more change looks
   * like at the fetchers: what was counted has to be notifications.
   */
  async check(): Promise<void> {
    const run = this.#run;
    this.#stopped = true;
    for (const [n, fetcher] of this.#fetchers.entries()) {
      await run.until(fetcher.arrived(this.#before[n] + this.#sent));
      fetcher.onFrames = undefined;
      fetcher.inspect = (bytes, start, end) => {
        const text = decoder.decode(bytes.subarray(start, end));
        if (!/"path":"bench\/fan\/state00"/.test(text)) throw new Error(text);
        if (!/"value":7\b/.test(text)) throw new Error(text);
        if (!/"event":"change"/i.test(text)) throw new Error(text);
      };
    }
    const [path] = this.#owner.paths;
    await run.request(
      this.#owner.peer,
      run.dialect.changeRequest(1, path, "7"),
    );
    for (const [n, fetcher] of this.#fetchers.entries()) {
      await run.until(fetcher.arrived(this.#before[n] + this.#sent + 1));
    }
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
  { see }: { see?: (text: string) => void } = {},
): Promise<void> {
  const all = peer.frames + 1 + adds;
  // The answer may come before or after the adds.
  peer.inspect = (bytes, start, end) => {
    const text = decoder.decode(bytes.subarray(start, end));
    if (text.includes('"error"')) throw new Error(text);
    see?.(text);
  };
  peer.send(frame(run.dialect.fetch(1, fetchId, prefix)));
  await run.until(peer.arrived(all));
  peer.inspect = undefined;
}

/** Figure: `notifications`, a second and summed over all fetchers. */
export async function fanOut(
  run: Run,
  work: { fetchers: number; inFlight: number } & Interval,
): Promise<void> {
  const fan = await FanOut.create(run, work.fetchers);
  fan.start(work.inFlight);
  const { rate, load } = await run.rate(work, () => fan.delivered);
  await fan.check();
  run.measures.push({ figure: "notifications", value: rate, load });
}
