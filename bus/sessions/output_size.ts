/**
 * The largest message that a peer takes.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { Asked } from "../../protocol/rules/asked.ts";
import type { Dialect, ElementRow, EventKind } from "../../protocol/dialect.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Subject } from "../elements/watcher.ts";
import { RightsBearer } from "./rights.ts";

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

/** A peer to which no message is sent that is larger than it takes. */
export abstract class SizedPeer extends RightsBearer {
  abstract readonly dialect: Dialect;
  abstract readonly fetchCount: number;
  abstract sendWithHead(head: ByteWriter | null, message: ByteWriter): void;

  /** Why an answer that is too large is not sent. */
  tooLarge(message: { readonly length: number }): Fault {
    return {
      kind: "limit",
      reason: `a message of ${message.length} bytes is larger than ` +
        `${this.dialect.maxMessage} (maximum for the peer)`,
    };
  }

  /** See {@linkcode Fetcher.fits}. */
  fits(
    head: ByteWriter,
    kind: EventKind | "row",
    subject: Subject,
    sequence: number,
    asked: number,
  ): boolean {
    const max = this.dialect.maxMessage;
    if (max === Infinity) return true;
    const { meta = null } = subject.extras ?? {};
    const bytes = subject.path.length + subject.end - subject.start +
      (meta === null ? 0 : meta.end - meta.start);
    if (bytes * MAX_GROWTH + MAX_EVENT_BYTES <= max) return true;
    const { dialect, readOnly } = this;
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
    this.#reportWithheld(subject.path, length);
    return false;
  }

  /** See {@linkcode Fetcher.signalsExceed}. */
  signalsExceed(count: number, bytes: number): boolean {
    const { limits, options } = this.context;
    const exceeds = limits.exceeded("maxSignals", count) !== null ||
      limits.exceeded("maxSignalBytes", bytes) !== null;
    if (exceeds) return true;
    // The fetches of one peer share its limit.
    if (bytes * this.fetchCount <= options.hardBacklog) return false;
    limits.count("maxSignalBytes");
    return true;
  }

  #reportWithheld(path: string, bytes: number): void {
    const { oversized } = this.context;
    if (oversized.has(path) || oversized.size === MAX_REPORTED) return;
    oversized.add(path);
    this.context.options.onWithheld?.({
      path,
      bytes,
      maxBytes: this.dialect.maxMessage,
      dialect: this.dialect.name,
    });
  }

  /** See {@linkcode Fetcher.notifyRows}; too many rows are divided. */
  notifyRows(
    head: ByteWriter,
    rows: readonly ElementRow<Subject>[],
    n: number,
    asked: number,
  ): void {
    const { dialect, readOnly } = this;
    const message = dialect.changes(head, rows, n, readOnly, asked);
    if (
      rows.length > 1 && head.length + message.length > this.dialect.maxMessage
    ) {
      const half = rows.length >> 1;
      this.notifyRows(head, rows.slice(0, half), n, asked);
      this.notifyRows(head, rows.slice(half), n, asked);
    } else this.sendWithHead(head, message);
  }
}
