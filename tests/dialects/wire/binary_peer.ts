/**
 * A peer of binary Jet that says what a table says in JSON's words.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  BinaryClient,
  f64,
  hex,
  join,
  json,
  type Part,
  u16,
  u32,
  value,
} from "../../support/binary_client.ts";
import { asRecord } from "../../support/client.ts";
import { type Answer, BasePeer, type Forward, type Members } from "./peer.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const EVENTS = new Map([
  [1, "add"],
  [2, "change"],
  [3, "remove"],
  [7, "meta"],
  [8, "stale"],
  [9, "away"],
  [10, "back"],
  [12, "signal"],
]);

function option(tag: number, ...parts: Part[]): Uint8Array {
  const body = join(...parts);
  return join(tag, u16(body.length), body);
}

function text(content: string): Uint8Array {
  return encoder.encode(content);
}

/** How members of `add`, `change` and `set` are written behind the payload. */
const OPTIONS: Readonly<Record<string, (given: unknown) => Uint8Array>> = {
  meta: (meta) => option(14, meta === null ? [] : text(JSON.stringify(meta))),
  expires: (seconds) => option(15, u32(Number(seconds) * 1000)),
  at: (ms) => option(16, f64(Number(ms))),
  quality: (quality) => option(17, text(String(quality))),
  stay: (seconds) => option(23, u32(Number(seconds) * 1000)),
  group: () => option(25),
  keep: () => option(28),
  if: (condition) => option(26, f64(Number(asRecord(condition).revision))),
};

function options(params: Members): Uint8Array {
  return join(
    ...Object.entries(params).map(([name, given]) =>
      OPTIONS[name]?.(given) ?? []
    ),
  );
}

/** What a `LIST` asks for, as bits. */
function asked({ meta, times, presence }: Members): number {
  return (meta ? 1 : 0) + (times ? 2 : 0) + (presence ? 4 : 0);
}

/** Reads a message from its beginning to its end. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset);
    this.at = at;
  }

  get isDone(): boolean {
    return this.at >= this.#bytes.length;
  }

  u8(): number {
    return this.#bytes[this.at++];
  }

  u16(): number {
    this.at += 2;
    return this.#view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  f64(): number {
    this.at += 8;
    return this.#view.getFloat64(this.at - 8, true);
  }

  bytes(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  text(length = this.u16()): string {
    return decoder.decode(this.bytes(length));
  }

  /** A value of JSON, or none. */
  value(): unknown {
    const type = this.u8();
    const content = this.text(this.u32());
    return type === 0 ? undefined : JSON.parse(content);
  }

  /** What an event or a row says beside key and value. */
  members(end = Infinity): Members {
    const members: Members = {};
    while (!this.isDone && this.at < end) {
      const tag = this.u8();
      const length = this.u16();
      const from = this.at;
      if (tag === 14) {
        members.meta = length === 0 ? null : JSON.parse(this.text(length));
      } else if (tag === 16) members.at = this.f64();
      else if (tag === 17) members.quality = this.text(length);
      else if (tag === 18) members.time = this.f64();
      else if (tag === 19) members.revision = this.f64();
      else if (tag === 20) members.stale = true;
      else if (tag === 21) members.away = true;
      else throw new Error(`option ${tag}`);
      assertEquals(this.at, from + length, `length of option ${tag}`);
    }
    return members;
  }

  /** Rows, as the answers to `QUERY` and `LIST` have them. */
  rows(hasMembers: boolean): Members[] {
    this.u32();
    return Array.from({ length: this.u32() }, () => {
      this.u32();
      const kind = this.u8() & 127;
      const path = this.text();
      const content = this.value();
      const length = hasMembers ? this.u16() : 0;
      return {
        path,
        ...kindOf(kind),
        ...content === undefined ? {} : { value: content },
        ...this.members(this.at + length),
      };
    });
  }
}

function kindOf(kind: number): Members {
  return kind === 4 ? { type: "signal" } : {};
}

/** A peer that speaks binary Jet. */
export class BinaryPeer extends BasePeer<Uint8Array> {
  readonly #client: BinaryClient;

  private constructor(client: BinaryClient) {
    super();
    this.#client = client;
  }

  static async connect(port: number): Promise<BinaryPeer> {
    return new BinaryPeer(await BinaryClient.connect(port));
  }

  protected override send(
    id: number,
    method: string,
    params: Members,
  ): Promise<void> {
    return this.#client.send(2, u32(id), ...this.#request(method, params));
  }

  #request(method: string, params: Members): Part[] {
    const { path: named, value: content } = params;
    const path = typeof named === "string" ? named : "";
    const has = content !== undefined;
    switch (method) {
      case "add": {
        if (params.type === "signal") return [25, path, options(params)];
        return has
          ? [1, path, json(content), options(params)]
          : [4, path, options(params)];
      }
      case "change":
        return [7, path, has ? json(content) : value(0), options(params)];
      case "remove":
        return [params.type === "signal" ? 27 : 2, path, options(params)];
      case "signal":
        return [26, path, json(content)];
      case "set":
        return params.values === undefined
          ? [3, path, json(content), options(params)]
          : [24, ...group(params), options(params)];
      case "fetch": {
        const { id: _, ...rules } = params;
        return [10, json(rules)];
      }
      case "get":
        return [18, json(params)];
      case "list":
        return [14, path, option(8), option(22, asked(params))];
      case "echo":
        return [12, json(params)];
    }
    throw new TypeError(`no function is ${method}`);
  }

  protected override next(): Promise<Uint8Array> {
    return this.#client.message();
  }

  protected override answered(message: Uint8Array): unknown {
    return message[0] === 3 ? new Reader(message, 1).u32() : undefined;
  }

  protected override answer(
    message: Uint8Array,
    method: string,
    params: Members,
  ): Answer {
    const reader = new Reader(message, 5);
    if (reader.u8() === 1) return { error: decoder.decode(message.slice(6)) };
    if (method === "get" || method === "list") {
      assertEquals([reader.u8(), reader.u32()], [64, message.length - 11]);
      return { result: reader.rows(asked(params) !== 0) };
    }
    if (method === "fetch") {
      assertEquals([reader.u8(), reader.u32()], [21, 4], "a fetch id");
      return { result: "ok" };
    }
    const result = reader.value();
    if (result === undefined) return { result: "ok" };
    const members = reader.members();
    return {
      result: method === "add" ? { kept: result, ...members } : result,
    };
  }

  /** What matched in the beginning has come: JSON has nothing of that kind. */
  protected override concerns(message: Uint8Array): boolean {
    return message[0] !== 4 || message[1] !== 5;
  }

  override async event(): Promise<Members> {
    const message = await this.taken();
    const reader = new Reader(message);
    assertEquals(reader.u8(), 4, hex(message));
    const event = EVENTS.get(reader.u8());
    reader.u32();
    const kind = reader.u8() & 127;
    const path = reader.text();
    const content = reader.value();
    const members = reader.members();
    if (event === "stale") {
      assertEquals(members.stale, true);
      delete members.stale;
    }
    const isNamed = event === "add" || event === "remove";
    return {
      event,
      path,
      ...isNamed ? kindOf(kind) : {},
      ...content === undefined ? {} : { value: content },
      ...members,
    };
  }

  override async forward(): Promise<Forward> {
    const message = await this.taken();
    const reader = new Reader(message);
    assertEquals(reader.u8(), 2);
    const id = reader.u32();
    const isGroup = reader.u8() === 24;
    const path = reader.text();
    if (!isGroup) return { id, request: { path, value: reader.value() } };
    const values = Array.from({ length: reader.u32() }, () => {
      const name = reader.text();
      return [name, reader.value()] as const;
    });
    const request = { below: path, values: Object.fromEntries(values) };
    return { id, request: { ...request, method: "g1" } };
  }

  override accept({ id }: Forward): Promise<void> {
    return this.#client.send(3, u32(Number(id)), 0, value(0));
  }

  override leave(): void {
    this.#client[Symbol.asyncDispose]();
  }
}

function group({ below, values }: Members): Part[] {
  const all = Object.entries(asRecord(values));
  return [
    String(below),
    u32(all.length),
    ...all.flatMap(([name, content]) => [name, json(content)]),
  ];
}
