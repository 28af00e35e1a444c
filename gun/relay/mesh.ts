/**
 * Links to other relays that are dialled again when they break.
 *
 * @module
 */
import { Backoff } from "../../base/backoff.ts";
import type { Clock } from "../../base/clock.ts";
import type { Pipe } from "./connection.ts";
import type { Relay } from "./relay.ts";
import { messageOf } from "../../base/narrowing.ts";

/** What a mesh is made of. */
export interface MeshOptions {
  /** The relay that is linked to others. */
  readonly relay: Relay;
  /** URLs of the others. */
  readonly urls: readonly string[];
  /** Connects to one of them. */
  readonly dial: (url: string) => Promise<Pipe>;
  /** Time. */
  readonly clock: Clock;
  /** Random numbers from 0 up to 1. */
  readonly random: () => number;
  /** Called when an attempt to connect has failed. */
  readonly onFailure?: (url: string, reason: string) => void;
}

const MIN_REDIAL_S = 0.5;
const MAX_REDIAL_S = 30;
/** A link that held this long resets the back-off. */
const STEADY_MS = 10_000;

/** Links a relay to others. */
export class Mesh {
  readonly #options: MeshOptions;
  readonly #scheduled = new Map<string, () => void>();
  #closed = false;

  /** Begins to dial. */
  constructor(options: MeshOptions) {
    this.#options = options;
    const { relay, urls, random } = options;
    const delays = { min: MIN_REDIAL_S, max: MAX_REDIAL_S };
    for (const url of new Set(urls)) {
      relay.expect(url);
      this.#dial(url, new Backoff(delays, random));
    }
  }

  /** Ends dialling. Open links are closed by the relay. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#scheduled.values()) cancel();
    this.#scheduled.clear();
  }

  async #dial(url: string, backoff: Backoff): Promise<void> {
    const { dial, relay, clock, onFailure } = this.#options;
    let pipe: Pipe;
    try {
      pipe = await dial(url);
    } catch (error) {
      onFailure?.(url, messageOf(error));
      return this.#schedule(url, backoff);
    }
    if (this.#closed) return pipe.close(1000, "not wanted any more");
    const since = clock.now();
    relay.connect(pipe, {
      url,
      onClosed: () => {
        if (clock.now() - since > STEADY_MS) backoff.reset();
        this.#schedule(url, backoff);
      },
    });
  }

  #schedule(url: string, backoff: Backoff): void {
    if (this.#closed) return;
    const cancel = this.#options.clock.after(backoff.next(), () => {
      this.#scheduled.delete(url);
      this.#dial(url, backoff);
    });
    this.#scheduled.set(url, cancel);
  }
}
