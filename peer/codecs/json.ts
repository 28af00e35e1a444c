/**
 * Classic Jet in JSON, one text for each message.
 *
 * @module
 */
import {
  type Codec,
  type CodecHooks,
  DONE,
  type Params,
  type RoutedId,
  tooLong,
} from "./codec.ts";
import { isRecord } from "../../base/narrowing.ts";
import type { PeerLink } from "../../transport/links/client_link.ts";
import { jsonText, parseJson } from "../values/values.ts";
import type { WireError } from "../../protocol/errors/codes.ts";

/** See the module. */
export class JsonCodec implements Codec {
  readonly tellsReady = false;
  readonly question = "info";
  maxMessage = Infinity;
  readonly link: PeerLink;
  readonly #hooks: CodecHooks;

  constructor(link: PeerLink, hooks: CodecHooks) {
    this.link = link;
    this.#hooks = hooks;
  }

  get takesArrays(): boolean {
    return this.link.takesArrays ?? false;
  }

  start(): void {
    this.link.onmessage = (text) => this.#receive(text);
    this.link.onclose = (reason) => this.#hooks.closed(reason);
  }

  request(id: number, method: string, params: Params): void {
    this.#send(jsonText({ id, method, params }, params.path));
  }

  announce(path: string, value: unknown): void {
    const json = jsonText(value, path);
    const key = JSON.stringify(path);
    this.#send(
      `{"method":"change","params":{"path":${key},"value":${json}}}`,
    );
  }

  result(id: RoutedId, result: unknown): void {
    this.#send(jsonText({ id, result: result === DONE ? true : result }));
  }

  error(id: RoutedId, error: WireError): void {
    this.#send(JSON.stringify({ id, error }));
  }

  close(): void {
    this.link.close();
  }

  #send(text: string): void {
    const { maxMessage } = this;
    // A UTF-16 unit takes at most three bytes in UTF-8.
    if (text.length * 3 > maxMessage) {
      const { length } = new TextEncoder().encode(text);
      if (length > maxMessage) throw tooLong(length, maxMessage);
    }
    this.link.send(text);
  }

  #receive(text: string): void {
    let message: unknown;
    try {
      message = this.#hooks.doubles ? JSON.parse(text) : parseJson(text);
    } catch {
      this.#hooks.log("ignored a message that is not JSON");
      return;
    }
    if (Array.isArray(message)) {
      for (const one of message) this.#take(one);
    } else {
      this.#take(message);
    }
  }

  #take(message: unknown): void {
    if (isRecord(message)) this.#hooks.message(message);
  }
}
