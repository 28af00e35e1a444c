/**
 * Signals that are sent.
 *
 * @module
 */
import type { EntryExtras } from "../../protocol/extras.ts";
import type { ReadableJson } from "../../protocol/json/lazy.ts";
import { readAsJson } from "../../protocol/values/to_json.ts";
import { NO_VALUE, type Value } from "../../protocol/values/value.ts";
import type { Restriction } from "./restriction.ts";
import type { SentSignal, Subject } from "./watcher.ts";

/**
 * An event of a signal: what was sent, or its removal. It does not change, so it
 * can wait while the signal goes on. What was sent looks like a state with that
 * value, which is what fetches get that don't ask for signals.
 */
export class SignalEvent implements SentSignal {
  readonly element: Subject;
  readonly type: number;
  readonly time: number;
  readonly revision: number;
  /** Whether it is the removal. */
  readonly method: boolean;
  readonly lost: number;
  bytes: Uint8Array;
  start: number;
  end: number;
  #json: ReadableJson | undefined;
  #isOwn = false;

  /**
   * @param value What is sent, valid during the call only, unless it is kept;
   * `null`: the signal is removed.
   * @param lost Number of signals before it that were lost.
   */
  constructor(element: Subject, value: Value | null, lost = 0) {
    const { type, bytes, start, end } = value ?? NO_VALUE;
    this.element = element;
    this.type = type;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.time = element.time;
    this.revision = element.revision;
    this.method = value === null;
    this.lost = lost;
  }

  get path(): string {
    return this.element.path;
  }

  get signal(): boolean {
    return this.method;
  }

  get node(): boolean {
    return false;
  }

  get extras(): EntryExtras | null {
    return this.element.extras;
  }

  get json(): ReadableJson {
    return this.#json ??= readAsJson(this);
  }

  get fetchOnly(): boolean {
    return this.element.fetchOnly;
  }

  get removed(): boolean {
    return false;
  }

  get restriction(): Restriction | null {
    return this.element.restriction;
  }

  get serial(): number {
    return this.element.serial;
  }

  keep(): this {
    if (this.#isOwn) return this;
    this.bytes = this.bytes.slice(this.start, this.end);
    this.end -= this.start;
    this.start = 0;
    this.#isOwn = true;
    return this;
  }

  after(lost: number): SignalEvent {
    return lost === 0 ? this : new Replayed(this, lost);
  }
}

/** An event with its own times, for one fetch. */
class Replayed extends SignalEvent {
  override readonly time: number;
  override readonly revision: number;

  constructor(event: SignalEvent, lost: number) {
    super(event.element, event.method ? null : event, lost);
    this.time = event.time;
    this.revision = event.revision;
  }
}
