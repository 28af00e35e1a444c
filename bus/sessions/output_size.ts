/**
 * The largest message that a peer takes.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { Asked } from "../../protocol/rules/asked.ts";
import type { ElementRow, EventKind } from "../../protocol/dialect.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Subject } from "../elements/watcher.ts";
import type { Host } from "./host.ts";

// An event with a path or a value of so many bytes may be this many times as
// long: control characters, and arrays of binary peers.
const MAX_GROWTH = 6;
/** Members of an event, beside path and value. */
const MAX_EVENT_BYTES = 1 << 10;
// A row of a sorted fetch, or an `add` that says `fetchOnly`, is longer than a
// `change` by less than this.
const MORE_BYTES = 64;
/** Paths that are remembered as reported. */
const MAX_REPORTED = 10_000;

/** Keeps what is sent to one peer below the limit of its dialect. */
export class OutputSize {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  get #max(): number {
    return this.#host.dialect.maxMessage;
  }

  /** Why an answer that is too large is not sent. */
  fault(message: { readonly length: number }): Fault {
    return {
      kind: "limit",
      reason: `a message of ${message.length} bytes is larger than ` +
        `${this.#max} (maximum for the peer)`,
    };
  }

  /** See {@linkcode Fetcher.fits}. */
  readonly fits = (
    head: ByteWriter,
    kind: EventKind | "row",
    subject: Subject,
    sequence: number,
    asked: number,
  ): boolean => {
    const max = this.#max;
    if (max === Infinity) return true;
    const { meta = null } = subject.extras ?? {};
    const bytes = subject.path.length + subject.end - subject.start +
      (meta === null ? 0 : meta.end - meta.start);
    if (bytes * MAX_GROWTH + MAX_EVENT_BYTES <= max) return true;
    const { dialect, readOnly } = this.#host;
    // The longest event of a value; an `add` has one member more at most, or
    // its metadata.
    const longest = (asked & Asked.meta) === 0 ? "change" : "add";
    const { length } = dialect.event(
      head,
      sequence,
      longest,
      subject,
      false,
      asked,
    );
    const more = kind === "row" || kind === "add" && readOnly(subject)
      ? MORE_BYTES
      : 0;
    if (head.length + length + more <= max) return true;
    this.#report(subject.path, length);
    return false;
  };

  /** See {@linkcode Fetcher.signalsExceed}. */
  readonly signalsExceed = (count: number, bytes: number): boolean => {
    const { limits, options } = this.#host.context;
    const exceeds = limits.exceeded("maxSignals", count) !== null ||
      limits.exceeded("maxSignalBytes", bytes) !== null;
    if (exceeds) return true;
    // The fetches of one peer share its limit.
    if (bytes * this.#host.fetchCount <= options.hardBacklog) return false;
    limits.count("maxSignalBytes");
    return true;
  };

  #report(path: string, bytes: number): void {
    const { oversized } = this.#host.context;
    if (oversized.has(path) || oversized.size === MAX_REPORTED) return;
    oversized.add(path);
    this.#host.context.options.onWithheld?.({
      path,
      bytes,
      maxBytes: this.#max,
      dialect: this.#host.dialect.name,
    });
  }

  /** See {@linkcode Fetcher.notifyRows}; too many rows are divided. */
  readonly notifyRows = (
    head: ByteWriter,
    rows: readonly ElementRow<Subject>[],
    n: number,
    asked: number,
  ): void => {
    const { dialect, readOnly } = this.#host;
    const message = dialect.changes(head, rows, n, readOnly, asked);
    if (rows.length > 1 && head.length + message.length > this.#max) {
      const half = rows.length >> 1;
      this.notifyRows(head, rows.slice(0, half), n, asked);
      this.notifyRows(head, rows.slice(half), n, asked);
    } else this.#host.sendWithHead(head, message);
  };
}
