/**
 * Comma-separated values (RFC 4180).
 *
 * @module
 */
import { exactJson } from "./exact.ts";
import { atPointer } from "./pointer.ts";

/** A field, in quotes if it needs them; formulas of spreadsheets are disarmed. */
export function csvField(text: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A value with the time of its arrival; without JSON: there was none. */
interface Arrived {
  readonly at: number;
  readonly json: string | undefined;
  readonly value: unknown;
}

function table(lines: readonly string[]): string {
  return `${lines.join("\r\n")}\r\n`;
}

/** A table of the values of a state, with the digits of its owner. */
export function valuesCsv(values: Iterable<Arrived>): string {
  const lines = ["time,value"];
  for (const { at, json } of values) {
    lines.push(`${new Date(at).toISOString()},${csvField(json ?? "")}`);
  }
  return table(lines);
}

/** Values of a place in a state. */
export interface CsvSeries {
  readonly key: string;
  readonly pointer: string;
  readonly values: Iterable<Arrived>;
}

/** A table of several series, of a range of times. */
export function seriesCsv(
  series: readonly CsvSeries[],
  from: number,
  to: number,
): string {
  const lines = ["time,series,value"];
  for (const { key, pointer, values } of series) {
    for (const { at, json, value } of values) {
      if (at < from || at > to) continue;
      const found = json === undefined ? undefined : atPointer(value, pointer);
      const text = found === undefined ? "" : exactJson(found);
      const time = new Date(at).toISOString();
      lines.push(`${time},${csvField(key)},${csvField(text)}`);
    }
  }
  return table(lines);
}
