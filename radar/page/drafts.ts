/**
 * What is being edited: kept for the session until it is set or reverted, and
 * never changed by a message.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";

/** How a value is edited. */
export type EditMode = "number" | "text" | "boolean" | "json";

/** A value that is being edited. */
export interface Draft {
  readonly text: string;
  readonly mode: EditMode;
  /** What is typed into the fields of a form, by their names. */
  readonly typed?: Readonly<Record<string, string>>;
  /** JSON of the value when the editing began. */
  readonly base: string;
  /** Revision of that value. */
  readonly revision: number | undefined;
}

const drafts = new Map<string, Draft>();

/** Increased when a draft begins or ends. */
export const draftsChanged: Signal<number> = signal(0);

/** Whether a path has a draft. */
export function hasDraft(path: string): boolean {
  return drafts.has(path);
}

/** The draft of a path. */
export function draftOf(path: string): Draft | undefined {
  draftsChanged.value;
  return drafts.get(path);
}

/** Keeps a draft. */
export function keepDraft(path: string, draft: Draft): void {
  drafts.set(path, draft);
  draftsChanged.value++;
}

/** Drops a draft. */
export function dropDraft(path: string): void {
  if (drafts.delete(path)) draftsChanged.value++;
}
