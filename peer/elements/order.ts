/**
 * The order of a program's calls, where one of them waits for a module.
 *
 * @module
 */

/** Number of the last call that added or removed an element. */
export const order = { call: 0 };
