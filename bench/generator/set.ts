/**
 * Set round trips: requester → daemon → owner → daemon → requester.
 *
 * @module
 */

import type { Interval } from "../task.ts";
import type { Ring } from "./frames.ts";
import { Owner } from "./owner.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Place, Run } from "./run.ts";
import type { Traffic } from "./turns.ts";

/** A requester, and an owner that answers it. */
export class Sets implements Traffic {
  readonly #run: Run;
  readonly #requester: RawPeer;
  readonly #ring: Ring;
  /** Frames that the requester had received before the first of them. */
  readonly #before: number;
  #sent = 0;

  private constructor(run: Run, requester: RawPeer, ring: Ring) {
    this.#run = run;
    this.#requester = requester;
    this.#ring = ring;
    this.#before = requester.frames;
  }

  /** Connects both, and sees that a set succeeds. */
  static async create(run: Run, place: Place = {}): Promise<Sets> {
    const owner = await Owner.create(run, "bench/set", place);
    owner.answerAll();
    const requester = await run.connect(undefined, place);
    await run.request(requester, run.dialect.set(1, owner.paths[0], "1"));
    requester.answersOnly = true;
    return new Sets(run, requester, owner.ring(run.dialect.set));
  }

  /** Round trips so far. */
  get done(): number {
    return this.#requester.frames - this.#before;
  }

  start(inFlight: number): void {
    const send = (bytes: Uint8Array) => this.#requester.send(bytes);
    const next = (count: number) => {
      this.#sent += count;
      this.#ring.take(count, send);
    };
    this.#requester.onFrames = next;
    next(inFlight);
  }

  async stop(): Promise<void> {
    this.#requester.onFrames = undefined;
    const all = this.#before + this.#sent;
    await this.#run.until(this.#requester.arrived(all));
  }

  /** Each answer has been looked at already. */
  async check(): Promise<void> {
    await this.stop();
  }
}

/** Figure: `round trips`, a second. */
export async function set(
  run: Run,
  work: { inFlight: number } & Interval,
): Promise<void> {
  const sets = await Sets.create(run);
  sets.start(work.inFlight);
  const { rate, load } = await run.rate(work, () => sets.done);
  run.measures.push({ figure: "round trips", value: rate, load });
}
