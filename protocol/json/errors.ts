/**
 * What is wrong with a JSON text.
 *
 * @module
 */

/** How deep arrays and objects may be nested in a message. */
export const MAX_DEPTH = 1000;

/** Why a number is refused that JSON allows. */
export const INFINITE_NUMBER = "a number is infinite as a double";

/** A text is not JSON, or nested too deeply. */
export class JsonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JsonError";
  }
}

/** A text is nested too deeply. */
export class NestedTooDeep extends JsonError {
  constructor() {
    super(`nested deeper than ${MAX_DEPTH}`);
  }
}
