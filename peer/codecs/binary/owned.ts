/**
 * What this peer has added: the bytes of its keys, which go with every change,
 * and what are methods.
 *
 * @module
 */
import {
  BinaryWriter,
  MAX_TEXT_BYTES,
} from "../../../protocol/binary/writer.ts";
import type { LeafKind } from "../../../protocol/inbox.ts";
import { exceedsBytes } from "../../../base/utf8.ts";
import { writeText } from "./value.ts";

interface OwnedPath {
  /** The key with its length, as it is sent; nothing if it is too long. */
  readonly key: Uint8Array | undefined;
  readonly kind: LeafKind;
}

/** See the module. */
export class OwnedPaths {
  readonly #owned = new Map<string, OwnedPath>();

  /** An element is added. */
  add(path: string, kind: LeafKind): void {
    const key = exceedsBytes(path, MAX_TEXT_BYTES)
      ? undefined
      : new BinaryWriter(0).text(path).view.slice();
    this.#owned.set(path, { key, kind });
  }

  /** It is removed; what it was. */
  remove(path: string): LeafKind {
    const owned = this.#owned.get(path);
    this.#owned.delete(path);
    return owned?.kind ?? "state";
  }

  /** All at a path and below is removed. */
  removeBelow(path: string, separator: string): void {
    const prefix = path === "" ? "" : path + separator;
    for (const own of [...this.#owned.keys()]) {
      if (own === path || own.startsWith(prefix)) this.#owned.delete(own);
    }
  }

  /** Writes the key of a path. */
  writeKey(out: BinaryWriter, path: string): void {
    const key = this.#owned.get(path)?.key;
    if (key === undefined) writeText(out, path);
    else out.slice(key, 0, key.length);
  }
}
