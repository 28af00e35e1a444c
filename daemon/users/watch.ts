/**
 * Looks at a users file once a second.
 *
 * @module
 */
import type { PeerClock } from "../../base/clock.ts";
import type { UserStore } from "./store.ts";

/** Time between two looks. */
const INTERVAL_MS = 1000;

/** Reports changes of a store's users, also those that other programs make. */
export class UserWatch {
  readonly #store: UserStore;
  readonly #clock: PeerClock;
  readonly #onTrouble: (message: string) => void;
  readonly #unwatch: () => void;
  #cancel: (() => void) | undefined;
  #trouble: string | undefined;
  #ended = false;

  /**
   * @param onChange Called after each change of the users.
   * @param onTrouble Called when the file can't be read any more.
   */
  constructor(
    store: UserStore,
    clock: PeerClock,
    onChange: () => void,
    onTrouble: (message: string) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#onTrouble = onTrouble;
    this.#unwatch = store.watch(onChange);
  }

  /** Begins to look at the file; later calls do nothing. */
  start(): void {
    if (this.#ended) return;
    this.#cancel ??= this.#clock.after(INTERVAL_MS, () => this.#look());
  }

  async #look(): Promise<void> {
    await this.#store.refresh();
    const { trouble } = this.#store;
    if (trouble !== undefined && trouble !== this.#trouble) {
      this.#onTrouble(trouble);
    }
    this.#trouble = trouble;
    this.#cancel = undefined;
    this.start();
  }

  /** Ends it. */
  stop(): void {
    this.#ended = true;
    this.#cancel?.();
    this.#unwatch();
  }
}
