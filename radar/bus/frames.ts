/**
 * Draws once a frame: what arrives only asks for it.
 *
 * @module
 */
import { batch } from "@preact/signals";

/** See the module. */
export class Frames {
  readonly #wanted = new Set<() => void>();
  #requested = false;

  /** Calls back in the next frame, once however often it is asked for. */
  request(draw: () => void): void {
    this.#wanted.add(draw);
    if (this.#requested) return;
    this.#requested = true;
    requestAnimationFrame(this.#draw);
  }

  readonly #draw = () => {
    this.#requested = false;
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    batch(() => {
      for (const draw of wanted) draw();
    });
  };
}

/** The frames of the page. */
export const FRAMES: Frames = new Frames();
