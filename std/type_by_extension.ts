/**
 * `@std/media-types/type-by-extension` with types.
 *
 * @module
 */
// @ts-types="./type_by_extension.d.ts"
export * from "npm:deno-std@1.4.0/media_types/type_by_extension.js";
