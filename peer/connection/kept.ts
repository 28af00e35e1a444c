/**
 * Values that the daemon has kept for states of this peer.
 *
 * @module
 */
import { asError, isRecord } from "../../base/narrowing.ts";

/** A state whose value is kept. */
interface KeptState {
  readonly path: string;
  /** Parameters of `add`. */
  describe(): Record<string, unknown>;
  readonly handler: { restore?(value: unknown): unknown } | undefined;
}

/**
 * Gives a state the value that was kept, when it is added for the first time.
 * Later the program's value counts: it is announced, so that it is kept.
 *
 * @param answer The answer to `add`.
 * @param known Whether the daemon has had the state before.
 */
export async function takeKept<S extends KeptState>(
  state: S,
  answer: unknown,
  known: boolean,
  host: {
    confirm(state: S, change: Record<string, unknown>): Promise<void>;
  },
  log: (line: string) => void,
): Promise<void> {
  if (!isRecord(answer) || answer.kept === undefined) return;
  const { kept } = answer;
  try {
    if (!known) return void await state.handler?.restore?.(kept);
    const { value, at, quality } = state.describe();
    if (!Object.is(value, kept)) {
      await host.confirm(state, { value, at, quality });
    }
  } catch (error) {
    const { message } = asError(error);
    log(`${state.path}: the kept value is refused: ${message}`);
  }
}
