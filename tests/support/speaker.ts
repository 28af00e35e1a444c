/**
 * Raw clients that begin, ask and answer as the real peers of each kind do.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "./client.ts";

/** Kinds of peers that share a daemon. */
export const KINDS = ["2.x", "lua", "cjet", "3.x"] as const;
/** One of {@linkcode KINDS}. */
export type Kind = typeof KINDS[number];

type Members = Record<string, unknown>;

/** A fetch id as peers of a kind make them. */
const FETCH_IDS: Record<Kind, string | number> = {
  "2.x": "__f__1",
  "lua": "__f__0",
  "cjet": 1,
  "3.x": "f_6LICR",
};

/** A request that the daemon passed on to an owner. */
export interface Forward {
  /** Its id, `undefined` if no answer is wanted. */
  readonly id: unknown;
  /** All of it but the id. */
  readonly request: Members;
}

/** A connected peer of some kind. */
export class Speaker {
  readonly kind: Kind;
  readonly client: Client;
  /** The id of the fetch that {@linkcode Speaker.fetch} begins. */
  readonly fetchId: string | number;
  #lastId: number;

  private constructor(kind: Kind, client: Client) {
    this.kind = kind;
    this.client = client;
    this.fetchId = FETCH_IDS[kind];
    this.#lastId = kind === "2.x" ? -1 : 0;
  }

  /** Says what a peer of this kind says first. */
  static async begin(kind: Kind, client: Client): Promise<Speaker> {
    const speaker = new Speaker(kind, client);
    switch (kind) {
      case "2.x":
      case "3.x":
        await speaker.ask("info", {});
        break;
      case "lua":
        await speaker.do("config", { name: "lua" });
        break;
      case "cjet":
        await speaker.notify("config", { debug: false, name: "" });
    }
    return speaker;
  }

  /** Whether it is one of node-jet 3.x. */
  get isV3(): boolean {
    return this.kind === "3.x";
  }

  /** What it takes as success. */
  get good(): unknown {
    return this.isV3 ? {} : true;
  }

  /** Sends messages, as one array if there are several. */
  async send(...messages: Members[]): Promise<void> {
    const marked = this.kind === "cjet"
      ? messages.map((message) => ({ jsonrpc: "2.0", ...message }))
      : messages;
    await this.client.send(marked.length === 1 ? marked[0] : marked);
  }

  /** An id for its next request. */
  nextId(): string | number {
    const id = ++this.#lastId;
    return this.isV3 ? `${id}` : id;
  }

  /** Sends a request and returns its id. */
  async request(method: string, params?: unknown): Promise<string | number> {
    const id = this.nextId();
    await this.send({ id, method, params });
    return id;
  }

  /** Sends a request that is not answered. */
  async notify(method: string, params: unknown): Promise<void> {
    await this.send({ method, params });
  }

  /** The answer to a request, which must come next, without the id. */
  async answer(id: unknown): Promise<Members> {
    const { id: answered, ...answer } = asRecord(await this.client.next());
    assertEquals(answered, id, "the answer's id");
    return answer;
  }

  /** Sends a request and returns its answer without the id. */
  async ask(method: string, params?: unknown): Promise<Members> {
    return await this.answer(await this.request(method, params));
  }

  /** Sends a request that has to work. */
  async do(method: string, params?: unknown): Promise<void> {
    assertEquals(await this.ask(method, params), { result: this.good });
  }

  /** Tells a new value of its state, and takes the answer if it gets one. */
  async change(path: string, value: unknown): Promise<void> {
    if (this.isV3) await this.do("change", { path, value });
    else await this.notify("change", { path, value });
  }

  /** The request that the daemon passes on to this owner next. */
  async forwarded(): Promise<Forward> {
    const { id, ...request } = asRecord(await this.client.next());
    if (id !== undefined && (typeof id !== "string" || id === "")) {
      throw new TypeError(`no owner takes the id ${JSON.stringify(id)}`);
    }
    return { id, request };
  }

  /** What {@linkcode Speaker.forwarded} is for a set of its state. */
  setForward(path: string, value: unknown, more: Members = {}): Members {
    return this.isV3
      ? { method: "set", params: { path, value } }
      : { method: path, params: { value, ...more } };
  }

  /** What a client's plain set is forwarded with, beside the value. */
  wishOf(client: Speaker): Members {
    const isAsked = client.isV3 && this.kind !== "cjet";
    return isAsked ? { valueAsResult: true } : {};
  }

  /** What {@linkcode Speaker.forwarded} is for a call of its method. */
  callForward(path: string, args?: unknown): Members {
    if (this.isV3) {
      const params = args === undefined ? { path } : { path, args };
      return { method: "call", params };
    }
    const none = this.kind === "cjet" ? {} : [];
    return { method: path, params: args ?? none };
  }

  /** Takes a value that was forwarded, in the manner of its kind. */
  async accept(id: unknown, path: string, value: unknown): Promise<void> {
    switch (this.kind) {
      case "2.x":
      case "lua":
        await this.send(
          { id, result: true },
          { method: "change", params: { path, value } },
        );
        break;
      case "cjet":
        await this.change(path, value);
        await this.send({ id, result: {} });
        break;
      case "3.x":
        await this.change(path, value);
        await this.send({ id, result: { path, value } });
    }
  }

  /** What an owner of this kind answers to a set by which it took `value`. */
  tookValue(path: string, value: unknown): unknown {
    return this.isV3 ? { path, value } : value;
  }

  /** What a set that `owner` accepted is answered to this client. */
  setAnswer(owner: Speaker, path: string, value: unknown): unknown {
    if (this.isV3) return { path, value };
    if (this.kind === "cjet") return {};
    return owner.kind === "cjet" && this.kind === "lua" ? {} : true;
  }

  /** Begins its fetch and expects what matches now, in the order of its kind. */
  async fetch(params: unknown, ...now: unknown[]): Promise<void> {
    const rules = asRecord(params);
    const id = await this.request("fetch", { id: this.fetchId, ...rules });
    const answer = { id, result: this.good };
    // A 2.x peer drops what comes before the answer, the others wait for it.
    const answerFirst = this.kind === "2.x" || this.kind === "lua";
    await this.client.expect(
      ...(answerFirst ? [answer, ...now] : [...now, answer]),
    );
  }

  /** An event as its fetch is notified of it. */
  event(
    event: "add" | "change" | "remove",
    path: string,
    value?: unknown,
    more: Members = {},
  ): Members {
    const params: Members = { path, event };
    const hasValue = value !== undefined;
    if (this.isV3) {
      params.event = event[0].toUpperCase() + event.slice(1);
      if (hasValue && event !== "remove") params.value = value;
    } else {
      Object.assign(params, more, hasValue ? { value } : {});
    }
    return { method: this.fetchId, params };
  }

  /** Asserts that it was sent nothing that was not looked at. */
  async quiet(): Promise<void> {
    const barrier = crypto.randomUUID();
    const answer = await this.ask("echo", { barrier });
    assertEquals(answer, { result: { barrier } });
  }
}
