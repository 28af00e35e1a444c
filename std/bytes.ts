/**
 * `@std/fmt/bytes` with types.
 *
 * @module
 */
// @ts-types="./bytes.d.ts"
export * from "npm:deno-std@1.4.0/fmt/bytes.js";
