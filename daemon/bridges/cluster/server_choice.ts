/**
 * Which server of NATS a connection goes to when it leaves its present one.
 *
 * @module
 */
import type { NatsAddress } from "./library.ts";

const DEFAULT_PORT = "4222";

/** Chooses the server of the next connection. */
export class ServerChoice {
  // Of the next attempt: the server that is left, as `listen`, and that to take.
  #left: string | undefined;
  #wanted: string | undefined;

  /**
   * The present server is left.
   *
   * @param left Its `listen`.
   * @param wanted Address of a server that is known to be better, as users write it
   * or as servers name it.
   */
  leave(left: string, wanted: string | undefined): void {
    this.#left = left;
    this.#wanted = wanted;
  }

  /** The server of the next attempt; `null`: the next one in their order. */
  readonly choose = (servers: readonly NatsAddress[]): NatsAddress | null => {
    const left = this.#left;
    const wanted = this.#wanted;
    this.#left = undefined;
    this.#wanted = undefined;
    if (left === undefined) return null;
    const others = servers.filter(({ listen }) => listen !== left);
    const better = wanted === undefined
      ? undefined
      : others.find((server) => isAt(server, wanted));
    return better ?? others.at(0) ?? null;
  };
}

function isAt({ hostname, port }: NatsAddress, address: string): boolean {
  const text = address.includes("://") ? address : `nats://${address}`;
  const url = new URL(text);
  // IPv6 has brackets in a URL.
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return host === hostname && (url.port || DEFAULT_PORT) === String(port);
}
