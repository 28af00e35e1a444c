/**
 * What `jet doctor` finds.
 *
 * @module
 */

/** How bad it is: `fail` has to be changed, `warn` should be. */
export type Grade = "ok" | "warn" | "fail";

/** One result of a check. */
export interface Finding {
  readonly grade: Grade;
  /** The name of the check. */
  readonly check: string;
  /** What was found and, unless it is fine, what to change. */
  readonly text: string;
}

/** Makes the findings of one check. */
export function findings(
  check: string,
): (grade: Grade, text: string) => Finding {
  return (grade, text) => ({ grade, check, text });
}
