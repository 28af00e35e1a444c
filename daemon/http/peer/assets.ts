/**
 * The peer library, as the daemon serves it. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import script from "./peer.js.txt" with { type: "text" };
import types from "./types.json.txt" with { type: "text" };

/** The library as one script. */
export const SCRIPT: string = script;
/** A JSON object: declarations by their paths. */
export const TYPES: string = types;
/** Differs with every change of both. */
export const HASH = "S1lrp0KTvClRuqDi";
