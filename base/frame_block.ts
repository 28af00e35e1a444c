/**
 * Frames that go to several links, one behind the other: an output that waits
 * with a run of them only needs to know where it begins and ends.
 *
 * @module
 */
import { PIECE_BYTES } from "./piece_writer.ts";

/** Memory of frames that are not changed while an output needs them. */
export class FrameBlock {
  readonly bytes: Uint8Array<ArrayBuffer> = new Uint8Array(PIECE_BYTES);
  /** Where the next frame begins. */
  length = 0;
  #users = 0;
  #view: Uint8Array<ArrayBuffer> | undefined;
  #viewStart = 0;

  /** Whether outputs wait with frames of it, or write them. */
  get used(): boolean {
    return this.#users > 0;
  }

  /** To be called by an output that waits with frames. */
  acquire(): void {
    this.#users++;
  }

  /** To be called when it has written them. */
  release(): void {
    this.#users--;
  }

  /** A part of its bytes. */
  view(start: number, end: number): Uint8Array<ArrayBuffer> {
    const view = this.#view;
    if (
      view !== undefined && this.#viewStart === start &&
      view.length === end - start
    ) return view;
    this.#viewStart = start;
    return this.#view = this.bytes.subarray(start, end);
  }
}
