/**
 * The limit of what the rules of all peers take.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Limits } from "./limits.ts";

/** Peers that may have as many operands as one peer may have at most. */
const MAX_FULL_PEERS = 20;

/** Operands of the fetches of all peers. */
export class Operands {
  readonly #limits: Limits;
  #sum = 0;
  // Peers that have any.
  #peers = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Counts a request that is beyond the limit of one peer or, for a peer with more
   * than its share, that of all.
   *
   * @param own Operands that the peer has.
   * @param more Operands of the request.
   */
  exceeded(own: number, more: number): Fault | null {
    const limits = this.#limits;
    const name = "maxOperands";
    const wanted = own + more;
    const fault = limits.exceeded(name, wanted);
    if (fault !== null) return fault;
    const maximum = MAX_FULL_PEERS * limits.values.maxOperands;
    if (this.#sum + more <= maximum) return null;
    const peers = this.#peers + (own === 0 ? 1 : 0);
    if (wanted <= maximum / peers) return null;
    limits.count(name);
    const reason =
      `at most ${maximum} texts, value rules and KiB of long rules of all peers (${name})`;
    return { kind: "limit", reason, option: { name, maximum } };
  }

  /** To be called when the operands of a peer have changed. */
  changed(before: number, after: number): void {
    this.#sum += after - before;
    this.#peers += Number(after > 0) - Number(before > 0);
  }
}
