/**
 * Parameters of the routes: one table is what requests are read by and what the
 * OpenAPI document says.
 *
 * @module
 */
import { messageOf } from "../../base/narrowing.ts";
import { problem } from "./problem.ts";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** A parameter in the query. */
export interface Parameter {
  /** Its schema in the OpenAPI document. */
  readonly schema: Schema;
  readonly description: string;
  /** Whether it may be repeated; its value is a list. */
  readonly many?: boolean;
  /**
   * Reads its text.
   *
   * @throws {TypeError} if that is invalid.
   */
  readonly read: (text: string) => unknown;
}

/** A text as it is. */
export function text(description: string): Parameter {
  return { schema: { type: "string" }, description, read: (value) => value };
}

/** Several texts: the parameter is repeated. */
export function texts(description: string): Parameter {
  return { ...text(description), many: true };
}

/** A number from a minimum on. */
export function number(description: string, minimum: number): Parameter {
  return {
    schema: { type: "number", minimum },
    description,
    read: (value) => {
      const number = value.trim() === "" ? NaN : Number(value);
      if (Number.isFinite(number) && number >= minimum) return number;
      throw new TypeError(`is no number from ${minimum} on`);
    },
  };
}

/** A whole number within limits. */
export function integer(
  description: string,
  minimum: number,
  maximum: number = Number.MAX_SAFE_INTEGER,
): Parameter {
  return {
    schema: { type: "integer", minimum, maximum },
    description,
    read: (value) => {
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= minimum && number <= maximum) {
        return number;
      }
      throw new TypeError(`is no whole number from ${minimum} to ${maximum}`);
    },
  };
}

/** `true` or `false`; nothing means `true`. */
export function flag(description: string): Parameter {
  return {
    schema: { type: "boolean" },
    description,
    read: (value) => {
      if (value === "true" || value === "" || value === "1") return true;
      if (value === "false" || value === "0") return false;
      throw new TypeError("is neither true nor false");
    },
  };
}

/** JSON of any kind. */
export function json(description: string): Parameter {
  return {
    schema: {},
    description: `${description} (JSON)`,
    read: (value) => {
      try {
        return JSON.parse(value);
      } catch (error) {
        throw new TypeError(`is no JSON: ${messageOf(error)}`);
      }
    },
  };
}

/** A JSON value, or a text where that is no JSON. */
export function value(description: string): Parameter {
  return {
    schema: {},
    description: `${description} (JSON, otherwise a text)`,
    read: (given) => {
      try {
        return JSON.parse(given);
      } catch {
        return given;
      }
    },
  };
}

/** Parameters by their names. */
export type Parameters = Readonly<Record<string, Parameter>>;

/**
 * Reads the query of a request.
 *
 * @throws {Problem} that names all that is wrong.
 */
export function readQuery(
  query: URLSearchParams,
  parameters: Parameters,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  const issues: { name: string; detail: string }[] = [];
  for (const name of new Set(query.keys())) {
    const parameter = Object.hasOwn(parameters, name)
      ? parameters[name]
      : undefined;
    const given = query.getAll(name);
    if (parameter === undefined) {
      issues.push({ name, detail: "is no parameter" });
    } else if (given.length > 1 && parameter.many !== true) {
      issues.push({ name, detail: "is there more than once" });
    } else {
      try {
        const read = given.map(parameter.read);
        values.set(name, parameter.many === true ? read : read[0]);
      } catch (error) {
        issues.push({ name, detail: messageOf(error) });
      }
    }
  }
  if (issues.length === 0) return values;
  const detail = issues.map(({ name, detail }) => `${name} ${detail}`);
  throw problem("invalid", detail.join("; "), { issues });
}
