/**
 * Faults of requests without id, which get no answer.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";

const MAX_REPORTS = 64;
const MAX_KEY_LENGTH = 256;

/** Whether a fault is answered without an id: what was sent is unknown. */
export function isAnsweredWithoutId({ kind }: Fault): boolean {
  return kind === "parse" || kind === "invalidRequest" || kind === "protocol";
}

/** Reports the unanswered faults of one peer, each once. */
export class UnansweredFaults {
  readonly #report: (fault: Fault) => void;
  // Paths, or kinds of faults that concern no path.
  #reported: Set<string> | undefined;

  constructor(report: (fault: Fault) => void) {
    this.#report = report;
  }

  /** Reports a fault, unless one of its path was reported before. */
  add(fault: Fault): void {
    const reported = this.#reported ??= new Set();
    if (reported.size === MAX_REPORTS) return;
    const key = "path" in fault
      ? `/${fault.path.slice(0, MAX_KEY_LENGTH)}`
      : fault.kind;
    if (reported.has(key)) return;
    reported.add(key);
    this.#report(fault);
  }
}
