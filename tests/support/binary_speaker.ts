/**
 * A raw client of binary Jet that owns, sets and calls as a
 * {@linkcode Speaker} does. Values are JSON, or none.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { asRecord } from "./client.ts";
import {
  BinaryClient,
  hex,
  join,
  json,
  readError,
  u32,
  value,
} from "./binary_client.ts";

const SET = 3;
const CALL = 6;
const CHANGE = 7;
const ECHO = 12;
const VALUE_AS_RESULT = [2, 0, 0];
const RESPONSE = 3;

/** A connected binary peer. */
export class BinarySpeaker implements AsyncDisposable {
  readonly kind = "binary";
  readonly #client: BinaryClient;

  private constructor(client: BinaryClient) {
    this.#client = client;
  }

  /** Connects to the port of binary Jet. */
  static async connect(port: number): Promise<BinarySpeaker> {
    return new BinarySpeaker(await BinaryClient.connect(port));
  }

  /** Adds a state, or a method without a value. */
  async do(_add: "add", params: { path: string; value?: unknown }) {
    const { path, value } = params;
    if (value === undefined) await this.#client.do(4, path);
    else await this.#client.do(1, path, json(value));
  }

  /** Announces the value of its state. */
  async change(path: string, value: unknown): Promise<void> {
    await this.#client.do(CHANGE, path, json(value));
  }

  /** Sends a `set` or `call`; returns its id. */
  request(method: string, params: unknown): Promise<number> {
    const { path, value: content, args, valueAsResult } = asRecord(params);
    return this.#client.request(
      method === "set" ? SET : CALL,
      `${path}`,
      json(method === "set" ? content : args),
      valueAsResult === true ? VALUE_AS_RESULT : [],
    );
  }

  /** The id of the request that comes next, which the daemon has passed on. */
  async forwarded(): Promise<{ readonly id: unknown }> {
    const message = await this.#client.message();
    return { id: new DataView(message.buffer).getUint32(1, true) };
  }

  /** Responds to a request; no `result` and no `error` is no value. */
  async send(
    { id, result, error }: { id: unknown; result?: unknown; error?: unknown },
  ): Promise<void> {
    const head = join(RESPONSE, u32(Number(id)));
    if (error === undefined) {
      await this.#client.send(
        head,
        0,
        result === undefined ? value(0) : json(result),
      );
      return;
    }
    const { code, message, data } = asRecord(error);
    await this.#client.send(
      head,
      1,
      u32(Number(code)),
      `${message}`,
      data === undefined ? value(0) : json(data),
    );
  }

  /** The response to its request, which must come next. */
  async answer(id: unknown): Promise<Record<string, unknown>> {
    const message = await this.#client.message();
    const head = join(RESPONSE, u32(Number(id)));
    assertEquals(hex(message.slice(0, 5)), hex(head), "the answer's id");
    if (message[5] === 1) {
      const { code, text, data } = readError(Number(id), message);
      const error = { code, message: text };
      return { error: data === undefined ? error : { ...error, data } };
    }
    if (message[6] === 0) return {};
    assertEquals(message[6], 1, "the result is JSON");
    return { result: JSON.parse(new TextDecoder().decode(message.slice(11))) };
  }

  /** Asserts that it was sent nothing that was not looked at. */
  async quiet(): Promise<void> {
    await this.#client.ask(ECHO, value(0));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
