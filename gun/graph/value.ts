/**
 * Values of GUN.
 *
 * @module
 */

/** A link to another node. */
export interface GraphLink {
  /** Soul of the node it leads to. */
  readonly "#": string;
}

/** A value of GUN: `null`, a boolean, a finite number, a string or a link. */
export type GraphValue = null | boolean | number | string | GraphLink;

/** A value with its state. */
export interface Property {
  /** The value as JSON, which conflicts are resolved by. */
  readonly text: string;
  /** When it was written: milliseconds of the writer's clock, with fractions. */
  readonly state: number;
}

/** Whether an unchecked value is a link. */
export function isLink(value: unknown): value is GraphLink {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const names = Object.keys(value);
  return names.length === 1 && names[0] === "#" && "#" in value &&
    typeof value["#"] === "string" && value["#"] !== "";
}

/** Whether an unchecked value is one of GUN. */
export function isValue(value: unknown): value is GraphValue {
  return value === null || typeof value === "string" ||
    typeof value === "boolean" || Number.isFinite(value) || isLink(value);
}

/** The JSON text of a value, which conflicts are resolved by. */
export function textOf(value: GraphValue): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
