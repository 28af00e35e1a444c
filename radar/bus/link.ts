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
import { isRecord } from "../../base/narrowing.ts";
import { markExact, unmarkExact } from "../values/exact.ts";

/** Id under which the daemon sends what is inspected. */
export const INSPECT_ID = "$radar-inspect";

/** What the link counts and hands out. */
export interface LinkWatch {
  /** Messages that have arrived. */
  received(messages: number): void;
  /** A message for the inspector, with marks. */
  inspected(message: unknown): void;
}

/** Between two messages of an array. */
const NEXT_MESSAGE = '},{"method":';

/** Messages in a text, about: values may look like them. */
function messagesIn(text: string): number {
  let count = 1;
  if (!text.startsWith("[")) return count;
  let at = text.indexOf(NEXT_MESSAGE);
  while (at >= 0) {
    count++;
    at = text.indexOf(NEXT_MESSAGE, at + NEXT_MESSAGE.length);
  }
  return count;
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
      watch.received(messagesIn(text));
      const marked = markExact(text);
      if (text.includes(INSPECT_TEXT)) this.#sort(marked, watch);
      else this.onmessage(marked);
    };
    link.onclose = (reason) => this.onclose(reason);
  }

  // Reports of an inspection may be in one array with other messages.
  #sort(text: string, watch: LinkWatch): void {
    const read: unknown = JSON.parse(text);
    for (const message of Array.isArray(read) ? read : [read]) {
      if (isRecord(message) && message.method === INSPECT_ID) {
        watch.inspected(message.params);
      } else {
        this.onmessage(JSON.stringify(message));
      }
    }
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
