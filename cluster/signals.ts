/**
 * Signals on their way to another member: numbers show gaps, and a backlog of too many
 * drops the oldest.
 *
 * @module
 */
import type { SentSignal, Subject } from "../bus/elements/watcher.ts";
import type { BinaryReader } from "../protocol/binary/reader.ts";
import { copyOfValue, type Value } from "../protocol/values/value.ts";
import { Kind, readValue, SIGNAL_ADDITION } from "./messages.ts";
import type { MessageOutput } from "./requests.ts";

/** Signals that wait where the other member is too slow: the oldest are lost. */
const MAX_WAITING = 1_000;
/** Bytes of them; one signal alone may be longer. */
const MAX_WAITING_BYTES = 1 << 20;
/** Bytes of a numbered one before its value: place, number, type and length. */
const HEAD_BYTES = 21;

/** A signal of another member. */
export interface NumberedSignal {
  /** See `Place`. */
  readonly place: number;
  /**
   * Its number among the signals of its place to this member, from 1 on; 0: that
   * member is of an earlier version, which does not number them.
   */
  readonly number: number;
  readonly value: Value;
}

/** Reads a signal. */
export function readSignal(kind: number, from: BinaryReader): NumberedSignal {
  const place = from.f64();
  const number = kind === Kind.numberedSignal ? from.f64() : 0;
  return { place, number, value: readValue(from) };
}

/** What signals need of the channel to their member. */
interface SignalOutput extends MessageOutput {
  readonly channel: { readonly congested: boolean };
  readonly member: { readonly info: { readonly additions?: number } };
}

/** Signals of this member to one other. */
export class SignalSender {
  readonly #out: SignalOutput;
  // Numbers of the last ones: an element has one place, for as long as it is there.
  readonly #numbers = new WeakMap<Subject, number>();
  readonly #waiting = new Set<NumberedSignal>();
  #waitingBytes = 0;

  constructor(out: SignalOutput) {
    this.#out = out;
  }

  /** Sends a signal, or has it wait. */
  send(place: number, event: SentSignal): void {
    const { element, type, bytes, start, end } = event;
    const number = (this.#numbers.get(element) ?? 0) + 1;
    this.#numbers.set(element, number);
    const value = { type, bytes, start, end };
    if (!this.#out.channel.congested && this.#waiting.size === 0) {
      return this.#write({ place, number, value });
    }
    this.#waiting.add({ place, number, value: copyOfValue(value) });
    this.#waitingBytes += end - start;
    for (const oldest of this.#waiting) {
      const fits = this.#waiting.size <= MAX_WAITING &&
        this.#waitingBytes <= MAX_WAITING_BYTES;
      if (fits || this.#waiting.size === 1) return;
      this.#take(oldest);
    }
  }

  #take(signal: NumberedSignal): void {
    this.#waiting.delete(signal);
    this.#waitingBytes -= signal.value.end - signal.value.start;
  }

  #write({ place, number, value }: NumberedSignal): void {
    const { additions = 0 } = this.#out.member.info;
    if (additions < SIGNAL_ADDITION) {
      this.#out.begin(Kind.signal).f64(place).value(value);
      return;
    }
    const length = HEAD_BYTES + value.end - value.start;
    this.#out.begin(Kind.numberedSignal).u32(length).f64(place).f64(number)
      .value(value);
  }

  /** Sends what waits, as far as there is room. */
  drain(): void {
    for (const signal of this.#waiting) {
      if (this.#out.channel.congested) return;
      this.#take(signal);
      this.#write(signal);
    }
  }

  /** Forgets what waits. */
  end(): void {
    this.#waiting.clear();
    this.#waitingBytes = 0;
  }
}
