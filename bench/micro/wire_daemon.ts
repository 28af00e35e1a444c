/**
 * The library's peer of a checkout, with a daemon that is texts only: what is
 * measured is the peer's own. Checkouts may be as old as e9f090f.
 *
 * @module
 */
import type { PeerLink } from "../../transport/links/client_link.ts";
import { type Operations, READ_MESSAGES } from "./wire_peers.ts";

const ID_START = '{"id":';
const TRUE = ',"result":true}';
/** The end of the answer to `info`: what the daemon of this checkout can do. */
const INFO = `,"result":${
  JSON.stringify({
    ...{ name: "bench", version: "0", protocolVersion: "1.1.0" },
    features: {
      ...{ batches: true, fetch: "full", deadline: true, caller: true },
      ...{ cancel: true, displaced: true, replace: ["silent"], meta: true },
      ...{ times: true, presence: true, expires: true, stay: true },
      ...{ group: true, if: true, signal: true, rate: true, revision: true },
    },
  })
}}`;

/** A link whose daemon answers all requests, when the benchmark says so. */
class WireDaemon implements PeerLink {
  /** What the peer has sent, and what its callbacks were called with. */
  messages = 0;
  readonly #answers: string[] = [];
  onmessage(_message: string): void {}
  onclose(): void {}

  send(message: string): void {
    this.messages++;
    if (!message.startsWith(ID_START)) return;
    const id = message.slice(0, message.indexOf(","));
    this.#answers.push(id + (message.includes('"info"') ? INFO : TRUE));
  }

  /** Answers what it was asked. */
  answer(): void {
    for (const answer of this.#answers.splice(0)) this.onmessage(answer);
  }

  /** Requests that the peer makes, as many as a read brings. */
  async #answered<T>(
    requests: readonly T[],
    done: (request: T) => Promise<unknown>,
  ): Promise<void> {
    const all = Promise.all(requests.map(done));
    // A peer sends `add` in a microtask.
    await undefined;
    this.answer();
    await all;
  }

  /** Operations of the peer; the second half of each is another request. */
  requests<T>(
    begin: (n: number) => T,
    ...halves: readonly ((begun: T) => Promise<unknown>)[]
  ): Operations {
    return async (count) => {
      for (let n = 0; n < count; n += READ_MESSAGES) {
        const begun = Array.from(
          { length: READ_MESSAGES },
          (_, i) => begin(n + i),
        );
        for (const half of halves) await this.#answered(begun, half);
      }
    };
  }

  /**
   * Messages to the peer.
   *
   * @param responses How many messages or calls each leads to.
   */
  deliveries(message: (n: number) => string, responses: number): Operations {
    return (count) => {
      const before = this.messages;
      for (let n = 0; n < count; n++) this.onmessage(message(n));
      if (this.messages < before + count * responses) {
        throw new Error("messages are missing");
      }
    };
  }

  close(): void {}
}

/**
 * Connects the peer of a checkout.
 *
 * @returns Its cases by their names.
 */
export async function openPeer(
  checkout: string,
): Promise<Record<string, Operations>> {
  const { Peer, State, Method }: typeof import("../../peer.ts") = await import(
    `${checkout}/peer.ts`
  );
  const daemon = new WireDaemon();
  const connecting = Peer.connect(() => daemon, { heartbeat: 0 });
  const greeting = setInterval(() => daemon.answer(), 1);
  const peer = await connecting;
  const path = "bench/state";
  await peer.add(new State(path, 0, { set: () => {} }));
  await peer.add(new Method("bench/method", (args: unknown) => args));
  clearInterval(greeting);

  const fetcher = peer.fetch({ path: { equals: path } }, () => {
    daemon.messages++;
  });
  daemon.answer();
  await fetcher.ready;
  const fetched = { path: { startsWith: path } };
  return {
    set: daemon.requests((n) => n, (n) => peer.set(path, n)),
    call: daemon.requests((n) => n, (n) => peer.call("bench/method", [n])),
    get: daemon.requests((n) => n, (n) => peer.get({ path: `${path}/${n}` })),
    "add and remove": daemon.requests(
      (n) => new State(`${path}/${n}`, n),
      (state) => peer.add(state),
      (state) => state.remove(),
    ),
    "fetch and unfetch": daemon.requests(
      () => peer.fetch(fetched, () => {}),
      ({ ready }) => ready,
      (fetcher) => fetcher.close(),
    ),
    "owner's set": daemon.deliveries(
      (n) => `{"id":"${n}","method":"${path}","params":{"value":${n}}}`,
      2,
    ),
    "owner's call": daemon.deliveries(
      (n) => `{"id":"${n}","method":"bench/method","params":[${n}]}`,
      1,
    ),
    "fetcher's change": daemon.deliveries((n) => {
      const params = `{"path":"${path}","event":"change","value":${n}}`;
      return `{"method":"__f__1","params":${params}}`;
    }, 1),
  };
}
