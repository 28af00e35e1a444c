/**
 * The fetches of one link: a peer chooses an id that is a text, the daemon
 * answers with a number that all events have.
 *
 * @module
 */

/** A fetch on this link. */
export interface LinkFetch {
  /** The id of the peer. */
  readonly id: string;
  /** The pending fetch request, answered at `ready`; 0 if none is pending. */
  request: number;
  /** The number of the daemon; 0 as long as it has not answered. */
  number: number;
  /** Whether its events and rows have options. */
  noted: boolean;
  /** The request to end it that came before the number. */
  unfetch: number | undefined;
}

/** See the module. */
export class LinkFetches {
  readonly #byId = new Map<string, LinkFetch>();
  readonly #byNumber = new Map<number, LinkFetch>();

  /** A fetch is asked for. */
  begin(id: string, request: number): LinkFetch {
    const fetch: LinkFetch = {
      id,
      request,
      number: 0,
      noted: false,
      unfetch: undefined,
    };
    this.#byId.set(id, fetch);
    return fetch;
  }

  /** The daemon has taken it. */
  taken(fetch: LinkFetch, number: number): void {
    fetch.number = number;
    this.#byNumber.set(number, fetch);
  }

  /** Removes a fetch; its late events are dropped. */
  end(fetch: LinkFetch): void {
    if (this.#byId.get(fetch.id) === fetch) this.#byId.delete(fetch.id);
    if (this.#byNumber.get(fetch.number) === fetch) {
      this.#byNumber.delete(fetch.number);
    }
  }

  /** The fetch with the peer's id. */
  byId(id: unknown): LinkFetch | undefined {
    return typeof id === "string" ? this.#byId.get(id) : undefined;
  }

  /** The fetch with the daemon's number. */
  byNumber(number: number): LinkFetch | undefined {
    return this.#byNumber.get(number);
  }
}
