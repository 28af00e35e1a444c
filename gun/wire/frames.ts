/**
 * Frames of several messages.
 *
 * @module
 */

/** A client parses a frame in one turn, so its length is limited. */
const MAX_FRAME_LENGTH = 1 << 16;

/**
 * Joins the messages of one turn for one connection. Subscribers of the same
 * nodes have equal output, so the frames of the last one are cached.
 */
export class Frames {
  #texts: readonly string[] = [];
  #frames: readonly string[] = [];

  /** The frames for some messages: a single one as it is, several as an array. */
  of(texts: readonly string[]): readonly string[] {
    if (texts.length === 1) return texts;
    if (same(texts, this.#texts)) return this.#frames;
    this.#texts = texts;
    this.#frames = join(texts);
    return this.#frames;
  }

  /** Clears the cache. */
  clear(): void {
    this.#texts = [];
    this.#frames = [];
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function join(texts: readonly string[]): string[] {
  const frames: string[] = [];
  let from = 0;
  let length = 0;
  for (let i = 0; i < texts.length; i++) {
    length += texts[i].length + 1;
    if (length < MAX_FRAME_LENGTH && i < texts.length - 1) continue;
    frames.push(
      i === from ? texts[i] : `[${texts.slice(from, i + 1).join(",")}]`,
    );
    from = i + 1;
    length = 0;
  }
  return frames;
}
