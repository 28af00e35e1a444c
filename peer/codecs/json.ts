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
import {
  isTyped,
  jsonArguments,
  jsonText,
  jsonValue,
} from "../values/values.ts";
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
    const written = jsonParams(method, params);
    this.#send(JSON.stringify({ id, method, params: written }));
  }

  announce(path: string, value: unknown): void {
    const json = jsonText(value, path);
    const key = JSON.stringify(path);
    this.#send(
      `{"method":"change","params":{"path":${key},"value":${json}}}`,
    );
  }

  result(id: RoutedId, result: unknown): void {
    const encoded = result === DONE ? true : jsonValue(result);
    this.#send(JSON.stringify({ id, result: encoded }));
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
      message = JSON.parse(text);
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

/** Copies parameters only where they hold what JSON has no words for. */
function jsonParams(method: string, params: Params): Params {
  switch (method) {
    case "call": {
      const args = jsonArguments(params.args);
      return args === params.args ? params : { ...params, args };
    }
    case "add":
    case "set":
    case "change": {
      const { value, values } = params;
      if (isTyped(value)) return { ...params, value: jsonValue(value) };
      if (!isRecord(values) || !Object.values(values).some(isTyped)) {
        return params;
      }
      const written = Object.entries(values).map(([name, each]) =>
        [name, jsonValue(each)] as const
      );
      return { ...params, values: Object.fromEntries(written) };
    }
  }
  return params;
}
