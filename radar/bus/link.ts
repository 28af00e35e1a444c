/**
 * The link of the page: a WebSocket whose JSON keeps its digits, and whose
 * messages of the inspector go to it and not to the peer.
 *
 * @module
 */
import type {
  AnyLink,
  Connector,
  PeerLink,
} from "../../transport/links/client_link.ts";
import { connectorFor } from "../../transport/connect/connector.ts";
import { markExact, unmarkExact } from "../values/exact.ts";

/** Id under which the daemon sends what is inspected. */
export const INSPECT_ID = "\u0000radar-inspect";

/** What the link counts and hands out. */
export interface LinkWatch {
  /** Messages that have arrived. */
  received(bytes: number): void;
  /** A message for the inspector. */
  inspected(text: string): void;
}

const INSPECT_TEXT = JSON.stringify(INSPECT_ID);

/** Connects to a daemon by a link of this kind. */
export function exactConnector(url: string, watch: LinkWatch): Connector {
  const connect = connectorFor(url, Infinity, false);
  return async (signal) => wrap(await connect(signal), watch);
}

function wrap(link: AnyLink, watch: LinkWatch): AnyLink {
  return "binary" in link ? link : new ExactLink(link, watch);
}

class ExactLink implements PeerLink {
  onmessage: (message: string) => void = () => {};
  onclose: (reason?: Error) => void = () => {};
  readonly #link: PeerLink;

  constructor(link: PeerLink, watch: LinkWatch) {
    this.#link = link;
    link.onmessage = (text) => {
      watch.received(text.length);
      if (text.startsWith(`{"method":${INSPECT_TEXT}`)) watch.inspected(text);
      else this.onmessage(markExact(text));
    };
    link.onclose = (reason) => this.onclose(reason);
  }

  get takesArrays(): boolean | undefined {
    return this.#link.takesArrays;
  }

  get bytesReceived(): number | undefined {
    return this.#link.bytesReceived;
  }

  get backlog(): number | undefined {
    return this.#link.backlog;
  }

  send(message: string): void {
    this.#link.send(unmarkExact(message));
  }

  close(): void {
    this.#link.close();
  }

  abort(): void {
    this.#link.abort?.();
  }
}
