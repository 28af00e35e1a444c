/**
 * What elements say of themselves beside their values, and what of it fetches
 * are sent.
 *
 * @module
 */
import type { Speech } from "./speech.ts";

/** What a fetch asks for beside values. */
export interface Asked {
  readonly meta: boolean;
  readonly times: boolean;
  readonly presence: boolean;
}

/** Nothing beside. */
export const NOTHING_ASKED: Asked = {
  meta: false,
  times: false,
  presence: false,
};

/** What an owner says with a value or without one, as it is in a message. */
export interface Said {
  /** JSON of an object; `null`: none any more. */
  readonly meta?: string | null;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly quality?: string;
}

/** What is known of an element beside its value. It does not change. */
export interface Notes {
  readonly meta: string | undefined;
  readonly at: number | undefined;
  readonly quality: string | undefined;
  readonly stale: boolean;
  readonly away: boolean;
  /** When it changed last, its metadata not counted. */
  readonly time: number;
  readonly revision: number;
  /** The same without changes of the metadata alone. */
  readonly valueRevision: number;
}

/** Kinds of events that only fetches get which ask for them. */
export type NoticeKind = "meta" | "stale" | "away" | "back";

/** What a fetch has to ask for to get a notice. */
export const ASKED_FOR: Readonly<Record<NoticeKind | "change", keyof Asked>> = {
  meta: "meta",
  stale: "times",
  change: "times",
  away: "presence",
  back: "presence",
};

/** Members of an event, or of an entry, beside path, event and value. */
export type Members = ReadonlyMap<string, string>;

const MEMBERS = [
  "time",
  "revision",
  "at",
  "quality",
  "stale",
  "meta",
  "away",
] as const;

/** Takes out of the members of a message what is said beside the value. */
export function takenFrom(members: Map<string, string>): Members {
  const taken = new Map<string, string>();
  for (const name of MEMBERS) {
    const text = members.get(name);
    if (text === undefined) continue;
    members.delete(name);
    // Encodings write a number or a text in other ways.
    const plain = name === "meta" ? text : JSON.stringify(JSON.parse(text));
    taken.set(name, plain);
  }
  return taken;
}

/** What an entry has to have; `asked` of an event may be less than that. */
export function entryMembers(
  notes: Notes,
  asked: Asked,
  speech: Speech,
): Members {
  const members = new Map<string, string>();
  if (asked.times) {
    members.set("time", `${notes.time}`).set("revision", `${notes.revision}`);
    if (notes.at !== undefined) members.set("at", `${notes.at}`);
    const { quality } = notes;
    if (quality !== undefined) members.set("quality", JSON.stringify(quality));
    if (notes.stale) members.set("stale", "true");
  }
  if (asked.meta && notes.meta !== undefined) {
    members.set("meta", speech.translated(notes.meta));
  }
  if (asked.presence && notes.away) members.set("away", "true");
  return members;
}

/** What an event has to have. */
export function eventMembers(
  kind: "add" | "change" | "remove" | "signal" | NoticeKind,
  notes: Notes,
  asked: Asked,
  speech: Speech,
): Members {
  if (kind === "add") return entryMembers(notes, asked, speech);
  const { times } = asked;
  if (kind === "change" || kind === "remove") {
    return entryMembers(notes, { ...NOTHING_ASKED, times }, speech);
  }
  const stamps = { ...notes, at: undefined, quality: undefined, stale: false };
  const members = new Map(
    entryMembers(stamps, { ...NOTHING_ASKED, times }, speech),
  );
  if (kind === "meta") {
    const { meta } = notes;
    members.set("meta", meta === undefined ? "null" : speech.translated(meta));
  }
  return members;
}

/** What an entry has after an event. */
export function entryAfter(
  kind: "add" | "change" | "signal" | NoticeKind,
  entry: Members,
  event: Members,
): Members {
  if (kind === "add") return event;
  const after = new Map(entry);
  if (kind === "change") {
    for (const name of ["at", "quality", "stale"]) after.delete(name);
  }
  for (const [name, text] of event) after.set(name, text);
  if (after.get("meta") === "null") after.delete("meta");
  if (kind === "stale") after.set("stale", "true");
  if (kind === "away") after.set("away", "true");
  if (kind === "back") after.delete("away");
  return after;
}

/** Whether both have the same members, but for some names. */
export function isSame(
  a: Members,
  b: Members,
  ...except: readonly string[]
): boolean {
  return MEMBERS.every((name) =>
    except.includes(name) || a.get(name) === b.get(name)
  );
}

/**
 * Whether an entry is that of an element. The revision of a change of the
 * metadata is known to fetches that ask for both.
 */
export function isEntryOf(
  entry: Members,
  notes: Notes,
  asked: Asked,
  speech: Speech,
  ...except: readonly string[]
): boolean {
  const wanted = entryMembers(notes, asked, speech);
  if (!isSame(entry, wanted, "revision", ...except)) return false;
  if (!asked.times || except.includes("revision")) return true;
  const revision = Number(entry.get("revision"));
  return asked.meta
    ? revision === notes.revision
    : revision >= notes.valueRevision && revision <= notes.revision;
}

/** As text, for messages. */
export function show(members: Members): string {
  return JSON.stringify(Object.fromEntries(members));
}
