/**
 * Messages of binary Jet, field by field; written once more here, as what the
 * daemon's own code has wrong must not be right for its tests.
 *
 * @module
 */

const encoder = new TextEncoder();

/** Gathers the bytes of one message. */
export class Writer {
  #bytes = new Uint8Array(128);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** All bytes so far. */
  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  u8(value: number): this {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  f64(value: number): this {
    const at = this.#grow(8);
    this.#view.setFloat64(at, value, true);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** A text or key. */
  text(text: string | Uint8Array): this {
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    return this.u16(bytes.length).raw(bytes);
  }

  value(type: number, content: string | Uint8Array = ""): this {
    const bytes = typeof content === "string"
      ? encoder.encode(content)
      : content;
    return this.u8(type).u32(bytes.length).raw(bytes);
  }

  #grow(by: number): number {
    const at = this.#length;
    this.#length += by;
    if (this.#length > this.#bytes.length) {
      const bytes = new Uint8Array(2 * this.#length);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    return at;
  }
}

/** The beginning of a request. */
export function request(id: number, fn: number): Writer {
  return new Writer().u8(2).u32(id).u8(fn);
}

/** A message behind its length. */
export function framed(message: Uint8Array): Uint8Array {
  return new Writer().u32(message.length).raw(message).bytes;
}
