/**
 * Forms from JSON Schemas: as far as a flat object or list goes. What a form
 * can't express is edited as JSON.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { texts } from "../texts.ts";
import { exactJson, parseExact } from "../values/exact.ts";
import { problemOfJson } from "../values/json_place.ts";

/** How a field is edited. */
export type FieldKind =
  | "text"
  | "number"
  | "integer"
  | "boolean"
  | "choice"
  | "array"
  | "object"
  | "json";

/** A field of a form. */
export interface FormField {
  readonly name: string;
  readonly title: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly hint: string;
  /** JSON of the values of a choice. */
  readonly choices: readonly string[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Least and greatest length of a text. */
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  /** Whether `null` is a value beside those of its kind. */
  readonly nullable: boolean;
  /** What is in the field at first. */
  readonly initial: string;
}

/** A form. */
export interface Form {
  /** Whether the arguments are a list, in the order of the fields. */
  readonly list: boolean;
  readonly fields: readonly FormField[];
}

/** The form of the arguments; `undefined`: they are edited as JSON. */
export function formOf(schema: unknown): Form | undefined {
  if (!isRecord(schema)) return undefined;
  const { prefixItems, properties } = schema;
  if (Array.isArray(prefixItems)) {
    const { minItems } = schema;
    const needed = typeof minItems === "number" ? minItems : prefixItems.length;
    return {
      list: true,
      fields: prefixItems.map((item: unknown, i) =>
        fieldOf(String(i + 1), item, i < needed)
      ),
    };
  }
  if (!isRecord(properties)) return undefined;
  const required: unknown[] = Array.isArray(schema.required)
    ? schema.required
    : [];
  return {
    list: false,
    fields: Object.entries(properties).map(([name, property]) =>
      fieldOf(name, property, required.includes(name))
    ),
  };
}

/** The field of a value with a schema. */
export function fieldOf(
  name: string,
  schema: unknown,
  required: boolean,
): FormField {
  const raw = isRecord(schema) ? schema : {};
  const { kind, nullable, choices } = kindOf(raw);
  const min = numberOf(raw.minimum);
  const max = numberOf(raw.maximum);
  return {
    name,
    title: typeof raw.title === "string" ? raw.title : name,
    kind,
    required,
    hint: typeof raw.description === "string" ? raw.description : "",
    choices,
    min,
    max,
    minLength: numberOf(raw.minLength),
    maxLength: numberOf(raw.maxLength),
    nullable,
    initial: initialOf(raw, kind, required, choices),
  };
}

/** What of a field follows from its type. */
interface FieldType {
  readonly kind: FieldKind;
  readonly nullable: boolean;
  readonly choices: readonly string[];
}

function kindOf(schema: Record<string, unknown>): FieldType {
  const { type, enum: listed } = schema;
  if ("const" in schema) return choice([schema.const]);
  if (Array.isArray(listed)) return choice(listed);
  const types: unknown[] = Array.isArray(type) ? type : [type];
  const others = types.filter((one) => one !== "null");
  const nullable = others.length < types.length;
  if (others.length === 0 && nullable) return choice([null]);
  const kind = others.length === 1 ? KINDS.get(others[0]) ?? "json" : "json";
  if (!nullable) return { kind, nullable, choices: [] };
  if (kind === "boolean") return choice([true, false, null]);
  // In one field the text "null" and the value look the same.
  return { kind: kind === "text" ? "json" : kind, nullable, choices: [] };
}

const KINDS: ReadonlyMap<unknown, FieldKind> = new Map([
  ["string", "text"],
  ["number", "number"],
  ["integer", "integer"],
  ["boolean", "boolean"],
  ["array", "array"],
  ["object", "object"],
]);

function choice(values: readonly unknown[]): FieldType {
  const choices = values.map((value) => JSON.stringify(value));
  return { kind: "choice", nullable: false, choices };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function initialOf(
  schema: Record<string, unknown>,
  kind: FieldKind,
  required: boolean,
  choices: readonly string[],
): string {
  if (schema.default !== undefined) {
    return kind === "text" && typeof schema.default === "string"
      ? schema.default
      : JSON.stringify(schema.default);
  }
  if (!required) return "";
  if (kind === "boolean") return "false";
  return kind === "choice" ? choices[0] ?? "" : "";
}

/** Bounds of numbers in a few characters; "" without any. */
export function describeBounds(min?: number, max?: number): string {
  if (min === undefined) return max === undefined ? "" : `≤ ${max}`;
  return max === undefined ? `≥ ${min}` : `${min}–${max}`;
}

/** What kind of value a field takes, in words. */
export function describeField(field: FormField): string {
  const { kind, min, max, required, nullable } = field;
  const word = kind === "choice" || kind === "json" ? "" : kind;
  const bounds = describeBounds(min, max);
  return [
    word,
    bounds,
    nullable ? texts.orNull : "",
    required ? "" : texts.optional,
  ]
    .filter((part) => part !== "").join(", ");
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Why a field can't be sent; `undefined` if it can. */
export function problemOf(field: FormField, text: string): string | undefined {
  if (text === "") {
    return field.required && field.kind !== "text" ? texts.missing : undefined;
  }
  if (field.nullable && text === "null") return undefined;
  switch (field.kind) {
    case "text": {
      const { length } = [...text];
      const { minLength = 0, maxLength = Infinity } = field;
      if (length < minLength) return texts.atLeastCharacters(minLength);
      return length > maxLength ? texts.atMostCharacters(maxLength) : undefined;
    }
    case "number":
    case "integer": {
      if (!NUMBER.test(text)) return texts.notNumber;
      const number = Number(text);
      if (field.kind === "integer" && !/^-?\d+$/.test(text)) {
        return texts.notInteger;
      }
      if (field.min !== undefined && number < field.min) {
        return texts.atLeast(field.min);
      }
      if (field.max !== undefined && number > field.max) {
        return texts.atMost(field.max);
      }
      return undefined;
    }
    case "array":
    case "object":
    case "json":
      return jsonProblem(field.kind, text);
  }
  return undefined;
}

function jsonProblem(
  kind: "array" | "object" | "json",
  text: string,
): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problemOfJson(text).error;
  }
  if (kind === "array" && !Array.isArray(value)) return texts.notArray;
  return kind === "object" && !isRecord(value) ? texts.notObject : undefined;
}

/** JSON of what is typed into a field; `undefined`: it has no value. */
export function jsonOfField(
  field: FormField,
  text: string,
): string | undefined {
  const sent = text !== "" || (field.kind === "text" && field.required);
  if (!sent) return undefined;
  return field.kind === "text" ? JSON.stringify(text) : text;
}

/** JSON of the arguments that a form describes. */
export function argumentsJson(
  { list, fields }: Form,
  values: Readonly<Record<string, string>>,
): string {
  const given = fields.map((field) => ({
    name: field.name,
    json: jsonOfField(field, values[field.name] ?? field.initial),
  }));
  if (list) {
    const end = given.findLastIndex(({ json }) => json !== undefined) + 1;
    return `[${
      given.slice(0, end).map(({ json }) => json ?? "null").join(",")
    }]`;
  }
  const members = given.filter(({ json }) => json !== undefined)
    .map(({ name, json }) => `${JSON.stringify(name)}:${json}`);
  return `{${members.join(",")}}`;
}

/**
 * The arguments of a call.
 *
 * @throws {TypeError} if the JSON is no array and no object.
 * @throws {SyntaxError} if it is no JSON.
 */
export function readArguments(json: string): object {
  const value = json.trim() === "" ? [] : parseExact(json);
  if (typeof value === "object" && value !== null) return value;
  throw new TypeError(texts.notArguments);
}

/** Arguments in a few words. */
export function briefly(json: string): string {
  try {
    const value = parseExact(json);
    if (typeof value !== "object" || value === null) return json;
    return Object.values(value).map((one) => {
      const text = exactJson(one);
      return text.startsWith('"') ? text.slice(1, -1) : text;
    }).join(", ");
  } catch {
    return json;
  }
}

/** Why a text can not be the arguments, and where; `undefined` if it can. */
export function argumentsProblem(
  json: string,
): { readonly error: string; readonly position?: number } | undefined {
  try {
    readArguments(json);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError
      ? problemOfJson(json)
      : { error: texts.notArguments };
  }
}
