/**
 * Which paths a command is about: patterns, and what is left out.
 *
 * @module
 */
import type { FetchRules } from "../../peer.ts";
import { text } from "../../command_line/convert.ts";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import type { TypedOption } from "../../command_line/option.ts";
import { UsageError } from "../../command_line/errors.ts";
import { SegmentPattern } from "../../protocol/rules/segments.ts";

const SEPARATOR = "/";

function patternOf(written: string, source: string): SegmentPattern {
  try {
    return new SegmentPattern(written, SEPARATOR);
  } catch {
    throw new UsageError(`${source} ${written}: # stands at the end only`);
  }
}

/** Patterns of paths that are left out. */
export const NOT: TypedOption<SegmentPattern> = {
  name: "not",
  value: "PATTERN",
  help: "not what matches this (may be repeated)",
  many: true,
  complete: "path",
  read: (value, source) => patternOf(text(value, source), source),
};

/** Whether a path has wildcards. */
export function isPattern(path: string): boolean {
  return path.split(SEPARATOR).some((segment) =>
    segment === "+" || segment === "#"
  );
}

/** Rules with a pattern, or a path, for the path. */
export function withPattern(
  rules: FetchRules,
  pattern: string | undefined,
): FetchRules {
  if (pattern === undefined) return rules;
  const path = typeof rules.path === "string" ? {} : rules.path ?? {};
  const rule = isPattern(pattern) ? "matches" : "equals";
  if (path[rule] !== undefined) {
    throw new UsageError(`takes PATTERN or --${rule}, and not both`);
  }
  return { ...rules, path: { ...path, [rule]: pattern } };
}

/** One of several patterns, and whether a path is for it. */
export interface Selection {
  /** The pattern; `undefined`: everything. */
  readonly pattern: string | undefined;
  /** `false` if the path is left out, or an earlier pattern has it. */
  has(path: string): boolean;
}

/** A selection for each pattern, or one for everything. */
export function selectionsOf(given: ParsedArgs): Selection[] {
  const excluded = given.texts(NOT.name).map((pattern) =>
    patternOf(pattern, `--${NOT.name}`)
  );
  const { operands } = given;
  const patterns = operands.map((pattern) => patternOf(pattern, "PATTERN"));
  const all = operands.length > 0 ? operands : [undefined];
  return all.map((pattern, at) => {
    const others = [...excluded, ...patterns.slice(0, at)];
    return {
      pattern,
      has: (path) => !others.some((other) => other.test(path)),
    };
  });
}
