/**
 * Looks at a users file once a second.
 *
 * @module
 */
import type { PeerClock } from "../../base/clock.ts";
import { Poll } from "../../base/poll.ts";
import type { UserStore } from "./store.ts";
import type { TokenStore } from "./token_store.ts";

/** Reports changes of a store's users, also those that other programs make. */
export class UserWatch {
  readonly #store: UserStore;
  readonly #poll: Poll;
  readonly #onTrouble: (message: string) => void;
  readonly #unwatch: () => void;
  readonly #onChange: () => void;
  readonly #tokens: TokenStore;
  #trouble: string | undefined;
  // Number of the tokens that have ended.
  #ended: number;

  /**
   * @param onChange Called after each change of the users, and after tokens have
   * ended.
   * @param onTrouble Called when the file can't be read any more.
   */
  constructor(
    store: UserStore,
    tokens: TokenStore,
    clock: PeerClock,
    onChange: () => void,
    onTrouble: (message: string) => void,
  ) {
    this.#store = store;
    this.#tokens = tokens;
    this.#ended = tokens.ended;
    this.#onChange = onChange;
    this.#poll = new Poll(clock, () => this.#look());
    this.#onTrouble = onTrouble;
    this.#unwatch = store.watch(onChange);
  }

  /** Begins to look at the file; later calls do nothing. */
  start(): void {
    this.#poll.start();
  }

  async #look(): Promise<void> {
    await this.#store.refresh();
    const { trouble } = this.#store;
    if (trouble !== undefined && trouble !== this.#trouble) {
      this.#onTrouble(trouble);
    }
    this.#trouble = trouble;
    const { ended } = this.#tokens;
    if (ended !== this.#ended) this.#onChange();
    this.#ended = ended;
  }

  /** Ends it. */
  stop(): void {
    this.#poll.stop();
    this.#unwatch();
  }
}
