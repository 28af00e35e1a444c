/**
 * Puts messages into frames.
 *
 * @module
 */

// Apps take a frame apart in one go: it should not keep them for long.
const LARGEST = 1 << 16;

/**
 * Joins the messages that one turn has for a peer. Subscribers of one thing are
 * sent the same: what was joined for one is used again for the next.
 */
export class Frames {
  #texts: readonly string[] = [];
  #frames: readonly string[] = [];

  /** The frames for some messages: one alone as it is, several as an array. */
  of(texts: readonly string[]): readonly string[] {
    if (texts.length === 1) return texts;
    if (same(texts, this.#texts)) return this.#frames;
    this.#texts = texts;
    this.#frames = join(texts);
    return this.#frames;
  }

  /** Forgets what was joined last. */
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
    if (length < LARGEST && i < texts.length - 1) continue;
    frames.push(
      i === from ? texts[i] : `[${texts.slice(from, i + 1).join(",")}]`,
    );
    from = i + 1;
    length = 0;
  }
  return frames;
}
