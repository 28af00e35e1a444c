/**
 * TypeScript types of JSON Schemas. What comes from the bus is never copied
 * into them unquoted.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** What there is no better type for. */
export const UNKNOWN = "unknown";

/** Deeper schemas, and those that contain themselves, are not looked into. */
const MAX_DEPTH = 16;

/** Longest type that is written, in characters. */
const MAX_LENGTH = 100_000;

/**
 * The type of what a schema describes.
 *
 * @param indent What the lines behind the first one begin with.
 */
export function typeOfSchema(schema: unknown, indent = ""): string {
  const type = new Reader(schema).type(schema, indent, 0);
  return type.length > MAX_LENGTH ? UNKNOWN : type;
}

/** The name of a property: quoted, unless it is an identifier. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** The literal type of a JSON value; `unknown` for objects and arrays. */
export function literalType(value: unknown): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? String(value) : UNKNOWN;
  }
  return value === null ? "null" : UNKNOWN;
}

/** Types of which a value has one. */
export function union(types: readonly string[]): string {
  const different = [...new Set(types)].filter((type) => type !== "never");
  if (different.includes(UNKNOWN)) return UNKNOWN;
  if (different.length === 0) return "never";
  return different.join(" | ");
}

type Schema = Readonly<Record<string, unknown>>;

class Reader {
  readonly #root: unknown;
  #written = 0;

  constructor(root: unknown) {
    this.#root = root;
  }

  type(schema: unknown, indent: string, depth: number): string {
    if (schema === false) return "never";
    if (!isRecord(schema) || depth > MAX_DEPTH || this.#written > MAX_LENGTH) {
      return UNKNOWN;
    }
    const parts = this.#parts(schema, indent, depth).filter((part) =>
      part !== UNKNOWN
    );
    const [first = UNKNOWN, ...more] = new Set(parts);
    const type = more.length === 0
      ? first
      : [first, ...more].map(grouped).join(" & ");
    this.#written += type.length;
    return type;
  }

  /** Types that a value has all of. */
  #parts(schema: Schema, indent: string, depth: number): string[] {
    const { $ref, anyOf, oneOf, allOf } = schema;
    const inner = (each: unknown) => this.type(each, indent, depth + 1);
    const parts = [this.#own(schema, indent, depth)];
    if (typeof $ref === "string") parts.push(inner(this.#resolved($ref)));
    for (const choices of [anyOf, oneOf]) {
      if (Array.isArray(choices)) parts.push(union(choices.map(inner)));
    }
    if (Array.isArray(allOf)) parts.push(...allOf.map(inner));
    return parts;
  }

  #own(schema: Schema, indent: string, depth: number): string {
    if (schema.const !== undefined) return literalType(schema.const);
    if (Array.isArray(schema.enum)) return union(schema.enum.map(literalType));
    const { type = implied(schema), nullable } = schema;
    const names: unknown[] = Array.isArray(type) ? type : [type];
    const types = names.map((name) => this.#named(name, schema, indent, depth));
    return union(nullable === true ? [...types, "null"] : types);
  }

  #named(
    name: unknown,
    schema: Schema,
    indent: string,
    depth: number,
  ): string {
    switch (name) {
      case "string":
      case "boolean":
      case "null":
      case "number":
        return name;
      case "integer":
        return "number";
      case "array":
        return this.#array(schema, indent, depth);
      case "object":
        return this.#object(schema, indent, depth);
    }
    return UNKNOWN;
  }

  #array(schema: Schema, indent: string, depth: number): string {
    const { prefixItems, items, minItems } = schema;
    const inner = (each: unknown) => this.type(each, indent, depth + 1);
    // Before 2020-12 it was an array of items.
    const first = Array.isArray(prefixItems) ? prefixItems : items;
    if (!Array.isArray(first)) return `${grouped(inner(items))}[]`;
    const rest = Array.isArray(prefixItems) ? items : schema.additionalItems;
    const least = typeof minItems === "number" ? minItems : 0;
    const places = first.map((each, at) =>
      at < least ? inner(each) : `${grouped(inner(each))}?`
    );
    if (rest !== undefined && rest !== false) {
      places.push(`...${grouped(inner(rest))}[]`);
    }
    return `[${places.join(", ")}]`;
  }

  #object(schema: Schema, indent: string, depth: number): string {
    const { properties, required, additionalProperties } = schema;
    const deeper = `${indent}  `;
    const needed: unknown[] = Array.isArray(required) ? required : [];
    const known = Object.entries(isRecord(properties) ? properties : {});
    const inner = (each: unknown) => this.type(each, deeper, depth + 1);
    const lines = known.map(([name, each]) => {
      const mark = needed.includes(name) ? "" : "?";
      const said = isRecord(each)
        ? commentOf(each.title, each.description)
        : "";
      const doc = said === "" ? "" : `/** ${said} */\n${deeper}`;
      return `${doc}${propertyName(name)}${mark}: ${inner(each)};`;
    });
    if (known.length === 0) {
      const rest = isRecord(additionalProperties)
        ? inner(additionalProperties)
        : UNKNOWN;
      return additionalProperties === false
        ? "Record<string, never>"
        : `Record<string, ${rest}>`;
    }
    return `{\n${deeper}${lines.join(`\n${deeper}`)}\n${indent}}`;
  }

  /** What a reference within the schema is about. */
  #resolved(reference: string): unknown {
    if (!reference.startsWith("#")) return undefined;
    let found: unknown = this.#root;
    for (const step of reference.slice(1).split("/").slice(1)) {
      const name = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
      found = isRecord(found) && Object.hasOwn(found, name)
        ? found[name]
        : undefined;
    }
    return found;
  }
}

/** Texts as a comment of one line, which they can't end. */
export function commentOf(...texts: readonly unknown[]): string {
  return texts.filter((text) => typeof text === "string" && text !== "")
    .join(": ").replaceAll("*/", "*\u2215").replace(/[\p{C}\s]+/gu, " ").trim();
}

/** The type that a schema means which does not say it. */
function implied({ properties, items, prefixItems }: Schema): unknown {
  if (properties !== undefined) return "object";
  return items !== undefined || prefixItems !== undefined ? "array" : undefined;
}

function grouped(type: string): string {
  return / [|&] /.test(type) ? `(${type})` : type;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
