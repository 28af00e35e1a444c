/**
 * A client of HTTP that asks for the operations of the matrix.
 *
 * @module
 */
import { within } from "../../support/within.ts";
import { basic } from "../../support/upgrade.ts";
import {
  type Client,
  type Events,
  type Outcome,
  PASSWORD,
  type Wish,
} from "./clients.ts";

type Request = readonly [method: string, route: string, body?: unknown];

/** The operations that HTTP has. */
const REQUESTS: Record<string, (wish: Wish) => Request> = {
  "get": ({ name }) => ["GET", `/v1/states/${name}`],
  "list": () => ["GET", "/v1/nodes"],
  "set": ({ name }) => ["PUT", `/v1/states/${name}`, 1],
  "set below": ({ name }) => ["POST", `/v1/nodes/group/${name}`, { x: 1 }],
  "call": ({ name }) => ["POST", `/v1/methods/${name}()`, []],
  "create": ({ name, unique }) => ["PUT", `/v1/states/${name}/${unique}`, 1],
  "peers": () => ["POST", "/v1/methods/$jet/peers", []],
};
const OUTCOMES: Record<number, Outcome> = {
  200: "+",
  204: "+",
  401: "-",
  403: "-",
  404: ".",
};
const STREAM = "/v1/fetch?type=state&type=signal";

/** Events of a stream, as they come. */
class Stream {
  readonly events: Events = new Map();
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Reads until something holds; `false`: it has ended before. */
  async until(holds: () => boolean): Promise<boolean> {
    while (!holds()) {
      const { value, done } = await within(this.#reader.read(), "an event");
      if (done) return false;
      const blocks = (this.#text + value).split("\n\n");
      this.#text = blocks.pop() ?? "";
      for (const block of blocks) this.#note(block);
    }
    return true;
  }

  #note(block: string): void {
    const kind = /^event: (.*)$/m.exec(block)?.[1] ?? "";
    const data = /^data: (.+)$/m.exec(block)?.[1] ?? "{}";
    const { path = kind } = JSON.parse(data);
    this.events.set(path, [...this.events.get(path) ?? [], kind]);
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}

/** Sends requests over HTTP, each with the login of then. */
export class HttpClient implements Client {
  readonly conflates = true;
  readonly #base: string;
  #authorization: string | undefined;
  // A stream of the login, which ends with it.
  #stream: Stream | undefined;

  /** @param port Port of the daemon for HTTP. */
  constructor(port: number) {
    this.#base = `http://127.0.0.1:${port}`;
  }

  knows(operation: string): boolean {
    return operation in REQUESTS || operation === "events";
  }

  async login(user: string, password = PASSWORD): Promise<boolean> {
    const before = this.#authorization;
    const isToken = password.startsWith("jet");
    this.#authorization = isToken
      ? `Bearer ${password}`
      : basic(user, password);
    const stream = await this.#open();
    if (stream === undefined) {
      this.#authorization = before;
      return false;
    }
    await this.#stream?.close();
    this.#stream = stream;
    return true;
  }

  async #send(
    method: string,
    route: string,
    body?: unknown,
    accept = "*/*",
  ): Promise<Response> {
    const headers = new Headers({ Accept: accept });
    if (this.#authorization !== undefined) {
      headers.set("Authorization", this.#authorization);
    }
    if (body !== undefined) headers.set("Content-Type", "application/json");
    return await fetch(this.#base + route, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** Begins a stream of everything; `undefined` if the login is refused. */
  async #open(): Promise<Stream | undefined> {
    const { body, status } = await this.#send(
      "GET",
      STREAM,
      undefined,
      "text/event-stream",
    );
    if (status === 200 && body !== null) return new Stream(body);
    await body?.cancel();
    return undefined;
  }

  async ask(wish: Wish): Promise<Outcome> {
    const response = await this.#send(...REQUESTS[wish.operation](wish));
    const text = await response.text();
    if (wish.operation === "list" && !text.includes(`"${wish.name}"`)) {
      return ".";
    }
    return OUTCOMES[response.status] ?? "x";
  }

  async events(during: () => Promise<void>): Promise<Events> {
    const stream = await this.#open();
    if (stream === undefined) return new Map();
    const { events } = stream;
    await stream.until(() => events.has("ready"));
    events.clear();
    await during();
    const open = { operation: "get", name: "open", unique: "" };
    if (await this.ask(open) === "+") {
      // Behind the second signal all of the first time has come.
      await during();
      await stream.until(() => events.get("open!")?.length === 2);
    }
    await stream.close();
    return events;
  }

  async ending(): Promise<void> {
    await this.#stream?.until(() => false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream?.close();
  }
}
