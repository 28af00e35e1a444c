/**
 * What owners say of their elements, read with care: it comes from the bus.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import type { Entry } from "../../peer.ts";
import { exactJson } from "../values/exact.ts";

/** A choice of a list. */
export interface MetaOption {
  readonly value: unknown;
  readonly title: string;
}

/** Metadata that the page uses. */
export interface ShownMeta {
  readonly title?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly options?: readonly MetaOption[];
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Codes of units that have a sign. */
const SIGNS: Readonly<Record<string, string>> = {
  Cel: "°C",
  "[degF]": "°F",
  Ohm: "Ω",
  deg: "°",
  "1": "",
};

/** Reads the metadata of an element. */
export function metaOf(entry: Entry | undefined): ShownMeta {
  if (entry?.meta === undefined) return {};
  // Without the marks that keep digits: these numbers are bounds and steps.
  const raw: unknown = JSON.parse(exactJson(entry.meta));
  if (!isRecord(raw)) return {};
  const unit = text(raw.unit);
  const schema = isRecord(raw.schema) ? raw.schema : undefined;
  return {
    title: text(raw.title),
    description: text(raw.description),
    unit: unit === undefined ? undefined : SIGNS[unit] ?? unit,
    min: number(raw.min) ?? number(schema?.minimum),
    max: number(raw.max) ?? number(schema?.maximum),
    step: number(raw.step) ?? number(schema?.multipleOf),
    options: optionsOf(raw.options) ?? optionsOf(schema?.enum),
    schema,
    params: isRecord(raw.params) ? raw.params : undefined,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function optionsOf(options: unknown): MetaOption[] | undefined {
  if (Array.isArray(options)) {
    return options.map((value) => ({ value, title: label(value) }));
  }
  if (!isRecord(options)) return undefined;
  return Object.entries(options)
    .map(([value, title]) => ({ value, title: text(title) ?? value }));
}

function label(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
