/**
 * What this peer has added: the bytes of its keys, which go with every change,
 * and what are methods.
 *
 * @module
 */
import type { Output } from "../../../protocol/binary/writer.ts";

const encoder = new TextEncoder();
const MAX_KEY_BYTES = 0xffff;

interface Owned {
  /** The key with its length, as it is sent; nothing if it is too long. */
  readonly key: Uint8Array | undefined;
  readonly isMethod: boolean;
}

/** See the module. */
export class OwnedPaths {
  readonly #owned = new Map<string, Owned>();

  /** A state or method is added. */
  add(path: string, isMethod: boolean): void {
    const text = encoder.encode(path);
    let key: Uint8Array | undefined;
    if (text.length <= MAX_KEY_BYTES) {
      key = new Uint8Array(2 + text.length);
      key[0] = text.length;
      key[1] = text.length >>> 8;
      key.set(text, 2);
    }
    this.#owned.set(path, { key, isMethod });
  }

  /** It is removed; whether it was a method. */
  remove(path: string): boolean {
    const owned = this.#owned.get(path);
    this.#owned.delete(path);
    return owned?.isMethod === true;
  }

  /** All at a path and below is removed. */
  removeBelow(path: string, separator: string): void {
    const prefix = path === "" ? "" : path + separator;
    for (const own of [...this.#owned.keys()]) {
      if (own === path || own.startsWith(prefix)) this.#owned.delete(own);
    }
  }

  /** Writes the key of a path. */
  writeKey(out: Output, path: string): void {
    const key = this.#owned.get(path)?.key;
    if (key === undefined) out.shortText(path);
    else out.bytes(key);
  }
}
