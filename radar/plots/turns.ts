/**
 * Draws the plots in turn: each at most twenty times a second, and in one frame
 * only as many as its time allows.
 *
 * @module
 */

/** Time between two drawings of a plot, in ms. */
const DRAW_MS = 50;
/** Time of a frame after which no further plot is begun, in ms. */
const BUDGET_MS = 3;

/** A plot that is drawn again and again. */
export interface Drawn {
  /** Whether there is anything new to draw. */
  isDue(): boolean;
  draw(): void;
}

/** See the module. */
export class DrawTurns {
  /** When each was drawn last; the one that waits longest is the first. */
  readonly #drawn = new Map<Drawn, number>();
  #frame = 0;

  /** Draws something from now on; the result ends that. */
  add(drawn: Drawn): () => void {
    this.#drawn.set(drawn, -Infinity);
    if (this.#drawn.size === 1) {
      this.#frame = requestAnimationFrame(this.#turn);
    }
    return () => {
      this.#drawn.delete(drawn);
      if (this.#drawn.size === 0) cancelAnimationFrame(this.#frame);
    };
  }

  readonly #turn = (time: number) => {
    this.#frame = requestAnimationFrame(this.#turn);
    const start = performance.now();
    for (const [drawn, before] of [...this.#drawn]) {
      if (time - before < DRAW_MS || !drawn.isDue()) continue;
      // Behind those that still wait.
      this.#drawn.delete(drawn);
      this.#drawn.set(drawn, time);
      drawn.draw();
      if (performance.now() - start >= BUDGET_MS) return;
    }
  };
}

/** Of all plots of the page. */
export const TURNS: DrawTurns = new DrawTurns();
