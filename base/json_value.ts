/**
 * Types of JSON values.
 *
 * @module
 */

/** What JSON can express. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | JsonObject;

/** A JSON object: its own members only, whatever they are called. */
export interface JsonObject {
  [member: string]: JsonValue;
}
