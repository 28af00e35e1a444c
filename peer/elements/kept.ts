/**
 * Values that the daemon has kept for states of this peer.
 *
 * @module
 */
import { asError, isRecord, isThenable } from "../../base/narrowing.ts";
import type { HostedElement } from "./host.ts";
import { StateCore } from "./state_core.ts";

/** `true` if a kept value of an element stays when its adding is given up. */
export function keepsValue(element: HostedElement): true | undefined {
  return element instanceof StateCore && element.keep ? true : undefined;
}

/**
 * Gives a state the value that was kept, when it is added for the first time.
 * Later the program's value counts: it is announced, so that it is kept.
 *
 * @param answer The answer to `add`.
 * @returns A promise if the handler of the state takes its time.
 */
export function restoreKept(
  element: HostedElement,
  answer: unknown,
  isFirst: boolean,
  log: (line: string) => void,
): Promise<unknown> | undefined {
  if (!(element instanceof StateCore) || !element.keep) return undefined;
  if (!isRecord(answer) || answer.kept === undefined) return undefined;
  const refused = (error: unknown) =>
    log(
      `${element.path}: the kept value is refused: ${asError(error).message}`,
    );
  try {
    if (isFirst) {
      const taken = element.restore(answer.kept);
      return isThenable(taken)
        ? Promise.resolve(taken).catch(refused)
        : undefined;
    }
    if (!Object.is(element.value, answer.kept)) element.announceAgain();
  } catch (error) {
    refused(error);
  }
}
