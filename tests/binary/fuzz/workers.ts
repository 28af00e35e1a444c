/**
 * Two peers that go on with their work while others talk nonsense: one speaks
 * JSON, one binary. Each owns a state and a method, and uses and fetches those
 * of the other.
 *
 * @module
 */
import { asRecord } from "../../support/client.ts";
import { frame } from "../../support/stream_client.ts";
import { within } from "../../support/within.ts";
import { type RawLink, tcpLink } from "./link.ts";
import { Frames, read, textOf, type Value } from "./reader.ts";
import { framed, request, Writer } from "./writer.ts";

/** Seconds in which everything has to be answered. */
const TIMEOUT_S = 10;

/** A worker was disturbed. */
export class Disturbed extends Error {
  override name = "Disturbed";
}

/** A working peer, whatever it speaks. */
abstract class Worker {
  /** Name of it, and of the other one. */
  readonly #name: string;
  readonly #other: string;
  /** A secret of the workers: other sets and calls are refused. */
  protected readonly secret: string;
  #waiting = new Map<number, PromiseWithResolvers<string>>();
  #event = Promise.withResolvers<string>();
  #serial = 0;
  #id = 0;
  #wrong: Error | undefined;

  constructor(name: string, other: string, secret: string) {
    this.#name = name;
    this.#other = other;
    this.secret = secret;
  }

  /** Adds what it owns. */
  abstract begin(): Promise<void>;
  /** Fetches what the other one owns. */
  protected abstract fetch(): Promise<void>;
  protected abstract sendSet(id: number, key: string, value: string): void;
  protected abstract sendCall(id: number, key: string, args: string): void;
  protected abstract sendGet(id: number, key: string): void;
  protected abstract sendEcho(id: number, text: string): void;
  abstract close(): void;

  protected get state(): string {
    return `work/${this.#name}/state`;
  }

  protected get method(): string {
    return `work/${this.#name}/double`;
  }

  protected get otherState(): string {
    return `work/${this.#other}/state`;
  }

  protected nextId(): number {
    return ++this.#id;
  }

  /** A response has come, as JSON. */
  protected settle(id: number, response: string): void {
    this.#waiting.get(id)?.resolve(response);
    this.#waiting.delete(id);
  }

  /** Its fetch tells something of a state. */
  protected tell(key: string, event: string, value: string): void {
    if (key !== this.otherState) return;
    const news = this.#event;
    this.#event = Promise.withResolvers();
    news.resolve(`${event} ${value}`);
  }

  protected fail(error: unknown): void {
    this.#wrong ??= error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#waiting.values()) reject(this.#wrong);
  }

  /** What a request is answered. */
  protected async answer(send: (id: number) => void): Promise<string> {
    if (this.#wrong !== undefined) throw this.#wrong;
    const id = this.nextId();
    const waiting = Promise.withResolvers<string>();
    this.#waiting.set(id, waiting);
    send(id);
    return await within(waiting.promise, `${this.#name}: an answer`, TIMEOUT_S);
  }

  /** Fetches what the other one owns, which is there. */
  async watch(): Promise<void> {
    const arrival = this.#event.promise;
    await this.fetch();
    const news = await within(arrival, `${this.#name}: an event`, TIMEOUT_S);
    this.#must(news.startsWith("add "), "fetch", news);
  }

  /** Uses everything once, and calls `done` after each use. */
  async round(done: () => void): Promise<void> {
    const serial = ++this.#serial;
    const value = `${this.secret}:${serial}`;
    const arrival = this.#event.promise;
    const { otherState } = this;
    const set = (id: number) => this.sendSet(id, otherState, value);
    await this.#expect("set", set, "true");
    done();
    const news = await within(arrival, `${this.#name}: an event`, TIMEOUT_S);
    this.#must(news === `change ${JSON.stringify(value)}`, "event", news);
    const method = `work/${this.#other}/double`;
    const args = JSON.stringify([this.secret, serial]);
    await this.#expect(
      "call",
      (id) => this.sendCall(id, method, args),
      `${2 * serial}`,
    );
    done();
    const text = JSON.stringify(value);
    await this.#expect("get", (id) => this.sendGet(id, otherState), text);
    done();
    await this.#expect("echo", (id) => this.sendEcho(id, value), text);
    done();
  }

  async #expect(
    what: string,
    send: (id: number) => void,
    expected: string,
  ): Promise<void> {
    const answer = await this.answer(send);
    this.#must(answer === expected, what, answer);
  }

  #must(condition: boolean, what: string, instead: string): void {
    if (!condition) {
      throw new Disturbed(`${this.#name}: ${what} gave ${instead}`);
    }
  }

  /** The value that a set is about, if it comes from a worker. */
  protected accepted(value: unknown): string | undefined {
    return typeof value === "string" && value.startsWith(`${this.secret}:`)
      ? value
      : undefined;
  }

  /** What the method gives, if a worker calls it. */
  protected doubled(args: unknown): number | undefined {
    if (!Array.isArray(args) || args[0] !== this.secret) return undefined;
    return 2 * Number(args[1]);
  }
}

/** The one that speaks JSON. */
export class JsonWorker extends Worker {
  #link: RawLink | undefined;
  readonly #port: number;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(port: number, secret: string) {
    super("json", "binary", secret);
    this.#port = port;
  }

  override async begin(): Promise<void> {
    this.#link = await tcpLink(this.#port, (bytes) => {
      try {
        this.#hear(bytes);
      } catch (error) {
        this.fail(error);
      }
    });
    this.#link.gone.then(() => this.fail(new Disturbed("json: closed")));
    await this.#ask("add", { path: this.state, value: "" });
    await this.#ask("add", { path: this.method });
  }

  protected override async fetch(): Promise<void> {
    await this.#ask("fetch", { id: "f", path: { equals: this.otherState } });
  }

  async #ask(method: string, params: unknown): Promise<void> {
    const answer = await this.answer((id) =>
      this.#send({ id, method, params })
    );
    if (answer !== "true") throw new Disturbed(`json: ${method}: ${answer}`);
  }

  protected override sendSet(id: number, path: string, value: string): void {
    this.#send({ id, method: "set", params: { path, value } });
  }

  protected override sendCall(id: number, path: string, args: string): void {
    const params = { path, args: JSON.parse(args) };
    this.#send({ id, method: "call", params });
  }

  protected override sendGet(id: number, path: string): void {
    this.#send({ id, method: "get", params: { path: { equals: path } } });
  }

  protected override sendEcho(id: number, text: string): void {
    this.#send({ id, method: "echo", params: text });
  }

  override close(): void {
    this.#link?.close();
  }

  #send(message: unknown): void {
    this.#link?.write(frame(JSON.stringify(message))).catch((error) =>
      this.fail(error)
    );
  }

  #hear(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    let at = 0;
    while (at + 4 <= all.length) {
      const end = at + 4 + new DataView(all.buffer).getUint32(at);
      if (end > all.length) break;
      const text = new TextDecoder().decode(all.subarray(at + 4, end));
      this.#take(asRecord(JSON.parse(text)));
      at = end;
    }
    this.#rest = all.slice(at);
  }

  #take(message: Record<string, unknown>): void {
    const { id, method, params } = message;
    if (method === undefined) {
      const { result } = message;
      // A get gives a list of what it has found.
      const found = Array.isArray(result) ? asRecord(result[0]).value : result;
      const answer = found === undefined ? message.error : found;
      this.settle(Number(id), JSON.stringify(answer));
    } else if (method === "f") {
      const { path, event, value } = asRecord(params);
      this.tell(String(path), String(event), JSON.stringify(value));
    } else if (method === this.state) {
      const value = this.accepted(asRecord(params).value);
      if (value === undefined) return this.#refuse(id);
      const change = { path: this.state, value };
      this.#send({ method: "change", params: change });
      this.#send({ id, result: true });
    } else if (method === this.method) {
      const result = this.doubled(params);
      if (result === undefined) return this.#refuse(id);
      this.#send({ id, result });
    }
  }

  #refuse(id: unknown): void {
    const error = { code: -32602, message: "Invalid params" };
    if (id !== undefined) this.#send({ id, error });
  }
}

/** The one that speaks binary Jet. */
export class BinaryWorker extends Worker {
  #link: RawLink | undefined;
  readonly #port: number;
  readonly #frames = new Frames();

  constructor(port: number, secret: string) {
    super("binary", "json", secret);
    this.#port = port;
  }

  override async begin(): Promise<void> {
    this.#link = await tcpLink(this.#port, (bytes) => {
      try {
        for (const message of this.#frames.push(bytes)) this.#take(message);
      } catch (error) {
        this.fail(error);
      }
    });
    this.#link.gone.then(() => this.fail(new Disturbed("binary: closed")));
    await this.#ask(1, (writer) => writer.text(this.state).value(3));
    await this.#ask(4, (writer) => writer.text(this.method));
  }

  protected override async fetch(): Promise<void> {
    await this.#ask(8, (writer) => writer.text(this.otherState));
  }

  /** How many children the root has. */
  async roots(): Promise<number> {
    const rows = await this.#ask(14, (writer) => writer.text(""));
    return Number(rows.slice("rows ".length));
  }

  async #ask(fn: number, write: (writer: Writer) => Writer): Promise<string> {
    return await this.answer((id) => this.#send(write(request(id, fn))));
  }

  protected override sendSet(id: number, key: string, value: string): void {
    this.#send(request(id, 3).text(key).value(3, value));
  }

  protected override sendCall(id: number, key: string, args: string): void {
    this.#send(request(id, 6).text(key).value(1, args));
  }

  protected override sendGet(id: number, key: string): void {
    this.#send(request(id, 15).text(key));
  }

  protected override sendEcho(id: number, text: string): void {
    this.#send(request(id, 12).value(3, text));
  }

  override close(): void {
    this.#link?.close();
  }

  #send(message: Writer): void {
    this.#link?.write(framed(message.bytes)).catch((error) => this.fail(error));
  }

  #take(message: Uint8Array): void {
    const said = read(message);
    switch (said.type) {
      case "response":
        return this.settle(said.id, jsonOf(said.value));
      case "error":
        return this.settle(said.id, `${said.code} ${said.text}`);
      case "event":
        if (said.event > 3) return;
        return this.tell(
          said.key,
          ["add", "change", "remove"][said.event - 1],
          jsonOf(said.value),
        );
      case "request":
        return this.#serve(said);
    }
  }

  #serve(
    { id, fn, value: given }: { id: number; fn: number; value: Value },
  ): void {
    const writer = new Writer().u8(3).u32(id);
    const known = given.type === 1 || given.type === 3;
    const value: unknown = known ? JSON.parse(jsonOf(given)) : undefined;
    if (fn === 3) {
      const taken = this.accepted(value);
      if (taken !== undefined) {
        this.#send(new Writer().u8(4).u8(7).text(this.state).value(3, taken));
        return this.#send(writer.u8(0).value(0));
      }
    } else {
      const result = this.doubled(value);
      if (result !== undefined) {
        const bytes = new Writer().u32(result).bytes;
        return this.#send(writer.u8(0).value(20, bytes));
      }
    }
    // i32 -32602
    this.#send(writer.u8(1).u32(0xffff80a6).text("Invalid params").value(0));
  }
}

/** A value as JSON; no value is what JSON peers are answered on success. */
function jsonOf(value: Value): string {
  const { type, bytes } = value;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case 0:
      return "true";
    case 1:
      return textOf(value);
    case 3:
      return JSON.stringify(textOf(value));
    case 20:
      return `${view.getInt32(0, true)}`;
    case 21:
      return `${view.getUint32(0, true)}`;
    case 64:
      return `rows ${view.getUint32(0, true)}`;
    default:
      return `type ${type}`;
  }
}
