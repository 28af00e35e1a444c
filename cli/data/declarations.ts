/**
 * TypeScript declarations of what is on the bus.
 *
 * @module
 */
import type { Entry } from "../../peer.ts";
import { isRecord } from "../../base/narrowing.ts";
import {
  commentOf,
  literalType,
  propertyName,
  typeOfSchema,
  union,
  UNKNOWN,
} from "./schema_types.ts";

/** What a method without a schema takes. */
const ANY_ARGUMENTS = "readonly unknown[] | object";

/**
 * Two interfaces: the values of states, and arguments and results of methods,
 * each by the path.
 *
 * @param where The daemon, for the comment at the beginning.
 */
export function declarations(
  entries: readonly Entry[],
  where: string,
): string {
  const sorted = entries.toSorted((one, other) =>
    one.path < other.path ? -1 : 1
  );
  const states = sorted.filter(({ type }) => type === "state");
  const methods = sorted.filter(({ type }) => type === "method");
  return `// Made by: jet types --url ${commentOf(where)}

/** The values of the states by their paths. */
export interface States {${states.map(stateLines).join("")}
}

/** The arguments and results of the methods by their paths. */
export interface Methods {${methods.map(methodLines).join("")}
}
`;
}

function stateLines(entry: Entry): string {
  return memberLines(entry, stateType(entry));
}

function methodLines(entry: Entry): string {
  const { params, result } = entry.meta ?? {};
  const args = params === undefined
    ? ANY_ARGUMENTS
    : typeOfSchema(params, "    ");
  const given = result === undefined ? UNKNOWN : typeOfSchema(result, "    ");
  return memberLines(
    entry,
    `{\n    args: ${args};\n    result: ${given};\n  }`,
  );
}

function memberLines({ path, meta }: Entry, type: string): string {
  const { title, description, unit, min, max } = meta ?? {};
  const range = typeof min === "number" || typeof max === "number"
    ? `${min ?? ""}…${max ?? ""}`
    : "";
  const facts = commentOf([range, unit].filter(isText).join(" "));
  const said = commentOf(title, description);
  const comment = [said, facts].filter(isText).join("; ");
  const doc = comment === "" ? "" : `\n  /** ${comment} */`;
  return `${doc}\n  ${propertyName(path)}: ${type};`;
}

function stateType({ meta, value }: Entry): string {
  const { schema, options } = meta ?? {};
  if (schema !== undefined) return typeOfSchema(schema, "  ");
  if (Array.isArray(options)) return union(options.map(literalType));
  if (isRecord(options)) return union(Object.keys(options).map(literalType));
  switch (typeof value) {
    case "number":
    case "bigint":
      return "number";
    case "string":
    case "boolean":
      return typeof value;
  }
  return UNKNOWN;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
