/**
 * Counts of the connections.
 *
 * @module
 */
import type { Link } from "../../protocol/link.ts";
import type { LimitName, Limits } from "./limits.ts";

/** A connection; those within the process are not counted. */
type Remote = Pick<Link, "transport" | "remote">;

/** Counts connections, in all, by address and by user. */
export class Connections {
  readonly #limits: Limits;
  readonly #byAddress = new Map<string, number>();
  readonly #byUser = new Map<string, number>();
  #count = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Why another connection is refused; `null`: it is not. */
  refusal(
    { transport, remote }: Remote,
    user: string | undefined,
  ): string | null {
    if (transport === "local") return null;
    const here = this.#byAddress.get(addressOf(remote)) ?? 0;
    const theirs = user === undefined ? 0 : this.#byUser.get(user) ?? 0;
    const amounts: [LimitName, number][] = [
      ["maxConnections", this.#count],
      ["maxConnectionsPerAddress", here],
      ["maxConnectionsPerUser", theirs],
    ];
    for (const [name, amount] of amounts) {
      if (amount >= this.#limits.values[name]) return this.#limits.strike(name);
    }
    return null;
  }

  /** Counts a connection; returns what ends that. */
  add({ transport, remote }: Remote, user: string | undefined): () => void {
    if (transport === "local") return () => {};
    const address = addressOf(remote);
    this.#count++;
    change(this.#byAddress, address, 1);
    if (user !== undefined) change(this.#byUser, user, 1);
    return () => {
      this.#count--;
      change(this.#byAddress, address, -1);
      if (user !== undefined) change(this.#byUser, user, -1);
    };
  }
}

function change(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

/** An address without its port. */
function addressOf(remote: string): string {
  return remote.replace(/:\d+$/, "");
}
