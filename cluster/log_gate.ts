/**
 * The way of the entries from the log to the directory. Servers of NATS that have
 * lost each other may differ later: a follower that reads from one of them is given
 * entries that the others have not, or that they have in another order. Seen with
 * release 2.9.10.
 *
 * An entry is applied at once while the log flows. After a silence, as servers that
 * elect a leader make it, and where the log is read anew, entries are held until
 * the beats of most members have the same sum.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Entry } from "./entries.ts";
import { LogSums } from "./log_sums.ts";
import type { LogEntry } from "./transport.ts";

/** Part of a lease without an entry after which the next ones are held. */
const SILENT_PART = 0.3;
/** Part of a lease for which they are held if no member says that they differ. */
const HOLD_PART = 0.4;
/** How often the log is read anew before the member gives up. */
const MOST_READINGS = 4;
/** Own entries whose numbers are kept. */
const KEPT_OWN = 256;

/** An entry, and what it says. */
export interface ReadEntry extends LogEntry {
  readonly entry: Entry;
}

/** Callbacks of {@linkcode LogGate}. */
export interface LogGateEvents {
  /** Reads the bytes of an entry. */
  read(bytes: Uint8Array): Entry;
  /** Takes the next entry. */
  apply(entry: ReadEntry): void;
  /** Reads the log anew from this entry on. */
  readAnew(from: number): void;
  /** The log that was followed is not that of the others. */
  broken(reason: string): void;
}

/** The gate of one incarnation. */
export class LogGate {
  readonly #member: string;
  readonly #members: () => Iterable<string>;
  readonly #leaseMs: number;
  readonly #clock: Clock;
  readonly #events: LogGateEvents;
  readonly #sums = new LogSums();
  readonly #hasSum: boolean;
  // Number of the last entry that was applied.
  #applied: number;
  #held: ReadEntry[] | undefined;
  #cancelHold: (() => void) | undefined;
  #readings = 0;
  #stopped = false;
  // By `monotonic`.
  #movedAt: number;
  // For each member: how many sums of it in a row differ from the own ones.
  readonly #differing = new Map<string, number>();
  // Numbers of own entries that have been read, and of those that the log has taken
  // and that were not applied yet.
  readonly #own = new Set<number>();
  readonly #due = new Set<number>();

  /**
   * @param member The incarnation.
   * @param members All incarnations that the directory has.
   * @param begin The number of the last entry of the state that was taken over, and
   * the sum up to it; `undefined`: it is not known.
   */
  constructor(
    member: string,
    members: () => Iterable<string>,
    leaseMs: number,
    clock: Clock,
    { sequence, sum }: {
      readonly sequence: number;
      readonly sum: number | undefined;
    },
    events: LogGateEvents,
  ) {
    this.#member = member;
    this.#members = members;
    this.#leaseMs = leaseMs;
    this.#clock = clock;
    this.#events = events;
    this.#applied = sequence;
    this.#hasSum = sum !== undefined;
    this.#sums.begin(sequence, sum ?? 0);
    this.#movedAt = clock.monotonic();
  }

  /** Number of the last entry that was read. */
  get sequence(): number {
    return this.#sums.sequence;
  }

  /** Number and sum of that entry, for the other members. */
  get reading(): Entry["reading"] {
    const { sequence } = this.#sums;
    const sum = this.#sumAt(sequence);
    return sum === undefined ? undefined : [sequence, sum];
  }

  /** Number of the last entry that was applied, or is about to be. */
  get released(): number {
    return this.#applied;
  }

  /** The sum up to that entry. */
  get sum(): number | undefined {
    return this.#sumAt(this.#applied);
  }

  #sumAt(sequence: number): number | undefined {
    return this.#hasSum ? this.#sums.at(sequence) : undefined;
  }

  /** The log is read by another consumer. */
  begunAnew(): void {
    this.#hold();
  }

  /** Takes the next entry of the log. */
  receive(given: LogEntry): void {
    if (this.#stopped) return;
    const { sequence, bytes } = given;
    if (sequence !== this.#sums.sequence + 1) {
      return this.#break("entries of the log are missing");
    }
    const now = this.#clock.monotonic();
    if (now - this.#movedAt > this.#leaseMs * SILENT_PART) this.#hold();
    this.#movedAt = now;
    const read = { ...given, entry: this.#events.read(bytes) };
    this.#sums.add(bytes);
    const isOwn = read.entry.member === this.#member;
    if (isOwn) this.#keepOwn(sequence);
    else if (this.#due.has(sequence)) return this.#doubt(LOST);
    const isHeld = this.#held !== undefined;
    if (this.#held?.push(read) === 1) this.#limitHold();
    if (!isOwn) this.#compare(read.entry);
    if (!isHeld) this.#apply(read);
  }

  /** The log has taken an own entry with this number. */
  expect(sequence: number): void {
    if (sequence > this.#applied) this.#due.add(sequence);
    const [oldest] = this.#own;
    const isKept = this.#own.size < KEPT_OWN || sequence > oldest;
    const isRead = sequence <= this.#sums.sequence;
    if (isRead && isKept && !this.#own.has(sequence)) this.#doubt(LOST);
  }

  #keepOwn(sequence: number): void {
    this.#own.add(sequence);
    if (this.#own.size <= KEPT_OWN) return;
    const [oldest] = this.#own;
    this.#own.delete(oldest);
  }

  #apply(read: ReadEntry): void {
    if (this.#stopped) return;
    this.#applied = read.sequence;
    this.#due.delete(read.sequence);
    this.#events.apply(read);
  }

  #hold(): void {
    if (this.#held !== undefined || this.#present.length < 2) return;
    this.#held = [];
    this.#differing.clear();
  }

  /** For members that say nothing the entries are held for some time only. */
  #limitHold(): void {
    this.#cancelHold?.();
    const limit = this.#leaseMs * HOLD_PART;
    this.#cancelHold = this.#clock.after(limit, () => {
      if (this.#saying((count) => count > 0).length === 0) this.#release();
      else this.#doubt(DIFFERENT);
    });
  }

  #release(): void {
    this.#cancelHold?.();
    this.#readings = 0;
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const read of held) this.#apply(read);
  }

  get #present(): readonly string[] {
    return [...this.#members()];
  }

  /** The present members for which this holds. */
  #saying(is: (count: number) => boolean): readonly string[] {
    return this.#present.filter((member) => {
      const count = this.#differing.get(member);
      return count !== undefined && is(count);
    });
  }

  /** Compares what another member has read with what this one has. */
  #compare({ member, reading }: Entry): void {
    if (reading === undefined) return;
    const [sequence, sum] = reading;
    const own = this.#sumAt(sequence);
    if (own === undefined) return;
    if (own !== sum) {
      this.#differing.set(member, (this.#differing.get(member) ?? 0) + 1);
    } else if (this.#held === undefined || sequence > this.#applied) {
      this.#differing.set(member, 0);
    }
    if (this.#held === undefined) this.#judge();
    else this.#judgeHeld(this.#held);
  }

  /** Entries are applied when most members have read them. */
  #judgeHeld(held: readonly ReadEntry[]): void {
    const { length } = this.#present;
    const same = 1 + this.#saying((count) => count === 0).length;
    const others = this.#saying((count) => count > 0).length;
    if (same * 2 > length && held.length > 0) this.#release();
    else if (others * 2 >= length) this.#doubt(DIFFERENT);
  }

  /**
   * Of members that have applied different entries the fewer are to leave. What a
   * member has said once may be of before it read anew.
   */
  #judge(): void {
    const others = this.#saying((count) => count > 1);
    if (others.length === 0) return;
    const same = [this.#member, ...this.#saying((count) => count === 0)];
    const isLess = others.length > same.length ||
      others.length === same.length && least(others) < least(same);
    if (isLess) this.#break(DIFFERENT);
  }

  /** What was held can be read anew; what was applied can't be taken back. */
  #doubt(reason: string): void {
    if (this.#held === undefined || ++this.#readings > MOST_READINGS) {
      return this.#break(reason);
    }
    this.#cancelHold?.();
    this.#held = [];
    this.#differing.clear();
    for (const sequence of this.#own) {
      if (sequence > this.#applied) this.#own.delete(sequence);
    }
    this.#sums.back(this.#applied);
    this.#events.readAnew(this.#applied + 1);
  }

  #break(reason: string): void {
    this.stop();
    this.#events.broken(reason);
  }

  /** Ends it. */
  stop(): void {
    this.#stopped = true;
    this.#cancelHold?.();
  }
}

const LOST = "the log has lost an entry that it had taken";
const DIFFERENT = "its log is not that of the other members";

function least(members: readonly string[]): string {
  return members.reduce((one, other) => one < other ? one : other);
}
