/**
 * What a fetch needs after a reconnect, or for a reader that falls behind: one
 * file, so one request of a page.
 *
 * @module
 */
export { conflate } from "./conflate.ts";
export { displaced, missing, sameEntry } from "./returning.ts";
