/**
 * The membership of one daemon: what it appends to the log, and what comes back.
 *
 * A member may act as one until a part of the lease has passed since it began to
 * append the last entry that the log has taken; see `Lease`. For the
 * others it has ended when the directory's clock has moved on by the whole lease,
 * which is later: entries bear the time at which the log took them, not that at
 * which they were sent.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { Cost, type Steps } from "../base/turns.ts";
import type { Space } from "../bus/space/space.ts";
import { Directory, type Obstacle, type Place } from "./directory.ts";
import { DirectoryChanges } from "./directory_changes.ts";
import {
  type Claim,
  entryLength,
  EntryReader,
  type MemberInfo,
  type Operation,
  packEntry,
} from "./entries.ts";
import { Heartbeat } from "./heartbeat.ts";
import { statePieces, takeState } from "./joining.ts";
import { LogReader, type ReleasedEntry, REPLACED } from "./log_reader.ts";
import type { MembershipEvents, MembershipOptions } from "./membership_host.ts";
import { ADDITIONS } from "./messages.ts";
import type { ClusterTransport } from "./transport.ts";
import { checkFit, Unfit } from "./unfit.ts";

/** Milliseconds after which a failed attempt is repeated. */
const RETRY_MS = 200;
/** Version of the protocol between members. */
export const PROTOCOL = 1;

/** Called with the place of a successful claim, or with its obstacle. */
export type ClaimDone = (
  place: Place | null,
  obstacle: Obstacle | null,
) => void;

interface Queued {
  readonly operation: Operation;
  readonly done: ClaimDone | undefined;
}

/** Operations that are appended at once. */
interface Batch {
  readonly queued: readonly Queued[];
  /** By `monotonic`. */
  readonly begunAt: number;
}

/** One daemon's membership. */
export class Membership {
  /** The present incarnation. */
  id = "";
  /** The directory of the present incarnation. */
  directory: Directory;
  /**
   * Number of the last entry that was applied with all that follows from it. The
   * directory may be one entry ahead.
   */
  applied = 0;
  /** Whether it is a member now. */
  joined = false;
  readonly #options: MembershipOptions;
  readonly #transport: ClusterTransport;
  readonly #clock: Clock;
  readonly #space: Pick<Space, "turns" | "clearing">;
  readonly #events: MembershipEvents;
  #changes: DirectoryChanges;
  #heartbeat: Heartbeat | undefined;
  // The last incarnation.
  #former: string | undefined;
  #queue: Queued[] = [];
  // Number of operations taken out of the queue.
  #taken = 0;
  #sending = false;
  #scheduled = false;
  // Number of the last own entry now, and a beat ago.
  #appended = 0;
  #expected = 0;
  // When an entry was applied, by `monotonic`.
  #appliedAt: number;
  #batch = 0;
  // When the server was changed, by `monotonic`.
  #changedAt = -Infinity;
  // Batches that have not come back yet.
  readonly #sent = new Map<number, Batch>();
  #reader: LogReader | undefined;
  #stopServing: (() => void) | undefined;
  // A state that is being written.
  #pieces: Promise<readonly Uint8Array[]> | undefined;
  readonly #entries = new EntryReader((error) => this.#events.failed(error));
  #closed = false;
  #cancelWait: (() => void) | undefined;
  #onEnter: (() => void) | undefined;
  #onReject: ((error: Error) => void) | undefined;

  constructor(
    options: MembershipOptions,
    transport: ClusterTransport,
    clock: Clock,
    space: Pick<Space, "turns" | "clearing">,
    events: MembershipEvents,
  ) {
    this.#options = options;
    this.#transport = transport;
    this.#clock = clock;
    this.#space = space;
    this.#events = events;
    this.#changes = new DirectoryChanges(events, space);
    this.directory = this.#newDirectory();
    this.#appliedAt = clock.monotonic();
  }

  #newDirectory(): Directory {
    const { separator, open, leaseMs } = this.#options;
    this.#changes = new DirectoryChanges(this.#events, this.#space);
    return new Directory({ separator, open, leaseMs }, this.#changes);
  }

  /** What the members have to have in common. */
  get #rules(): string {
    const { separator, open, leaseMs } = this.#options;
    return `${separator} ${open ? "open" : "strict"} ${leaseMs}`;
  }

  /**
   * Becomes a member, and becomes one again whenever it ceases to be.
   *
   * @throws {Error} if the cluster's members have another protocol or other rules.
   */
  join(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onEnter = resolve;
      this.#onReject = reject;
      void this.#attempt();
    });
  }

  async #attempt(): Promise<void> {
    while (!this.#closed) {
      try {
        return await this.#tryJoin();
      } catch (error) {
        if (this.#closed) return;
        const isUnfit = error instanceof Unfit;
        if (isUnfit && this.#onReject) return this.#onReject(error);
        this.#reset();
        this.#events.waiting(error);
        // The others may have been started anew with this daemon's rules.
        if (!isUnfit) this.#changeServer();
        const delay = isUnfit ? this.#options.leaseMs : RETRY_MS;
        await new Promise<void>((resolve) => {
          this.#cancelWait = this.#clock.after(delay, resolve);
        });
      }
    }
  }

  /** The server may be the one that has lost the others. */
  #changeServer(): void {
    const now = this.#clock.monotonic();
    if (now - this.#changedAt < this.#options.leaseMs) return;
    this.#changedAt = now;
    this.#transport.changeServer();
  }

  async #tryJoin(): Promise<void> {
    this.id = newIncarnation();
    this.directory = this.#newDirectory();
    await takeState(
      this.directory,
      this.#transport,
      this.#clock,
      this.#options.leaseMs,
      this.#options.mayBeLost,
    );
    if (this.#closed) return;
    const { directory } = this;
    this.#changes.showAll();
    this.applied = directory.sequence;
    const { leaseMs, name, version, epoch } = this.#options;
    const info: MemberInfo = {
      name,
      version,
      protocol: PROTOCOL,
      rules: this.#rules,
      epoch,
      additions: ADDITIONS,
    };
    for (const other of directory.members.values()) checkFit(other.info, info);
    const reader = this.#reader = new LogReader(
      this.id,
      directory,
      this.#transport,
      this.#clock,
      this.#space.turns,
      leaseMs,
      {
        read: (bytes) => this.#entries.read(bytes),
        apply: (entry) => this.#apply(entry),
        broken: (reason) => this.#fence(reason),
        failed: (error) => this.#events.failed(error),
      },
    );
    await reader.begin();
    if (this.#closed || this.directory !== directory) return;
    this.#events.joining();
    this.#push({ kind: "join", info, former: this.#former });
    this.#former = this.id;
    this.#heartbeat = new Heartbeat(
      this.id,
      leaseMs,
      this.#transport,
      this.#clock,
      {
        renewed: (end) => this.#events.renewed(end),
        expired: () => this.check(),
        appended: (sequence) => {
          this.#appended = Math.max(this.#appended, sequence);
          reader.expect(sequence);
        },
        reading: () => reader.reading,
        beat: () => this.#checkProgress(reader),
        replaced: () => this.#fence(REPLACED),
      },
    );
  }

  *#apply({ entry, sequence, time, sum }: ReleasedEntry): Steps {
    const { directory } = this;
    this.check();
    if (this.directory !== directory) return;
    this.#appliedAt = this.#clock.monotonic();
    const { places, obstacles } = directory.apply(entry, sequence, time);
    directory.sum = sum;
    if (this.joined && !directory.members.has(this.id)) {
      return this.#fence("the cluster has not heard of it for a lease");
    }
    const isOwn = entry.member === this.id;
    const sent = isOwn ? this.#sent.get(entry.batch) : undefined;
    if (isOwn) this.#sent.delete(entry.batch);
    const { queued = [], begunAt } = sent ?? {};
    // It may come before its acknowledgement.
    if (begunAt !== undefined) this.#heartbeat?.renew(begunAt, sequence);
    const verdicts = queued.map(({ operation, done }, i) => () => {
      if (operation.kind === "join") this.#enter();
      else done?.(places[i] ?? null, obstacles[i] ?? null);
      return undefined;
    });
    for (const show of [...this.#changes.take(), ...verdicts]) {
      const work = show();
      while (work?.proceed() === false) yield 0;
      yield Cost.message;
      // The lease may have ended meanwhile.
      if (this.directory !== directory) return;
    }
    this.applied = sequence;
    this.#events.applied();
  }

  #enter(): void {
    this.joined = true;
    this.#stopServing = this.#transport.serveState(() => this.#state());
    this.#events.entered();
    this.#onEnter?.();
    this.#onEnter = undefined;
    this.#onReject = undefined;
  }

  /** The state for joining members: those who ask meanwhile get the same. */
  #state(): Promise<readonly Uint8Array[]> {
    const { maxMessage } = this.#transport;
    return this.#pieces ??= statePieces(
      this.directory,
      maxMessage,
      this.#clock,
    ).finally(() => this.#pieces = undefined);
  }

  /** Claims a path; the others learn of it in the order of the calls. */
  claim(claim: Claim, replaces: boolean, done: ClaimDone): void {
    this.#push({ kind: "claim", claim, replaces }, done);
  }

  /** Gives a path up; calls back when it is free for all. */
  release(path: string, done: () => void): void {
    this.#push({ kind: "release", path }, done);
  }

  /** Gives a path to the member whose claim this is. */
  give(claim: Claim, to: string, done: ClaimDone): void {
    this.#push({ kind: "give", claim, to }, done);
  }

  /** Calls back when all present entries of the log have been applied. */
  sync(done: () => void): void {
    this.#push({ kind: "sync" }, done);
  }

  #push(operation: Operation, done?: ClaimDone): void {
    this.#queue.push({ operation, done });
    if (this.#scheduled || this.#sending) return;
    this.#scheduled = true;
    this.#clock.endOfTurn(() => {
      this.#scheduled = false;
      if (!this.#sending) void this.#send(this.id);
    });
  }

  /** Appends what is queued, one batch at a time. */
  async #send(id: string): Promise<void> {
    this.#sending = true;
    while (this.#queue.length > 0 && this.id === id && !this.#closed) {
      const queued = this.#takeBatch();
      const batch = ++this.#batch;
      this.#sent.set(batch, { queued, begunAt: this.#clock.monotonic() });
      const bytes = packEntry({
        member: id,
        batch,
        operations: queued.map(({ operation }) => operation),
      });
      await this.#append(bytes, `${id}-${batch}`, id);
    }
    if (this.id === id) this.#sending = false;
  }

  #takeBatch(): readonly Queued[] {
    const from = this.#taken;
    const { maxMessage } = this.#transport;
    this.#taken += entryLength(this.#queue, from, maxMessage);
    const batch = this.#queue.slice(from, this.#taken);
    if (this.#taken === this.#queue.length) {
      this.#queue = [];
      this.#taken = 0;
    }
    return batch;
  }

  /** Appends until that has succeeded or the lease is over. */
  async #append(bytes: Uint8Array, key: string, id: string): Promise<void> {
    while (this.id === id && !this.#closed) {
      const begunAt = this.#clock.monotonic();
      try {
        const sequence = await this.#transport.append(bytes, key);
        if (this.id === id) this.#heartbeat?.renew(begunAt, sequence);
        return;
      } catch {
        await new Promise<void>((resolve) =>
          this.#clock.after(RETRY_MS, resolve)
        );
      }
    }
  }

  /** Follows the log anew if what was appended two beats ago has not come. */
  #checkProgress(reader: LogReader): number {
    reader.beat(this.#expected, this.isStanding);
    this.#expected = this.#appended;
    return reader.released;
  }

  /** The transport has reconnected: a reader of the old connection may get no entries. */
  interrupted(): void {
    this.#reader?.interrupted();
  }

  /** Milliseconds of a lease. */
  get leaseMs(): number {
    return this.#options.leaseMs;
  }

  /** Milliseconds until it ends if the log takes nothing more. */
  get leaseLeftMs(): number {
    return this.joined ? this.#heartbeat?.leftMs ?? 0 : 0;
  }

  /** Number of entries that the log has taken, and that have not come yet. */
  get lag(): number {
    return Math.max(0, this.#appended - this.applied);
  }

  /** Milliseconds since an entry was applied. */
  get logAgeMs(): number {
    return this.#clock.monotonic() - this.#appliedAt;
  }

  /** Whether the log takes nothing at present, and the lease stands. */
  get isStanding(): boolean {
    return this.#heartbeat?.isStanding ?? false;
  }

  /** Ends the membership if the lease is over. */
  check(): void {
    if (!this.joined || !this.#heartbeat?.isOver) return;
    const { failure = "" } = this.#heartbeat;
    this.#fence(`the log can't be reached${failure && `: ${failure}`}`);
  }

  #fence(reason: string): void {
    const wasJoined = this.joined;
    if (wasJoined) this.#events.fenced(reason);
    this.#reset();
    if (!this.#closed) void this.#attempt();
  }

  #reset(): void {
    this.id = "";
    this.joined = false;
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
    this.directory = this.#newDirectory();
    this.applied = 0;
    this.#queue = [];
    this.#taken = 0;
    this.#sent.clear();
    this.#sending = false;
    this.#batch = 0;
    this.#appended = 0;
    this.#expected = 0;
    this.#reader?.stop();
    this.#reader = undefined;
    this.#stopServing?.();
    this.#stopServing = undefined;
    this.#pieces = undefined;
    this.#events.cleared();
  }

  /** Leaves: the others don't wait for the end of the lease. */
  async leave(): Promise<void> {
    const { id, joined } = this;
    this.#closed = true;
    this.#cancelWait?.();
    this.#reset();
    if (!joined) return;
    const operations: Operation[] = [{ kind: "leave" }];
    const bytes = packEntry({ member: id, batch: 1 << 30, operations });
    await this.#transport.append(bytes, `${id}-leave`).catch(() => {});
  }
}

function newIncarnation(): string {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return [...random].map((part) => part.toString(36).padStart(7, "0")).join("");
}
