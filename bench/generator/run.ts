/**
 * What the cases of the daemons need: peers that have introduced themselves.
 *
 * @module
 */

import type { Target, Task } from "../task.ts";
import { type Dialect, dialect } from "./dialect.ts";
import { MeasuredRun } from "./measured_run.ts";
import { RawPeer } from "./raw_peer.ts";
import { StreamWire } from "./stream_wire.ts";

/** Enough for one read of a busy connection. */
const READ_BUFFER_BYTES = 1 << 18;

const WIRE = new StreamWire();

/** Where a peer connects to. */
export interface Place {
  /** Which of the daemons; the first one if not said. */
  daemon?: number;
}

/** One run of one case. */
export class Run extends MeasuredRun {
  readonly dialect: Dialect;
  readonly #daemons: Target[];

  constructor(task: Task) {
    super(task.daemons.map(({ pid }) => pid), task.awake);
    this.dialect = dialect(task.dialect);
    this.#daemons = task.daemons;
  }

  /** Connects a peer and introduces it: `info` is the first of its messages. */
  async connect(
    buffer: number = READ_BUFFER_BYTES,
    { dialect = this.dialect, daemon = 0 }:
      & Place
      & { dialect?: Dialect } = {},
  ): Promise<RawPeer> {
    const peer = await RawPeer.connect(
      this.#daemons[daemon].port,
      buffer,
      this.fail,
      WIRE,
    );
    this.keep(peer);
    const answer = await this.until(peer.ask(dialect.info()));
    if (!answer.includes('"features"')) throw new Error(`info: ${answer}`);
    return peer;
  }

  /** Sends a request that must succeed. */
  async request(peer: RawPeer, message: string): Promise<void> {
    const answer = await this.until(peer.ask(message));
    if (!answer.includes('"result"')) throw new Error(answer);
  }
}
