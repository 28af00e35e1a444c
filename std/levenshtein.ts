/**
 * `@std/text/levenshtein-distance` with types.
 *
 * @module
 */
// @ts-types="./levenshtein.d.ts"
export * from "npm:deno-std@1.4.0/text/levenshtein_distance.js";
