/**
 * Checks what programs without types give: a member that has no meaning would
 * be ignored.
 *
 * @module
 */

/**
 * @param known The members that there are.
 * @param form How it is written, for the message.
 * @throws {TypeError} if it is no object, or has another member.
 */
export function checkMembers(
  given: object,
  known: Readonly<Record<string, unknown>>,
  form: string,
): void {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`${JSON.stringify(given)}: write ${form}`);
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) {
      throw new TypeError(`${name} is not known here: write ${form}`);
    }
  }
}
