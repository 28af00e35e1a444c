/**
 * UTF-8 of texts that several links send one after the other.
 *
 * @module
 */

/** Texts that are kept: a turn's output for one link may be several frames. */
const MAX_KEPT_TEXTS = 4;
/** Longer texts are not kept. */
const MAX_KEPT_LENGTH = 1 << 17;

const encoder = new TextEncoder();

/** Encodes a text once if it is among the last few. */
export class EncodedTexts {
  readonly #texts: string[] = [];
  readonly #bytes: Uint8Array[] = [];
  #next = 0;

  /** The text as UTF-8, which must not be altered. */
  encode(text: string): Uint8Array {
    const at = this.#texts.indexOf(text);
    if (at >= 0) return this.#bytes[at];
    const bytes = encoder.encode(text);
    if (text.length > MAX_KEPT_LENGTH) return bytes;
    this.#texts[this.#next] = text;
    this.#bytes[this.#next] = bytes;
    this.#next = (this.#next + 1) % MAX_KEPT_TEXTS;
    return bytes;
  }
}
