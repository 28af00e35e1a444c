/**
 * Forms of objects: the fields that a schema describes, those of inner objects
 * too, and the members that they edit. What has no field stays as it is.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import {
  fieldOf,
  type FormField,
  jsonOfField,
  problemOf,
} from "../methods/form.ts";
import { exactJson, parseExact, plainKey, plainText } from "../values/exact.ts";

/** Inner objects whose members get fields of their own, in depth. */
const MAX_DEPTH = 3;
/** Fields of a form. */
const MAX_FIELDS = 100;

/** A field, and where its member is. */
export interface MemberField extends FormField {
  readonly place: readonly string[];
}

/**
 * The fields of an object with a schema; `undefined` if the schema describes
 * none, or more than a form shows well.
 */
export function memberFields(schema: unknown): MemberField[] | undefined {
  const fields = fieldsBelow(schema, [], []);
  return fields.length === 0 || fields.length > MAX_FIELDS ? undefined : fields;
}

function fieldsBelow(
  schema: unknown,
  place: readonly string[],
  titles: readonly string[],
): MemberField[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return [];
  const required: unknown[] = Array.isArray(schema.required)
    ? schema.required
    : [];
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const at = [...place, name];
    const field = fieldOf(name, property, required.includes(name));
    const path = [...titles, field.title];
    const inner = at.length < MAX_DEPTH && !field.nullable
      ? fieldsBelow(property, at, path)
      : [];
    if (inner.length > 0) return inner;
    const id = at.map(encodeURIComponent).join("/");
    return [{ ...field, name: id, title: path.join(" › "), place: at }];
  });
}

function keyOf(object: object, name: string): string | undefined {
  return Object.keys(object).find((key) => plainKey(key) === name);
}

/** The text of a member in its field. */
export function memberText(value: unknown, field: MemberField): string {
  let member = value;
  for (const name of field.place) {
    if (!isRecord(member)) return "";
    const key = keyOf(member, name);
    if (key === undefined) return "";
    member = member[key];
  }
  return field.kind === "text" && typeof member === "string"
    ? plainText(member)
    : exactJson(member);
}

/**
 * The JSON of an object with another member; the members that are before it
 * keep their order.
 */
export function withMember(
  json: string,
  field: MemberField,
  text: string,
): string {
  const value = parseExact(json);
  return exactJson(
    parseExact(replaced(value, field.place, jsonOfField(field, text))),
    2,
  );
}

function replaced(
  value: unknown,
  [name, ...rest]: readonly string[],
  json: string | undefined,
): string {
  const object = isRecord(value) ? value : {};
  const known = keyOf(object, name);
  const inner = rest.length === 0
    ? json
    : replaced(known === undefined ? {} : object[known], rest, json);
  const members = Object.entries(object).map(([key, member]) => ({
    name: plainKey(key),
    json: key === known ? inner : exactJson(member),
  }));
  if (known === undefined) members.push({ name, json: inner });
  return `{${
    members.filter((one) => one.json !== undefined)
      .map((one) => `${JSON.stringify(one.name)}:${one.json}`).join(",")
  }}`;
}

/** The fields whose text is no value. */
export function brokenFields(
  fields: readonly MemberField[],
  typed: Readonly<Record<string, string>>,
): MemberField[] {
  return fields.filter((field) => {
    const text = typed[field.name];
    return text !== undefined && problemOf(field, text) !== undefined;
  });
}
