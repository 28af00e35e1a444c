/**
 * What the daemon says, taken apart strictly: it must never send what the
 * specification does not allow.
 *
 * @module
 */

/** The daemon said what it must not say. */
export class BadMessage extends Error {
  override name = "BadMessage";
}

/** Message of the daemon. */
export type Said =
  | { type: "info"; limit: number }
  | { type: "request"; id: number; fn: number; key: string; value: Value }
  | { type: "response"; id: number; value: Value }
  | { type: "error"; id: number; code: number; text: string }
  | { type: "event"; event: number; id: number; key: string; value: Value };

/** A value: its type and its bytes. */
export interface Value {
  readonly type: number;
  readonly bytes: Uint8Array;
}

const NONE: Value = { type: 0, bytes: new Uint8Array(0) };
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Takes a message of the daemon apart; fails if it is not as it must be. */
export function read(message: Uint8Array): Said {
  const reader = new Reader(message);
  const said = reader.message();
  reader.end();
  return said;
}

/** The text of a value. */
export function textOf({ bytes }: Value): string {
  return decoder.decode(bytes);
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  message(): Said {
    const type = this.#u8();
    switch (type) {
      case 1:
        return { type: "info", limit: this.#info() };
      case 2: {
        const [id, fn, key] = [this.#u32(), this.#u8(), this.#text()];
        this.#must(id > 0 && (fn === 3 || fn === 6), "no request of a daemon");
        const value = this.#value();
        this.#options();
        return { type: "request", id, fn, key, value };
      }
      case 3:
        return this.#response(this.#u32());
      case 4:
        return this.#event(this.#u8(), this.#u32());
      default:
        throw new BadMessage(`type ${type}`);
    }
  }

  end(): void {
    this.#must(this.#at === this.#bytes.length, "bytes behind the message");
  }

  #info(): number {
    this.#must(this.#u32() === 1, "another major version");
    this.#u32();
    this.#u32();
    const limit = this.#options().get(2);
    this.#must(limit?.length === 4, "no limit");
    return limit === undefined
      ? 0
      : new DataView(limit.buffer, limit.byteOffset).getUint32(0, true);
  }

  #response(id: number): Said {
    const status = this.#u8();
    if (status === 0) {
      return { type: "response", id, value: this.#value(true) };
    }
    this.#must(status === 1, `status ${status}`);
    const [code, text] = [this.#u32() | 0, this.#text()];
    const data = this.#value();
    this.#must(data.type <= 1, "data of an error that is no JSON");
    return { type: "error", id, code, text };
  }

  #event(event: number, id: number): Said {
    this.#must(event >= 1 && event <= 5 && id > 0, "no event of a fetch");
    let [key, value] = ["", NONE];
    if (event === 4) this.#rows();
    if (event <= 3) {
      const kind = this.#u8();
      const bare = event === 1 ? kind & 0x7f : kind;
      this.#must(bare >= 1 && bare <= 3, `kind ${kind}`);
      [key, value] = [this.#text(), this.#value()];
      const hasValue = bare === 1 && event !== 3;
      this.#must((value.type !== 0) === hasValue, "a value or none");
    }
    return { type: "event", event, id, key, value };
  }

  #rows(): void {
    const [n, count] = [this.#u32(), this.#u32()];
    // Where a window got smaller there are none.
    this.#must(count <= n, "more rows than there are");
    for (let i = 0; i < count; i++) {
      this.#u32();
      const kind = this.#u8() & 0x7f;
      this.#must(kind >= 1 && kind <= 3, `kind ${kind} of a row`);
      this.#text();
      this.#value();
    }
  }

  #value(mayBeRows = false): Value {
    const [type, length] = [this.#u8(), this.#u32()];
    const bytes = this.#raw(length);
    switch (type) {
      case 0:
        this.#must(length === 0, "bytes of no value");
        break;
      case 1:
        JSON.parse(decoder.decode(bytes));
        break;
      case 3:
        decoder.decode(bytes);
        break;
      case 64: {
        this.#must(mayBeRows, "rows as a value");
        const rows = new Reader(bytes);
        rows.#rows();
        rows.end();
      }
    }
    return { type, bytes };
  }

  #options(): Map<number, Uint8Array> {
    const options = new Map<number, Uint8Array>();
    while (this.#at < this.#bytes.length) {
      options.set(this.#u8(), this.#raw(this.#u16()));
    }
    return options;
  }

  #text(): string {
    return decoder.decode(this.#raw(this.#u16()));
  }

  #raw(length: number): Uint8Array {
    return this.#bytes.subarray(this.#step(length), this.#at);
  }

  #u8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  #u16(): number {
    return this.#view.getUint16(this.#step(2), true);
  }

  #u32(): number {
    return this.#view.getUint32(this.#step(4), true);
  }

  #step(by: number): number {
    const at = this.#at;
    this.#at += by;
    this.#must(this.#at <= this.#bytes.length, "a message that ends too early");
    return at;
  }

  #must(condition: boolean, otherwise: string): void {
    if (!condition) throw new BadMessage(otherwise);
  }
}

/** Cuts what comes into messages; frames of length 0 are none. */
export class Frames {
  #rest: Uint8Array = new Uint8Array(0);

  /** The messages that are complete by these bytes. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    let all = bytes;
    if (this.#rest.length > 0) {
      all = new Uint8Array(this.#rest.length + bytes.length);
      all.set(this.#rest);
      all.set(bytes, this.#rest.length);
    }
    const view = new DataView(all.buffer, all.byteOffset, all.length);
    let at = 0;
    while (at + 4 <= all.length) {
      const end = at + 4 + view.getUint32(at, true);
      if (end > all.length) break;
      if (end > at + 4) yield all.slice(at + 4, end);
      at = end;
    }
    this.#rest = all.slice(at);
  }
}
