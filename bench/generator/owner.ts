/**
 * The owner's part of the load: it adds states, answers routed requests and
 * sends changes.
 *
 * @module
 */

import { Ring } from "./frames.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Place, Run } from "./run.ts";

/** States that take part in a load of changes. */
const STATES = 64;
/** How many different values each of them takes in turn. */
const VALUES = 64;
/**
 * Ids and values start here, so that all are written with equally many digits.
 */
const FIRST_NUMBER = 100_000;

/** A peer with 64 states below a prefix. */
export class Owner {
  readonly peer: RawPeer;
  /** Paths of its states, all equally long. */
  readonly paths: string[];

  /** @param prefix Its states are below it. */
  constructor(peer: RawPeer, prefix: string) {
    this.peer = peer;
    this.paths = Array.from(
      { length: STATES },
      (_, n) => `${prefix}/state${String(n).padStart(2, "0")}`,
    );
  }

  /** Connects and adds its states. */
  static async create(
    run: Run,
    prefix: string,
    place: Place = {},
  ): Promise<Owner> {
    const peer = await run.connect(undefined, place);
    const owner = new Owner(peer, prefix);
    for (const [n, path] of owner.paths.entries()) {
      await run.request(
        owner.peer,
        run.dialect.add(FIRST_NUMBER + n, path, "0"),
      );
    }
    owner.peer.answersOnly = true;
    return owner;
  }

  /** Messages about its states in turn, each time with another value. */
  ring(message: (id: number, path: string, value: string) => string): Ring {
    const messages: string[] = [];
    for (let value = 0; value < VALUES; value++) {
      for (const path of this.paths) {
        messages.push(
          message(
            FIRST_NUMBER + messages.length,
            path,
            String(FIRST_NUMBER + value),
          ),
        );
      }
    }
    return new Ring(this.peer.wire, messages);
  }
}
