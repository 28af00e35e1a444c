/**
 * Requests of an owner concerning its elements.
 *
 * @module
 */
import {
  type AddParams,
  type ElementInbox,
  type LeafKind,
  PLAIN_ADD,
  type RequestId,
} from "../../protocol/inbox.ts";
import {
  type AddExtras,
  notesFault,
  type ValueNotes,
} from "../../protocol/extras.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Value } from "../../protocol/values/value.ts";
import { accessFrom, type ElementAccess } from "../elements/access.ts";
import type { Owner } from "../elements/owner.ts";
import { sendSignal } from "../space/signals.ts";
import type { Refused, Space } from "../space/space.ts";
import { lengthOf, type Slice } from "../../base/slice.ts";
import { andThen } from "../../base/turns.ts";
import type { Limits } from "../limits/limits.ts";
import type { Kept } from "../kept/kept.ts";
import type { Element } from "../elements/element.ts";
import type { Federation } from "../space/federation.ts";
import { type Addition, copied, valueFault } from "./addition.ts";
import { ChangesBelow } from "./changes_below.ts";
import type { Host } from "./host.ts";
import {
  answerKeptAdd,
  isKept,
  keepFault,
  removalFault,
} from "./kept_requests.ts";

/** Handles a peer's requests about its own elements: add, change, remove. */
export class ElementRequests implements ElementInbox {
  readonly #host: Host;
  readonly #space: Space;
  readonly #owner: Owner;
  readonly #limits: Limits;
  readonly #kept: Kept | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#space = host.context.space;
    this.#owner = host.owner;
    this.#limits = host.context.limits;
    this.#kept = host.context.kept;
  }

  add(
    id: RequestId,
    path: string,
    value: Value | undefined,
    options: AddParams,
  ): void {
    if (!this.#host.mayAdd(path)) {
      return this.#host.fail(id, { kind: "noAccess", path });
    }
    // What is called there is the daemon.
    if (this.#host.context.options.isOwnPath?.(path)) {
      return this.#host.fail(id, { kind: "occupied", path });
    }
    // Most say nothing else, and many come at once to a daemon whose code has not
    // been compiled yet: 100,000 take 0.97 of the time on Deno so, 0.9 on Bun.
    if (options === PLAIN_ADD && this.#space.takesAtOnce) {
      const count = this.#space.owners.countOf(this.#owner) + 1;
      const fault = keepFault(this.#kept, path, value, options) ??
        this.#limits.exceeded("maxElements", count) ??
        this.#excess(value) ??
        this.#space.add(this.#owner, path, value, options, null);
      if (fault !== null) return this.#host.fail(id, fault);
      this.#host.done(id);
      return this.#space.staying.added();
    }
    const wrong = valueFault(value, options);
    if (wrong !== null) return this.#host.fail(id, wrong);
    const access = accessFrom(
      options.access,
      this.#space.options.lenientAccess,
    );
    if (access === undefined) {
      return this.#host.fail(id, {
        kind: "wrongType",
        param: "access",
        got: undefined,
      });
    }
    const refused = keepFault(this.#kept, path, value, options) ??
      this.#accessFault(path, access, options.extras);
    if (refused !== null) return this.#host.fail(id, refused);
    const addition = { id, path, value, options, access };
    const { federation } = this.#space;
    if (federation !== null) return this.#addClaimed(federation, addition);
    this.#whenClear(addition, (addition) => {
      if (!this.#host.ended) this.#addHere(addition);
    });
  }

  /**
   * Goes on when what is left of owners that have left is no longer below the path:
   * at once, as a rule.
   */
  #whenClear(addition: Addition, goOn: (addition: Addition) => void): void {
    const clearing = this.#space.clearing(addition.path);
    if (clearing === null) return goOn(addition);
    const held = copied(addition);
    this.#host.hold();
    this.#host.context.turns.add(andThen(clearing, () => {
      this.#host.release();
      goOn(held);
    }));
  }

  /** Adds an element when its path is that of this daemon. */
  #addClaimed(federation: Federation, addition: Addition): void {
    const { id, path, value, options } = addition;
    let held = addition;
    let state: "asked" | "waiting" | "done" = "asked";
    const hasValue = value !== undefined;
    federation.claim(path, hasValue, options, this.#owner, (fault) => {
      const wasWaiting = state === "waiting";
      state = "done";
      const end = () => {
        if (wasWaiting) this.#host.claims.endClaim(path);
      };
      if (fault !== null) {
        this.#host.fail(id, fault);
        return end();
      }
      this.#whenClear(held, (held) => {
        if (!this.#host.ended) this.#addHere(held);
        if (this.#space.find(path) === undefined) federation.unclaim(path);
        end();
      });
    });
    if (state !== "asked") return;
    state = "waiting";
    held = copied(addition);
    this.#host.claims.beginClaim(path);
  }

  #addHere(addition: Addition): void {
    const { path, options } = addition;
    const rival = options.replacesSilent ? this.#space.find(path) : undefined;
    const judge = rival?.owner.judgeSilence;
    const isTaken = rival !== undefined && rival.owner !== this.#owner &&
      // The element of an owner that is away is taken over.
      !rival.owner.absent;
    if (!isTaken || !judge) {
      return options.extras?.keep
        ? this.#addKept(addition)
        : this.#add(addition);
    }
    const held = copied(addition);
    this.#host.hold();
    judge.call(rival.owner, rival.wishes, (silent) => {
      this.#host.release();
      if (this.#host.ended) return;
      const replaces = silent && !rival.removed;
      if (replaces) this.#space.remove(rival.owner, path);
      this.#addKept(held);
      if (replaces) rival.owner.displaced?.(rival);
    });
  }

  /**
   * Why a state can't have access groups; `null`: it can. The daemon's own state
   * that takes its place has none, with the kept value.
   */
  #accessFault(
    path: string,
    access: ElementAccess | null,
    extras: AddExtras | null,
  ): Fault | null {
    const { accessControl } = this.#space.options;
    const isOwn = accessControl && extras?.keep && this.#kept?.owns(path);
    return access === null || !isOwn ? null : {
      kind: "invalid",
      reason: "access: a state below the patterns of --keep is for all when " +
        "its owner has left",
    };
  }

  /** Adds an element when writes to its kept value have ended. */
  #addKept(addition: Addition): void {
    const kept = this.#kept;
    if (!kept?.isBusy || !addition.options.extras?.keep) {
      return this.#add(addition);
    }
    const held = copied(addition);
    this.#host.hold();
    kept.whenWritten(() => {
      this.#host.release();
      if (!this.#host.ended) this.#add(held);
    });
  }

  #add({ id, path, value, options, access }: Addition): void {
    const count = this.#space.owners.countOf(this.#owner) + 1;
    const kept = options.extras?.keep ? this.#kept : undefined;
    let fault = this.#limits.exceeded("maxElements", count) ??
      this.#notesFault(options.extras) ??
      this.#excess(value, options.extras?.meta) ??
      this.#limits.exceeded("maxStay", options.extras?.stay ?? 0) ??
      this.#stayFault(path, options.extras);
    if (fault === null) {
      const isHandedOver = kept?.handOver(path) ?? false;
      fault = this.#space.add(this.#owner, path, value, options, access);
      if (fault !== null && isHandedOver) kept?.release(path);
    }
    if (fault !== null) return this.#host.fail(id, fault);
    const element = kept && this.#space.find(path);
    if (kept !== undefined && element !== undefined) {
      answerKeptAdd(this.#host, kept, id, element);
    } else this.#host.done(id);
    this.#space.staying.added();
  }

  /** Why another value and metadata can't be held; `null`: they can. */
  #excess(value: Value | undefined, meta?: Slice | null): Fault | null {
    const more = lengthOf(value) + lengthOf(meta);
    if (more === 0) return null;
    const bytes = this.#space.store.bytes + more;
    return bytes <= this.#limits.values.maxValues
      ? null
      : this.#limits.exceeded("maxValues", bytes);
  }

  /** Why no more elements can stay; `null`: they can. */
  #stayFault(path: string, extras: AddExtras | null): Fault | null {
    if (extras?.stay === undefined) return null;
    // One that is away already is replaced.
    if (this.#space.find(path)?.extras?.away) return null;
    const count = this.#space.staying.countOf(this.#owner) + 1;
    return this.#limits.exceeded("maxElements", count);
  }

  /** What is wrong with notes on a value; `null`: nothing. */
  #notesFault(notes: ValueNotes | null): Fault | null {
    if (notes === null) return null;
    const reason = notesFault(notes);
    if (reason !== undefined) return { kind: "invalid", reason };
    const { meta } = notes;
    return meta === undefined || meta === null
      ? null
      : this.#limits.exceeded("maxMeta", meta.end - meta.start);
  }

  change(
    id: RequestId,
    path: string,
    value: Value | undefined,
    notes: ValueNotes | null,
  ): void {
    const kept = value && this.#keptAt(path);
    const excess = this.#notesFault(notes) ??
      this.#excess(value, notes?.meta) ??
      (kept && value ? this.#kept?.excess(path, value) : undefined);
    if (excess) return this.#host.fail(id, excess);
    const refused = this.#space.change(this.#owner, path, value, notes);
    if (kept === undefined || refused !== null) {
      return this.#whenNotified(
        [path],
        () => this.#conclude(id, path, refused, "change"),
      );
    }
    this.#announce([kept], id);
  }

  signal(id: RequestId, path: string, value: Value): void {
    const refused = sendSignal(this.#space, this.#owner, path, value);
    this.#whenNotified(
      [path],
      () => this.#conclude(id, path, refused, "change"),
    );
  }

  /** Answers when values are on the disk, and all have been notified of them. */
  #announce(kept: readonly Element[], id: RequestId): void {
    const paths = kept.map(({ path }) => path);
    this.#kept?.announce(this.#host, kept, (fault) => {
      this.#whenNotified(paths, () => this.#settle(id, fault));
    });
    this.#whenNotified(paths, () => {});
  }

  /**
   * Calls a task when all fetches have been notified of what happened to elements.
   * Requests that follow wait for it.
   */
  #whenNotified(paths: readonly string[], task: () => void, from = 0): void {
    const { fanOut } = this.#space;
    for (let at = from; at < paths.length && !fanOut.isIdle; at++) {
      const element = this.#space.find(paths[at]);
      if (element === undefined || !fanOut.isWaiting(element)) continue;
      this.#host.hold();
      return fanOut.whenNotified(element, () => {
        this.#host.release();
        if (!this.#host.ended) this.#whenNotified(paths, task, at);
      });
    }
    task();
  }

  remove(
    id: RequestId,
    path: string,
    keeps: boolean,
    kind?: LeafKind,
  ): void {
    const element = this.#kept && this.#space.find(path);
    if (element !== undefined && element.owner === this.#kept) {
      const fault = removalFault(this.#host, element, kind);
      if (fault !== null) return this.#host.fail(id, fault);
      return this.#kept.forget(
        this.#host,
        [path],
        (fault) => this.#settle(id, fault),
      );
    }
    const kept = this.#keptAt(path);
    const refused = this.#space.remove(this.#owner, path, kind);
    if (kept === undefined || refused !== null || keeps) {
      return this.#conclude(id, path, refused, "remove");
    }
    this.#kept?.forget(this.#host, [path], (fault) => this.#settle(id, fault));
  }

  removeBelow(id: RequestId, path: string, keeps: boolean): void {
    const own = this.#space.elements.ownBelow(this.#owner, path);
    if (own.length === 0) {
      return this.#host.fail(id, { kind: "notFound", path });
    }
    const kept = this.#kept && own.filter(isKept).map(({ path }) => path);
    const removal = this.#space.removal(this.#owner, own);
    this.#host.run(andThen(removal, () => {
      if (!kept?.length || keeps) return this.#acknowledge(id);
      this.#kept?.forget(this.#host, kept, (fault) => this.#settle(id, fault));
    }));
  }

  changeBelow(
    id: RequestId,
    path: string,
    values: ReadonlyMap<string, Value>,
  ): void {
    const { separator } = this.#space.hierarchy;
    const all = new Map<string, Value>();
    for (const [name, value] of values) {
      all.set(path === "" ? name : path + separator + name, value);
    }
    const kept: Element[] = [];
    const states = {
      faultOf: (path: string, value: Value) => this.#changeFault(path, value),
      change: (path: string, value: Value) => {
        this.#space.change(this.#owner, path, value);
        const element = this.#keptAt(path);
        if (element !== undefined) kept.push(element);
      },
    };
    const changes = new ChangesBelow(this.#space.turns, states, all);
    this.#host.run(andThen(changes, () => {
      if (changes.fault !== null) return this.#host.fail(id, changes.fault);
      if (kept.length > 0) return this.#announce(kept, id);
      this.#whenNotified(changes.paths, () => this.#host.done(id));
    }));
  }

  /** Why a state can't be changed to a value; `null`: it can. */
  #changeFault(path: string, value: Value): Fault | null {
    const excess = this.#excess(value) ??
      (this.#keptAt(path) && this.#kept?.excess(path, value));
    if (excess) return excess;
    const refused = this.#changeRefused(path);
    if (refused === null) return null;
    return { kind: this.#hides(path) ? "notFound" : refused, path };
  }

  /** The own element with this path, if its values are kept. */
  #keptAt(path: string): Element | undefined {
    if (this.#kept === undefined) return undefined;
    const element = this.#space.find(path);
    return element !== undefined && element.owner === this.#owner &&
        isKept(element)
      ? element
      : undefined;
  }

  /** Answers a request whose outcome is on the disk. */
  #settle(id: RequestId, fault: Fault | null): void {
    if (fault === null) this.#host.done(id);
    else this.#host.fail(id, fault);
  }

  /** Why a path is not that of a state of this peer's. */
  #changeRefused(path: string): Refused {
    const element = this.#space.find(path);
    if (element === undefined) return "notFound";
    if (element.owner !== this.#owner) return "notOwner";
    return element.method ? "notState" : null;
  }

  /** Whether the peer must not learn that there is an element. */
  #hides(path: string): boolean {
    const element = this.#space.find(path);
    return element !== undefined && !this.#host.knows(element);
  }

  #conclude(
    id: RequestId,
    path: string,
    refused: Refused,
    request: "change" | "remove",
  ): void {
    if (refused !== null) {
      const kind = refused !== "notFound" && this.#hides(path)
        ? "notFound"
        : refused;
      const isSignal = this.#space.find(path)?.signal;
      this.#host.fail(id, { kind, path, request, isSignal });
    } else if (id !== undefined) {
      if (request === "remove") this.#acknowledge(id);
      else this.#host.done(id);
    }
  }

  /** Answers a removal when the path is free at all daemons. */
  #acknowledge(id: RequestId): void {
    const { federation } = this.#space;
    if (federation === null) return this.#host.done(id);
    federation.sync(() => {
      if (!this.#host.ended) this.#host.done(id);
    });
  }
}
