/**
 * Which series are plotted, as the address and the browser keep them.
 *
 * @module
 */
import { toast } from "./app.ts";
import { series } from "./settings.ts";
import { texts } from "../texts.ts";

/** Most series of the board. */
export const MAX_SERIES = 8;

/** A series: a state and a place in its value. */
export interface SeriesName {
  readonly path: string;
  /** JSON Pointer (RFC 6901); "" is the whole value. */
  readonly pointer: string;
}

/** Reads `path~pointer`; the pointer begins with a slash. */
export function readSeries(text: string): SeriesName {
  const at = text.lastIndexOf("~/");
  return at < 0
    ? { path: text, pointer: "" }
    : { path: text.slice(0, at), pointer: text.slice(at + 1) };
}

/** Writes a series as {@linkcode readSeries} reads it. */
export function writeSeries({ path, pointer }: SeriesName): string {
  return pointer === "" ? path : `${path}~${pointer}`;
}

/** Plots a state or a field, or takes it off. */
export function togglePlot(path: string, pointer = ""): void {
  const name = writeSeries({ path, pointer });
  const { value } = series;
  if (value.includes(name)) {
    series.value = value.filter((one) => one !== name);
  } else if (value.length < MAX_SERIES) {
    series.value = [...value, name];
  } else {
    toast.value = { text: texts.most(MAX_SERIES), error: true };
  }
}
