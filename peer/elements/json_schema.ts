/**
 * The JSON Schema of validators, as part of metadata. Loaded with the first
 * element that is added.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import type { Describable, HostedElement } from "./host.ts";
import type { Meta } from "./meta.ts";
import type { SchemaConverter } from "./schema.ts";

/** Longest JSON Schema that goes into the metadata by itself, in characters. */
const MAX_SCHEMA_LENGTH = 12_000;

type JsonSchema = Readonly<Record<string, unknown>>;

/** What a schema describes: what goes into a validator or what comes out. */
type Side = "input" | "output";

/** Many elements may have one validator. */
const known = {
  input: new WeakMap<object, JsonSchema | undefined>(),
  output: new WeakMap<object, JsonSchema | undefined>(),
};

/**
 * Metadata with the JSON Schema of the element's validators, if they can give
 * any that is not too long, and it has none of its own.
 */
export function completeMeta(
  { schemas: { schema, params, result } }: Pick<HostedElement, "schemas">,
  meta: Meta | undefined,
): Meta | undefined {
  // Most elements have none.
  if ((schema ?? params ?? result) === undefined) return meta;
  const made = Object.entries({
    schema: jsonSchemaOf(schema, "output") ?? jsonSchemaOf(schema, "input"),
    params: jsonSchemaOf(params, "input"),
    result: jsonSchemaOf(result, "output"),
  }).filter(([, json]) => json !== undefined);
  return made.length === 0 ? meta : { ...Object.fromEntries(made), ...meta };
}

function jsonSchemaOf(
  schema: Describable | undefined,
  side: Side,
): JsonSchema | undefined {
  const converter = schema?.["~standard"].jsonSchema;
  if (schema === undefined || converter === undefined) return undefined;
  if (!known[side].has(schema)) {
    known[side].set(schema, converted(converter, side));
  }
  return known[side].get(schema);
}

function converted(
  converter: SchemaConverter,
  side: Side,
): JsonSchema | undefined {
  try {
    const made = converter[side]({ target: "draft-2020-12" });
    if (!isRecord(made)) return undefined;
    // Without the name of the draft: it is that of all metadata.
    const { $schema: _draft, ...json } = made;
    if (JSON.stringify(json).length <= MAX_SCHEMA_LENGTH) return json;
  } catch {
    // Not every validator can be described.
  }
}
