/**
 * Output of the relay: everything that one turn has for a connection is sent
 * at its end.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { Frames } from "../wire/frames.ts";
import type { RelayConnection } from "./connection.ts";

/** Schedules the end of the turn and flushes the connections then. */
export class TurnOutput {
  readonly #clock: Clock;
  readonly #endTurn: () => void;
  readonly #frames = new Frames();
  #connections: RelayConnection[] = [];
  #scheduled = false;

  /** @param endTurn Called at the end of each scheduled turn. */
  constructor(clock: Clock, endTurn: () => void) {
    this.#clock = clock;
    this.#endTurn = endTurn;
  }

  /** Calls `endTurn` once when this turn ends. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Not `soon`, whose timer would delay each answer by one or two ms.
    this.#clock.endOfTurn(() => {
      this.#scheduled = false;
      this.#endTurn();
    });
  }

  /** Flushes a connection when this turn ends. */
  add(connection: RelayConnection): void {
    this.#connections.push(connection);
    this.schedule();
  }

  /** The frames for some messages. */
  framesOf(texts: readonly string[]): readonly string[] {
    return this.#frames.of(texts);
  }

  /** Flushes the connections that have output. */
  flush(): void {
    const connections = this.#connections;
    this.#connections = [];
    for (const connection of connections) connection.flush();
    this.#frames.clear();
  }
}
