/**
 * For how long a daemon may answer a peer that owns paths.
 *
 * @module
 */
import { must } from "./failure.ts";

/** A daemon whose process the test stops. */
export interface Stoppable {
  readonly name: string;
  readonly isStopped: boolean;
  /** How often it has been stopped. */
  readonly stops: number;
}

/** What is known of an owner's right to its paths, from the answers it gets. */
export class Tenure {
  readonly #daemon: Stoppable;
  // Number of the daemon's stops that it has answered after.
  #proven: number;
  // Whether its daemon was stopped when another peer got one of its paths.
  #dispossessed: { readonly inStop: boolean } | undefined;

  constructor(daemon: Stoppable) {
    this.#daemon = daemon;
    this.#proven = daemon.stops;
  }

  /**
   * Whether another peer may own its paths: its daemon was stopped, and has answered
   * nothing since.
   */
  get isSuspect(): boolean {
    return this.#proven !== this.#daemon.stops;
  }

  /** Another peer has one of its paths: its daemon must answer nothing any more. */
  dispossess(): void {
    this.#dispossessed ??= { inStop: this.#daemon.isStopped };
  }

  /**
   * A request begins.
   *
   * @returns Takes whether the answer is a result.
   */
  asks(what: string): (hasResult: boolean) => void {
    const { isStopped, stops } = this.#daemon;
    const isOver = this.#dispossessed !== undefined;
    return (hasResult) => {
      if (!isStopped) this.#proven = Math.max(this.#proven, stops);
      must(
        !hasResult || !isOver && !this.#dispossessed?.inStop,
        () => `${what} of a daemon whose paths others have`,
      );
    };
  }
}
