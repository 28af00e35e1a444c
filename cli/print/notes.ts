/**
 * What elements have beside their values, for people.
 *
 * @module
 */
import type { EntryNotes } from "../../peer.ts";
import type { Style } from "./style.ts";
import { printable } from "./text.ts";

/** UCUM codes that people write otherwise. */
const UNITS: Readonly<Record<string, string>> = {
  Cel: "°C",
  "[degF]": "°F",
  deg: "°",
  Ohm: "Ω",
  um: "µm",
  us: "µs",
  "1": "",
};

/** The unit of a value as people write it, behind a space. */
export function unitText({ meta }: EntryNotes): string {
  const unit = meta?.unit;
  if (typeof unit !== "string") return "";
  const text = printable(Object.hasOwn(UNITS, unit) ? UNITS[unit] : unit);
  return text === "" ? "" : ` ${text}`;
}

/** All that there is beside value and unit, in one line behind a space. */
export function notesText(notes: EntryNotes, style: Style): string {
  const { meta, time, at, quality, stale, away } = notes;
  const words = [
    typeof meta?.title === "string" ? `“${printable(meta.title)}”` : "",
    rangeText(notes),
    time === undefined ? "" : clockText(new Date(time)),
    at === undefined ? "" : `at ${clockText(new Date(at))}`,
    quality === undefined ? "" : printable(quality),
    stale === true ? "stale" : "",
    away === true ? "away" : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? "" : ` ${style.dim(words.join("  "))}`;
}

function rangeText({ meta }: EntryNotes): string {
  const { min, max } = meta ?? {};
  return typeof min === "number" || typeof max === "number"
    ? `${min ?? ""}…${max ?? ""}`
    : "";
}

/** The time of day, with milliseconds. */
export function clockText(time: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const seconds = `${two(time.getSeconds())}.${
    String(time.getMilliseconds()).padStart(3, "0")
  }`;
  return `${two(time.getHours())}:${two(time.getMinutes())}:${seconds}`;
}
