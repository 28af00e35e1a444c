/**
 * The form of lines that a user asks for, as `{path} {value.level}`.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { UsageError } from "../../command_line/errors.ts";
import { text } from "../../command_line/convert.ts";
import type { TypedOption } from "../../command_line/option.ts";
import { jsonText } from "../../peer/values/values.ts";
import { clockText } from "./notes.ts";
import { printable } from "./text.ts";

/** What a line may be made of. */
export interface TemplateParts {
  readonly path: string;
  readonly type: string;
  readonly event?: string;
  readonly value?: unknown;
  readonly meta?: unknown;
  /** Milliseconds since 1970. */
  readonly time?: number;
}

/** Makes a line, without its end. */
export type Template = (parts: TemplateParts) => string;

const NAMES = ["path", "value", "json", "event", "type", "unit", "clock"];
const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n" };

/** A text as it is, on one line; everything else as JSON. */
function plain(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? printable(value) : jsonText(value);
}

function fieldOf(value: unknown, names: readonly string[]): unknown {
  let field = value;
  for (const name of names) {
    if (Array.isArray(field)) field = field[Number(name)];
    else field = isRecord(field) ? field[name] : undefined;
  }
  return field;
}

function partOf(
  name: string,
  fields: readonly string[],
  parts: TemplateParts,
): string {
  switch (name) {
    case "path":
      return printable(parts.path);
    case "value":
      return plain(fieldOf(parts.value, fields));
    case "json":
      return parts.value === undefined ? "" : jsonText(parts.value);
    case "unit":
      return plain(fieldOf(parts.meta, ["unit"]));
    case "clock":
      return clockText(new Date(parts.time ?? Date.now()));
    case "event":
      return parts.event ?? "";
    default:
      return parts.type;
  }
}

/** @throws {UsageError} if a name in braces is unknown. */
export function templateOf(written: string, source: string): Template {
  const pieces: (string | ((parts: TemplateParts) => string))[] = [];
  const tokens = /\{([^{}]*)\}|\\([tn\\])|([^\\{]+|[\\{])/g;
  for (const [, name, escape, literal] of written.matchAll(tokens)) {
    if (literal !== undefined) pieces.push(literal);
    else if (escape !== undefined) pieces.push(ESCAPES[escape] ?? "\\");
    else {
      const [first, ...fields] = name.split(".");
      if (
        !NAMES.includes(first) || fields.length > 0 && first !== "value"
      ) {
        throw new UsageError(
          `${source}: {${name}} is none of {${NAMES.join("}, {")}}`,
        );
      }
      pieces.push((parts) => partOf(first, fields, parts));
    }
  }
  return (parts) =>
    pieces.map((piece) => typeof piece === "string" ? piece : piece(parts))
      .join("");
}

/** The form of the lines. */
export const FORMAT: TypedOption<Template> = {
  name: "format",
  value: "TEXT",
  help: "lines of this form, such as {path} {value.level}",
  read: (value, source) => templateOf(text(value, source), source),
};
