/**
 * Keeps up links to other relays.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Pipe } from "./connection.ts";
import type { Relay } from "./relay.ts";

/** What a mesh is made of. */
export interface MeshOptions {
  /** The relay that is linked to others. */
  readonly relay: Relay;
  /** Where they are. */
  readonly urls: readonly string[];
  /** Connects to one of them. */
  readonly dial: (url: string) => Promise<Pipe>;
  /** Time. */
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Hears of a link that could not be made. */
  readonly onFailure?: (url: string, reason: string) => void;
}

// Milliseconds until a relay is dialled again: twice as long each time.
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
// A link that held for so long was a good one: the next is tried soon.
const STEADY = 10_000;

/** Links to other relays, which are made again whenever they break. */
export class Mesh {
  readonly #options: MeshOptions;
  readonly #waiting = new Map<string, () => void>();
  #closed = false;

  /** Begins to dial. */
  constructor(options: MeshOptions) {
    this.#options = options;
    for (const url of new Set(options.urls)) {
      options.relay.expect(url);
      this.#dial(url, FIRST_PAUSE);
    }
  }

  /** Dials nobody any more. Links that there are belong to the relay. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  async #dial(url: string, pause: number): Promise<void> {
    const { dial, relay, clock, onFailure } = this.#options;
    let pipe: Pipe;
    try {
      pipe = await dial(url);
    } catch (error) {
      onFailure?.(url, error instanceof Error ? error.message : String(error));
      return this.#later(url, pause);
    }
    if (this.#closed) return pipe.close(1000, "not wanted any more");
    const since = clock.now();
    relay.connect(pipe, url, () => {
      const held = clock.now() - since;
      this.#later(url, held > STEADY ? FIRST_PAUSE : pause);
    });
  }

  #later(url: string, pause: number): void {
    if (this.#closed) return;
    const { clock, random } = this.#options;
    // Relays that were cut off together don't come back together.
    const delay = pause * (0.5 + random());
    const next = Math.min(pause * 2, LONGEST_PAUSE);
    const cancel = clock.after(delay, () => {
      this.#waiting.delete(url);
      this.#dial(url, next);
    });
    this.#waiting.set(url, cancel);
  }
}
