/**
 * Raw peers of all dialects behind one face: a table says once what is said and
 * what comes of it, and each peer has its dialect's own bytes for it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../../support/client.ts";

export type Members = Record<string, unknown>;

/** What a request is answered with. */
export interface Answer {
  /** `"ok"` where it only says that all is well. */
  readonly result?: unknown;
  /** As text. */
  readonly error?: string;
}

/** A request that the daemon passes on to an owner. */
export interface Forward {
  readonly id: unknown;
  /** Path and value, or path of the node and values. */
  readonly request: Members;
}

/** A peer of some dialect. */
export interface WirePeer {
  /** Sends a request, and waits for its answer. */
  ask(method: string, params: Members): Promise<Answer>;
  /** Sends a request whose answer is awaited later. */
  begin(method: string, params: Members): Promise<() => Promise<Answer>>;
  /** The next event of its fetch: path, event, value and what it asked for. */
  event(): Promise<Members>;
  /** The next request to one of its elements. */
  forward(): Promise<Forward>;
  /** Answers it: all is well. */
  accept(forward: Forward): Promise<void>;
  /** Fails if something has come that was not looked at. */
  quiet(): Promise<void>;
  /** Breaks the connection. */
  leave(): void;
}

/** Takes what comes for a peer apart: answers by their ids, and the rest. */
export abstract class BasePeer<Message> implements WirePeer {
  readonly #answers = new Map<unknown, PromiseWithResolvers<Answer>>();
  // What was asked, since answers differ by that.
  readonly #forms = new Map<unknown, [string, Members]>();
  readonly #rest: Message[] = [];
  #reading: Promise<void> | undefined;
  #id = 0;

  abstract leave(): void;
  abstract accept(forward: Forward): Promise<void>;
  abstract event(): Promise<Members>;
  abstract forward(): Promise<Forward>;

  protected abstract next(): Promise<Message>;
  /** Whether a message is one that a table looks at. */
  protected concerns(_message: Message): boolean {
    return true;
  }
  /** The id of an answer; `undefined`: it is none. */
  protected abstract answered(message: Message): unknown;
  protected abstract answer(
    message: Message,
    method: string,
    params: Members,
  ): Answer;
  /** Sends a request under an id. */
  protected abstract send(
    id: number,
    method: string,
    params: Members,
  ): Promise<void>;

  async begin(
    method: string,
    params: Members,
  ): Promise<() => Promise<Answer>> {
    const id = ++this.#id;
    const answer = Promise.withResolvers<Answer>();
    this.#answers.set(id, answer);
    this.#forms.set(id, [method, params]);
    await this.send(id, method, params);
    return () => this.#await(answer.promise);
  }

  async #await(answer: Promise<Answer>): Promise<Answer> {
    let isThere = false;
    answer.then(() => isThere = true);
    while (!isThere) await this.#read();
    return await answer;
  }

  async ask(method: string, params: Members): Promise<Answer> {
    return await (await this.begin(method, params))();
  }

  /** Reads one message; reads at the same time share it. */
  async #read(): Promise<void> {
    this.#reading ??= this.#take().finally(() => this.#reading = undefined);
    await this.#reading;
  }

  async #take(): Promise<void> {
    const message = await this.next();
    const id = this.answered(message);
    const [method, params] = this.#forms.get(id) ?? ["", {}];
    const waiting = this.#answers.get(id);
    if (waiting === undefined) {
      if (this.concerns(message)) this.#rest.push(message);
    } else waiting.resolve(this.answer(message, method, params));
  }

  /** The next message that is no answer. */
  protected async taken(): Promise<Message> {
    for (;;) {
      const message = this.#rest.shift();
      if (message !== undefined) return message;
      await this.#read();
    }
  }

  async quiet(): Promise<void> {
    await this.ask("echo", { barrier: 1 });
    assertEquals(this.#rest, [], "it was not looked at");
  }
}

/** Names of the kinds of peers that speak JSON, or what stands for it. */
export type JsonKind = "2.x" | "lua" | "cjet" | "3.x" | "MessagePack";

/** Messages of the daemon's one side, parsed, and of the other. */
export interface JsonPipe {
  send(message: unknown): Promise<void>;
  next(): Promise<unknown>;
  close(): void;
}

/** A peer whose messages are those of JSON-RPC. */
export class JsonPeer extends BasePeer<Members> {
  readonly #pipe: JsonPipe;
  readonly #kind: JsonKind;

  constructor(kind: JsonKind, pipe: JsonPipe) {
    super();
    this.#kind = kind;
    this.#pipe = pipe;
  }

  get #isV3(): boolean {
    return this.#kind === "3.x";
  }

  protected override send(
    id: number,
    method: string,
    params: Members,
  ): Promise<void> {
    return this.#send({ id: this.#isV3 ? `${id}` : id, method, params });
  }

  #send(message: Members): Promise<void> {
    const mark = this.#kind === "cjet" ? { jsonrpc: "2.0" } : {};
    return this.#pipe.send({ ...mark, ...message });
  }

  protected override async next(): Promise<Members> {
    return asRecord(await this.#pipe.next());
  }

  protected override answered({ id, method }: Members): unknown {
    return method === undefined ? Number(id) : undefined;
  }

  protected override answer(
    { result, error }: Members,
    method: string,
    params: Members,
  ): Answer {
    if (error !== undefined) return { error: JSON.stringify(error) };
    if (method === "get") return { result: this.#entries(result) };
    if (method === "list") {
      const { children } = asRecord(result);
      assert(Array.isArray(children));
      return {
        result: children.map((child) => {
          const { name: _, type, ...entry } = asRecord(child);
          return type === "state" ? entry : { ...entry, type };
        }),
      };
    }
    return { result: this.#isDone(result, method, params) ? "ok" : result };
  }

  #entries(result: unknown): Members[] {
    assert(Array.isArray(result));
    return result.map((entry) => {
      const { event, ...rest } = asRecord(entry);
      // Entries of cjet's and 3.x peers are no events.
      const isEvent = this.#kind !== "cjet" && !this.#isV3;
      assertEquals(event, isEvent ? "add" : undefined);
      return rest;
    });
  }

  #isDone(result: unknown, method: string, params: Members): boolean {
    const { path, value, values } = params;
    const text = JSON.stringify(result);
    if (method !== "set") return text === (this.#isV3 ? "{}" : "true");
    if (this.#kind === "cjet") return text === "{}";
    const taken = this.#isV3 && values === undefined ? { path, value } : true;
    return text === JSON.stringify(taken);
  }

  override async event(): Promise<Members> {
    const { method, params, ...rest } = await this.taken();
    assertEquals([method, rest], ["f", {}]);
    const { event, ...members } = asRecord(params);
    const name = String(event);
    const plain = name.toLowerCase();
    const written = this.#isV3
      ? plain[0].toUpperCase() + plain.slice(1)
      : plain;
    assertEquals(name, written);
    // To 3.x a removal has no value, so it is left out for all.
    if (plain === "remove") {
      assertEquals("value" in members, !this.#isV3 && !("type" in members));
      delete members.value;
    }
    return { event: plain, ...members };
  }

  override async forward(): Promise<Forward> {
    const { id, method, params } = await this.taken();
    const request = asRecord(params);
    delete request.valueAsResult;
    if ("values" in request) return { id, request: { ...request, method } };
    const path = this.#isV3 ? request.path : method;
    if (this.#isV3) assertEquals(method, "set");
    return { id, request: { path, value: request.value } };
  }

  override accept({ id, request }: Forward): Promise<void> {
    const { path, value, values } = request;
    const result = this.#kind === "cjet"
      ? {}
      : !this.#isV3 || values !== undefined
      ? true
      : { path, value };
    return this.#send({ id, result });
  }

  override leave(): void {
    this.#pipe.close();
  }
}
