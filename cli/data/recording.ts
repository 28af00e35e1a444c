/**
 * The format of recordings: lines of JSON. The first one says that it is a
 * recording; each other one is what happened to a state, and when, in
 * milliseconds since the beginning.
 *
 * ```json
 * {"jet":"recording","version":1,"begin":"2026-01-31T12:00:00.000Z"}
 * {"t":0,"event":"add","path":"house/door","value":"closed"}
 * {"t":1204.5,"event":"change","path":"house/door","value":"open"}
 * {"t":2000,"event":"remove","path":"house/door"}
 * ```
 *
 * @module
 */
import type { Change } from "../../peer.ts";
import { jsonText } from "../../peer/values/values.ts";
import { isRecord } from "../../base/narrowing.ts";
import { Failure } from "../../command_line/errors.ts";

const VERSION = 1;

/** Something that happened to a state. */
export interface RecordedEvent {
  /** Milliseconds since the beginning. */
  readonly t: number;
  readonly event: Change["event"];
  readonly path: string;
  /** The value; of a `remove` there is none. */
  readonly value?: unknown;
}

/** The first line of a recording. */
export function recordingHead(begin: Date): string {
  return JSON.stringify({ jet: "recording", version: VERSION, begin });
}

/** What happened to a state as a line. */
export function recordedLine(
  t: number,
  { event, path, value }: Pick<Change, "event" | "path" | "value">,
): string {
  return jsonText({
    t: Number(t.toFixed(3)),
    event,
    path,
    value: event === "remove" ? undefined : value,
  });
}

/**
 * Reads a recording. An incomplete last line is left out: the recording was
 * interrupted.
 *
 * @throws {Failure} if it is none.
 */
export function readRecording(text: string, name: string): RecordedEvent[] {
  const lines = text.split("\n");
  const wrong = (at: number, why: string) =>
    new Failure(`${name}:${at + 1}: ${why}`);
  const head = parsed(lines[0]);
  if (!isRecord(head) || head.jet !== "recording") {
    throw wrong(0, "this is no recording");
  }
  if (head.version !== VERSION) {
    throw wrong(0, `a recording of version ${head.version}, not ${VERSION}`);
  }
  const events: RecordedEvent[] = [];
  let last = 0;
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === "") continue;
    const event = parsed(line);
    if (event === undefined && at === lines.length - 1) break;
    if (!isEvent(event)) throw wrong(at, "this is no event of a recording");
    if (event.t < last) throw wrong(at, "the time goes back");
    last = event.t;
    events.push(event);
  }
  return events;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is RecordedEvent {
  if (!isRecord(value)) return false;
  const { t, event, path } = value;
  return typeof t === "number" && t >= 0 && typeof path === "string" &&
    (event === "remove" ||
      ((event === "add" || event === "change") && value.value !== undefined));
}
