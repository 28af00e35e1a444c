/**
 * Counts of the connections.
 *
 * @module
 */
import { Tally } from "../../base/tally.ts";
import { countedAddress } from "../../base/counted_address.ts";
import type { Link } from "../../protocol/link.ts";
import type { Limits, LimitValues } from "./limits.ts";

/** A connection; those within the process are not counted. */
export interface RemoteEnd extends Pick<Link, "transport" | "remote"> {
  /** Whether others connect through it: no limit for its address. */
  readonly isProxy?: boolean;
}

/** Counts connections, in all, by address and by user. */
export class Connections {
  readonly #limits: Limits;
  readonly #byAddress = new Tally<string>();
  readonly #byUser = new Tally<string>();
  #count = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Why another connection is refused; `null`: it is not. */
  refusal(
    remote: RemoteEnd,
    user: string | undefined,
  ): string | null {
    if (remote.transport === "local") return null;
    const address = addressOf(remote);
    const here = address === null ? 0 : this.#byAddress.of(address);
    const theirs = user === undefined ? 0 : this.#byUser.of(user);
    const amounts: [keyof LimitValues, number][] = [
      ["maxConnectionsPerUser", theirs],
    ];
    // The connections of HTTP are counted before their requests.
    if (remote.transport !== "http") {
      amounts.unshift(
        ["maxConnections", this.#count],
        ["maxConnectionsPerAddress", here],
      );
    }
    for (const [name, amount] of amounts) {
      if (amount >= this.#limits.values[name]) return this.#limits.strike(name);
    }
    return null;
  }

  /**
   * Counts a connection of which no user is known yet, unless it is refused.
   *
   * @returns What ends the count, or the reason of the refusal.
   */
  admit(remote: RemoteEnd): (() => void) | string {
    return this.refusal(remote, undefined) ?? this.add(remote, undefined);
  }

  /** Counts a connection; returns what ends that. */
  add(remote: RemoteEnd, user: string | undefined): () => void {
    if (remote.transport === "local") return () => {};
    const isRequest = remote.transport === "http";
    const address = isRequest ? null : addressOf(remote);
    if (!isRequest) this.#count++;
    if (address !== null) this.#byAddress.add(address);
    if (user !== undefined) this.#byUser.add(user);
    return () => {
      if (!isRequest) this.#count--;
      if (address !== null) this.#byAddress.delete(address);
      if (user !== undefined) this.#byUser.delete(user);
    };
  }
}

/** The address to count by; `null`: none. */
export function addressOf({ remote, isProxy }: RemoteEnd): string | null {
  return isProxy ? null : countedAddress(remote);
}
