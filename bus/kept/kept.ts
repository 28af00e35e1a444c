/**
 * Values that survive: states of the daemon's own, and the last values of owners
 * that want them kept.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import { fromJson } from "../../protocol/values/from_json.ts";
import { copyOfValue, type Value } from "../../protocol/values/value.ts";
import { isPathTooLong } from "../../protocol/values/path_length.ts";
import { copyOf } from "../../base/slice.ts";
import { Cost, type Work } from "../../base/turns.ts";
import { AgingMap } from "../../base/aging_map.ts";
import type { Element } from "../elements/element.ts";
import type { KeptElement } from "../elements/extras.ts";
import { OwnedPaths } from "../elements/owned_paths.ts";
import type {
  Owner,
  OwnerRequest,
  Requester,
  Target,
} from "../elements/owner.ts";
import { answerSet, PLAIN_STATE } from "../elements/inner_owner.ts";
import type { Limits } from "../limits/limits.ts";
import type { Space } from "../space/space.ts";
import { KeptClaims } from "./claims.ts";
import type { KeptStore, KeptValue, KeptWrite } from "./store.ts";
import { type Done, firstFault, sizeOf } from "./outcome.ts";
import { WriteBacklog } from "./write_backlog.ts";

/** A write that has been carried out. */
interface Completion {
  readonly write: KeptWrite;
  readonly error: Error | null;
  readonly done: Done;
}

/** A task that waits for the writes before it. */
interface Waiting {
  /** Number of writes before it. */
  readonly after: number;
  readonly task: () => void;
}

const UNWRITTEN: Fault = {
  kind: "internal",
  reason: "the value can't be kept: the disk does not take it",
};

/**
 * Keeps values. It owns the states whose paths match its patterns, unless a peer
 * has added them with the wish to have them kept. Its writes are durable before
 * they are published and answered.
 */
export class Kept implements Owner, Work {
  readonly #space: Space;
  readonly #limits: Limits;
  readonly #paths: OwnedPaths;
  readonly #claims: KeptClaims;
  readonly #store: KeptStore;
  readonly #onError: (error: unknown) => void;
  /** What is durable. */
  readonly #values = new AgingMap<KeptValue>();
  #bytes = 0;
  // Paths whose first value, or whose removal, is being written.
  readonly #creating = new Set<string>();
  readonly #forgetting = new Set<string>();
  // Number of writes under way for each path.
  readonly #writing = new Map<string, number>();
  // Bytes of the writes under way.
  #pendingBytes = 0;
  readonly #backlog = new WriteBacklog();
  #begun = 0;
  #ended = 0;
  #completed: Completion[] = [];
  #released: string[] = [];
  // Paths of states that are gone, and whose values are being written.
  readonly #returning = new Set<string>();
  readonly #waiting: Waiting[] = [];
  #isScheduled = false;
  // Whether the last write failed, which has been reported.
  #isFailing = false;

  /** @param onError Called with the error of a write, once until one succeeds. */
  constructor(
    space: Space,
    limits: Limits,
    store: KeptStore,
    onError: (error: unknown) => void,
  ) {
    this.#space = space;
    this.#claims = new KeptClaims(space);
    this.#limits = limits;
    this.#paths = new OwnedPaths(store.patterns, space.hierarchy);
    this.#store = store;
    this.#onError = onError;
  }

  /** Whether a path is below the patterns. */
  owns(path: string): boolean {
    return this.#paths.match(path);
  }

  /** The durable value of a path. */
  get(path: string): KeptValue | undefined {
    return this.#values.get(path);
  }

  /**
   * Takes over what the store has, in the order of the adding, and adds the
   * states of its own.
   *
   * @param onRefused Called with those that can't be added.
   */
  load(
    values: Iterable<KeptValue>,
    onRefused: (path: string, fault: Fault) => void,
  ): void {
    for (const value of values) {
      this.#hold(value);
      this.#publish(value, (fault) => {
        // In a cluster they are added when the daemon has joined.
        const isJoining = this.#space.federation !== null;
        if (fault !== null && !isJoining) onRefused(value.path, fault);
      });
    }
  }

  /**
   * The daemon is no member of its cluster: its states are removed, since others may
   * have their paths.
   */
  withdraw(): void {
    this.#claims.clear();
    for (const { path } of this.#values.values()) this.handOver(path);
  }

  /** The daemon is a member: its states are added where the cluster has room. */
  restore(): void {
    for (const { path } of this.#values.values()) {
      if (this.owns(path)) this.#takeBack(path);
    }
  }

  /** Why a value can't be kept; `null`: it can. */
  excess(path: string, value: Value): Fault | null {
    const isNew = !this.#values.has(path) && !this.#creating.has(path);
    const count = this.#values.size + this.#creating.size + (isNew ? 1 : 0);
    const bytes = this.#space.store.bytes + this.#bytes + this.#pendingBytes +
      sizeOf(path, value);
    if (bytes > this.#limits.values.maxValues) {
      return this.#limits.exceeded("maxValues", bytes);
    }
    if (isPathTooLong(path)) return { kind: "pathTooLong", path };
    return this.#limits.exceeded("maxKept", count);
  }

  requestSet({ path }: Target, value: Value, request: OwnerRequest): void {
    const { requester, id } = request;
    const excess = this.excess(path, value);
    if (excess !== null) return requester.fail(id, excess);
    const element = this.#space.find(path);
    // Both are valid during the call only.
    const converted = element === undefined
      ? value
      : fromJson(value, element.type);
    const own = copyOfValue(converted);
    const params = copyOf(request.params);
    const write = { path, value: own, time: this.#space.now() };
    this.#writeFor(requester, write, (fault) => {
      if (fault !== null) return requester.fail(id, fault);
      const now = this.#space.find(path);
      if (now !== undefined && now.owner !== this) {
        // A peer has added it meanwhile, without this value.
        this.announce(
          requester,
          [now],
          () => requester.fail(id, goneFault(path)),
        );
      } else answerSet({ ...request, params }, path, own);
    });
  }

  requestCall(
    { path }: Target,
    _args: Value | undefined,
    { requester, id }: OwnerRequest,
  ): void {
    requester.fail(id, { kind: "notMethod", path });
  }

  /** Removes values, and the daemon's own states of these paths. */
  forget(requester: Requester, paths: readonly string[], done: Done): void {
    const together = firstFault(paths.length, done);
    const time = this.#space.now();
    for (const path of paths) {
      this.#forgetting.add(path);
      this.#writeFor(requester, { path, value: null, time }, (fault) => {
        this.#forgetting.delete(path);
        if (fault !== null) this.release(path);
        together(fault);
      });
    }
  }

  /** Keeps the values of peers' states. */
  announce(
    requester: Requester,
    elements: readonly Element[],
    done: Done,
  ): void {
    const together = firstFault(elements.length, done);
    for (const element of elements) {
      const { path, time, extras } = element;
      const value = copyOfValue(element);
      const write = { path, value, time: extras?.at ?? time };
      this.#writeFor(requester, write, together);
    }
  }

  /** Calls a task when the writes that are under way have ended. */
  whenWritten(task: () => void): void {
    if (!this.isBusy) task();
    else this.#waiting.push({ after: this.#begun, task });
  }

  /** Whether writes to a path are under way. */
  isWriting(path: string): boolean {
    return this.#writing.has(path);
  }

  /** Whether writes are under way. */
  get isBusy(): boolean {
    return this.#ended !== this.#begun;
  }

  /**
   * Removes a state of the daemon's own, which a peer takes over.
   *
   * @returns Whether there was one.
   */
  handOver(path: string): boolean {
    if (this.#space.find(path)?.owner !== this) return false;
    this.#space.remove(this, path);
    return true;
  }

  /** Has the values of a peer's state kept. */
  adopt({ path, extras }: Element): void {
    if (extras === null || extras.shared) return;
    const kept: KeptElement = { removed: () => this.release(path) };
    extras.kept = kept;
  }

  /** Writes for a requester, which is held if too much of it waits. */
  #writeFor(requester: Requester, write: KeptWrite, done: Done): void {
    const { path, value } = write;
    const bytes = value === null ? path.length : sizeOf(path, value);
    this.#backlog.begin(requester, bytes);
    this.#write(write, (fault) => {
      this.#backlog.end(requester, bytes);
      done(fault);
    });
  }

  #write(write: KeptWrite, done: Done): void {
    const { path, value } = write;
    const bytes = value === null ? 0 : sizeOf(path, value);
    if (value !== null && !this.#values.has(path)) this.#creating.add(path);
    this.#writing.set(path, (this.#writing.get(path) ?? 0) + 1);
    this.#pendingBytes += bytes;
    this.#begun++;
    this.#store.write(write, (error) => {
      this.#pendingBytes -= bytes;
      this.#completed.push({ write, error, done });
      this.#schedule();
    });
  }

  /**
   * A peer's state is gone: its value is one of the daemon's own again. The
   * values that its owner has announced are written before.
   */
  release(path: string): void {
    if (!this.owns(path) || this.#returning.has(path)) return;
    if (this.isWriting(path)) {
      this.#returning.add(path);
      return this.whenWritten(() => {
        this.#returning.delete(path);
        this.#takeBack(path);
      });
    }
    this.#released.push(path);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#space.turns.add(this);
  }

  /** Carries out what follows from writes and from leaving peers. */
  proceed(): boolean {
    const { turns } = this.#space;
    const completed = this.#completed;
    let count = 0;
    while (count < completed.length && !turns.spent) {
      turns.charge(Cost.message);
      this.#conclude(completed[count++]);
    }
    completed.splice(0, count);
    if (completed.length > 0) return false;
    const released = this.#released;
    this.#released = [];
    this.#isScheduled = false;
    for (const path of released) this.#takeBack(path);
    return true;
  }

  #conclude({ write, error, done }: Completion): void {
    this.#ended++;
    const { path } = write;
    const left = (this.#writing.get(path) ?? 1) - 1;
    if (left > 0) this.#writing.set(path, left);
    else {
      this.#writing.delete(path);
      this.#creating.delete(path);
    }
    try {
      if (error === null) this.#written(write, done);
      else {
        this.#failed(error);
        done(UNWRITTEN);
      }
    } catch (thrown) {
      this.#onError(thrown);
    }
    while (
      this.#waiting.length > 0 && this.#waiting[0].after <= this.#ended
    ) this.#waiting.shift()?.task();
  }

  #failed(error: Error): void {
    if (!this.#isFailing) this.#onError(error);
    this.#isFailing = true;
  }

  #written({ path, value, time }: KeptWrite, done: Done): void {
    this.#isFailing = false;
    if (value === null) {
      this.#drop(path);
      this.handOver(path);
      return done(null);
    }
    const kept = { path, time, ...value };
    this.#hold(kept);
    this.#publish(kept, (fault) => {
      // There is no place for it: it was never acknowledged.
      if (fault !== null) this.#write({ path, value: null, time }, () => {});
      done(fault);
    });
  }

  #hold(value: KeptValue): void {
    const { path } = value;
    const former = this.#values.get(path);
    if (former !== undefined) this.#bytes -= sizeOf(path, former);
    this.#values.set(path, value);
    this.#bytes += sizeOf(path, value);
  }

  #drop(path: string): void {
    const value = this.#values.get(path);
    if (value === undefined) return;
    this.#values.delete(path);
    this.#bytes -= sizeOf(path, value);
  }

  /**
   * Adds or changes the daemon's own state of a value, if there is to be one.
   *
   * @param done Called at once, but for a state that is added in a cluster.
   */
  #publish(value: KeptValue, done: Done): void {
    const { path } = value;
    if (!this.owns(path)) return done(null);
    // The newest value is the first that fetches get.
    if (this.#returning.has(path)) return done(null);
    const show = () => done(this.#show(value));
    if (this.#space.find(path) !== undefined) return show();
    this.#claims.claim(path, (fault) => {
      if (fault === null) show();
      else done(fault);
    });
  }

  #show(value: KeptValue): Fault | null {
    const { path } = value;
    const space = this.#space;
    const element = space.find(path);
    if (element !== undefined && element.owner !== this) return null;
    // It was removed while the path was being claimed.
    if (!this.#values.has(path)) return null;
    space.stamps.now = value.time;
    try {
      if (element === undefined) {
        return space.add(this, path, value, PLAIN_STATE, null);
      }
      space.change(this, path, value);
      return null;
    } finally {
      space.stamps.now = undefined;
    }
  }

  /** The peer's state is gone: the value is one of the daemon's own states. */
  #takeBack(path: string): void {
    const value = this.#values.get(path);
    if (value === undefined || this.#forgetting.has(path)) return;
    if (this.#space.closed) return;
    const waits = () => this.#claims.whenFree(path, () => this.#takeBack(path));
    const element = this.#space.find(path);
    if (element !== undefined) {
      if (this.#claims.isElsewhere(element)) waits();
      return;
    }
    this.#publish(value, (fault) => {
      if (fault === null) return;
      if (this.#space.federation === null) {
        this.#onError(new Error(`${path} has no place`));
      } else if (fault.kind !== "internal") {
        waits();
      }
    });
  }
}

function goneFault(path: string): Fault {
  return { kind: "ownerGone", path };
}
