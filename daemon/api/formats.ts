/**
 * Forms of streams: server-sent events, and lines of JSON.
 *
 * @module
 */
import type { StreamEvent } from "./events.ts";

/** How the events of a stream are written. */
export interface StreamFormat {
  /** Media types; the first one is that of the response. */
  readonly types: readonly string[];
  /** The first event. */
  begin(how: { readonly mode: string; readonly reason: string }): string;
  /** An event of an element. */
  event(event: StreamEvent, id: string): string;
  /** An event that says how far the client has come. */
  mark(name: string, id: string): string;
  /** The last event. */
  end(reason: string): string;
}

/** Milliseconds after which a browser connects again. */
const RETRY_MS = 1000;

const SERVER_SENT: StreamFormat = {
  types: ["text/event-stream"],
  begin: (how) =>
    `retry: ${RETRY_MS}\nevent: begin\ndata: ${JSON.stringify(how)}\n\n`,
  event: ({ kind, text, revision }, id) =>
    `event: ${kind}\n${revision > 0 ? `id: ${id}\n` : ""}data: ${text}\n\n`,
  mark: (name, id) => `event: ${name}\nid: ${id}\ndata:\n\n`,
  end: (reason) => `event: end\ndata: ${JSON.stringify({ reason })}\n\n`,
};

const LINES: StreamFormat = {
  types: ["application/x-ndjson", "application/jsonl"],
  begin: (how) => `${JSON.stringify({ event: "begin", ...how })}\n`,
  event: ({ text, revision }, id) =>
    revision > 0 ? `{"id":"${id}",${text.slice(1)}\n` : `${text}\n`,
  mark: (event, id) => `${JSON.stringify({ event, id })}\n`,
  end: (reason) => `${JSON.stringify({ event: "end", reason })}\n`,
};

/** All formats. */
export const FORMATS: readonly StreamFormat[] = [SERVER_SENT, LINES];
