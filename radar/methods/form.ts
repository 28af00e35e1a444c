/**
 * Forms from JSON Schemas: as far as a flat object or list goes. What a form
 * can't express is edited as JSON.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { texts } from "../texts.ts";
import { shellWord } from "../values/shell.ts";
import { exactJson, parseExact } from "../values/exact.ts";

/** How a field is edited. */
export type FieldKind =
  | "text"
  | "number"
  | "integer"
  | "boolean"
  | "choice"
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

function fieldOf(name: string, schema: unknown, required: boolean): FormField {
  const raw = isRecord(schema) ? schema : {};
  const kind = kindOf(raw);
  const min = numberOf(raw.minimum);
  const max = numberOf(raw.maximum);
  const choices = Array.isArray(raw.enum)
    ? raw.enum.map((value: unknown) => JSON.stringify(value))
    : [];
  return {
    name,
    title: typeof raw.title === "string" ? raw.title : name,
    kind,
    required,
    hint: typeof raw.description === "string" ? raw.description : "",
    choices,
    min,
    max,
    initial: initialOf(raw, kind, required, choices),
  };
}

function kindOf({ type, enum: choices }: Record<string, unknown>): FieldKind {
  if (Array.isArray(choices)) return "choice";
  switch (type) {
    case "string":
      return "text";
    case "number":
    case "integer":
    case "boolean":
      return type;
    default:
      return "json";
  }
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

/** What kind of value a field takes, in words. */
export function describeField({ kind, min, max, required }: FormField): string {
  const word = kind === "choice" || kind === "json" ? "" : kind;
  const bounds = min !== undefined && max !== undefined
    ? `${min}–${max}`
    : min !== undefined
    ? `≥ ${min}`
    : max !== undefined
    ? `≤ ${max}`
    : "";
  return [word, bounds, required ? "" : texts.optional]
    .filter((part) => part !== "").join(", ");
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Why a field can't be sent; `undefined` if it can. */
export function problemOf(field: FormField, text: string): string | undefined {
  if (text === "") {
    return field.required && field.kind !== "text" ? texts.missing : undefined;
  }
  switch (field.kind) {
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
    case "json":
      try {
        JSON.parse(text);
        return undefined;
      } catch (error) {
        return texts.notJson(error instanceof Error ? error.message : "");
      }
  }
  return undefined;
}

/** JSON of the arguments that a form describes. */
export function argumentsJson(
  { list, fields }: Form,
  values: Readonly<Record<string, string>>,
): string {
  const given = fields.map((field) => {
    const text = values[field.name] ?? field.initial;
    const sent = text !== "" || (field.kind === "text" && field.required);
    return {
      name: field.name,
      json: !sent
        ? undefined
        : field.kind === "text"
        ? JSON.stringify(text)
        : text,
    };
  });
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

/** The command that makes the same call. */
export function jetCommand(path: string, args: string): string {
  return args === "[]"
    ? `jet call ${shellWord(path)}`
    : `jet call ${shellWord(path)} --args ${shellWord(args)}`;
}

/** Why a text can not be the arguments; `undefined` if it can. */
export function jsonProblem(json: string): string | undefined {
  try {
    readArguments(json);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError
      ? texts.notJson(error.message)
      : error instanceof Error
      ? error.message
      : "";
  }
}
