/**
 * JSON that is read only where rules look at it.
 *
 * @module
 */
import type { JsonValue } from "../../base/json_value.ts";

/** A value, or what stands for a long array or object. */
export type ReadableJson = JsonValue | LazyJson;

/** A long array or object, which is not made as a whole. */
export abstract class LazyJson {
  /** Whether it is an array. */
  abstract readonly isArray: boolean;
  /** Number of the items of an array. */
  abstract readonly length: number;
  /** The member of an object; `undefined` if there is none. */
  abstract member(name: string): ReadableJson | undefined;
  /** The item of an array; `undefined` if there is none. */
  abstract item(index: number): ReadableJson | undefined;
  /**
   * Whether an array has one of some primitive values, or all of them; an object
   * has none.
   */
  abstract has(which: "one" | "all", values: ReadonlySet<JsonValue>): boolean;
  /** Whether it is equal to a value in all its parts. */
  abstract equals(value: JsonValue): boolean;
}
