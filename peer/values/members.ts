/**
 * Checks what programs without types give: a member that has no meaning would
 * be ignored.
 *
 * @module
 */

/**
 * @param known The members that there are.
 * @param form How it is written, for the message; without it, the names of all.
 * @throws {TypeError} if it is no object, or has another member.
 */
export function checkMembers(
  given: object,
  known: Readonly<Record<string, unknown>>,
  form?: string,
): void {
  let wrong: string | undefined;
  if (typeof given !== "object" || given === null) {
    wrong = `${JSON.stringify(given)}:`;
  } else {
    const name = Object.keys(given).find((name) => !Object.hasOwn(known, name));
    if (name !== undefined) wrong = `${name} is not known here:`;
  }
  if (wrong === undefined) return;
  const written = form ?? `{ ${Object.keys(known).join(", ")} }`;
  throw new TypeError(`${wrong} write ${written}`);
}
