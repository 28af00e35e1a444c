/**
 * Readers of the answers that a page which only fetches, sets and calls does
 * not ask for: one file, so one request of the page on first use.
 *
 * @module
 */
export { childrenOf, readListing } from "./fetch/listing.ts";
export { readEntries, readValue } from "./fetch/gotten.ts";
export { readRights } from "./connection/users.ts";
