/**
 * The fetches of one session, from their beginning to their end.
 *
 * @module
 */
import type { Deferred } from "../fetches/fetcher.ts";
import type { Fetch } from "../fetches/fetch.ts";
import type { CanRead } from "../elements/restriction.ts";
import { Revision } from "../space/revision.ts";
import { mountFor } from "../space/mounted_paths.ts";
import type { Mount, Space } from "../space/space.ts";
import { andThen, type Work } from "../../base/turns.ts";
import type { Host } from "./host.ts";

/** A fetch of the session. */
interface OwnFetch {
  readonly fetch: Fetch;
  /** The mount that it is limited to. */
  readonly mount: Mount | undefined;
  /** Whether its id was allocated by the daemon. */
  readonly allocated: boolean;
  /** Whether its mount has not added everything that matches yet. */
  acquiring: boolean;
  /** Whether not everything that matches has been reported yet. */
  beginning: boolean;
  /** Called when everything that matched at the beginning has been reported. */
  onReady: (() => void) | null;
}

/** What peers share that have fetched nothing: nothing is put into them. */
const NO_FETCHES: Map<string, OwnFetch> = new Map();
const NO_REVISIONS: readonly Revision[] = [];
const NONE_DEFERRED: Set<Deferred> = new Set();

/** The session, as its fetches need it. */
type FetchingPeer = Pick<Host, "context" | "run">;

/** The fetches of one session. */
export class OwnFetches {
  readonly #host: FetchingPeer;
  #operands = 0;
  #fetches = NO_FETCHES;
  // Fetches with notifications that wait until the peer has read more.
  #deferred = NONE_DEFERRED;
  // Changes of rights that have not been reported to the end.
  #revisions: readonly Revision[] = NO_REVISIONS;

  constructor(host: FetchingPeer) {
    this.#host = host;
  }

  get #space(): Space {
    return this.#host.context.space;
  }

  /** Number of the fetches. */
  get size(): number {
    return this.#fetches.size;
  }

  /** Number of the texts and value rules of all. */
  get operands(): number {
    return this.#operands;
  }

  /** Whether an id is in use. */
  has(id: string): boolean {
    return this.#fetches.has(id);
  }

  /**
   * Begins to report what changed rights change.
   *
   * @param before Whether elements were readable before the change.
   * @param now Whether elements are readable now.
   * @returns What reports it; another one's remainder is part of it.
   */
  revise(before: CanRead, now: CanRead): Work {
    const bySpace = new Map<Space, Fetch[]>();
    for (const { fetch, mount, acquiring } of this.#fetches.values()) {
      // It knows nothing before all is there.
      if (acquiring && (fetch.sorted || !mount)) continue;
      const space = mount?.space ?? this.#space;
      if (fetch.revision !== null || space.restricted.size === 0) continue;
      const fetches = bySpace.get(space);
      if (fetches === undefined) bySpace.set(space, [fetch]);
      else fetches.push(fetch);
    }
    const revisions = [
      ...this.#revisions.map((former) => former.supersede(before, now)),
      ...[...bySpace].map(([space, fetches]) =>
        new Revision(space, fetches, null, before, now)
      ),
    ];
    this.#revisions = revisions;
    return {
      proceed: () => {
        if (!revisions.every((revision) => revision.proceed())) return false;
        if (this.#revisions === revisions) this.#revisions = [];
        return true;
      },
    };
  }

  /**
   * Begins a fetch.
   *
   * @param allocated Whether its id has to be released at its end.
   * @param onReady Called once, when all that matches now has been reported.
   */
  begin(fetch: Fetch, allocated: boolean, onReady: () => void): void {
    const mount = mountFor(this.#space.mounts, fetch.paths);
    this.#setOperands(this.#operands + fetch.operands);
    const { federation } = this.#space;
    const own: OwnFetch = {
      fetch,
      mount,
      allocated,
      acquiring: mount !== undefined || federation !== null,
      beginning: false,
      onReady,
    };
    if (this.#fetches === NO_FETCHES) this.#fetches = new Map();
    this.#fetches.set(fetch.id, own);
    if (mount !== undefined) return this.#acquire(own, mount);
    if (federation === null) return this.#begin(own, this.#space);
    federation.acquire(fetch.paths, () => {
      if (!own.acquiring) return;
      own.acquiring = false;
      this.#begin(own, this.#space);
    });
  }

  #begin(own: OwnFetch, space: Space): void {
    own.beginning = true;
    const work = space.begin(own.fetch);
    this.#host.run(andThen(work, () => {
      own.beginning = false;
      this.#becomeReady(own);
    }));
  }

  #acquire(own: OwnFetch, mount: Mount): void {
    const { fetch } = own;
    // Events are reported as elements are added; rows when all are there.
    if (!fetch.sorted) this.#begin(own, mount.space);
    mount.acquire(fetch.paths, () => {
      // The fetch may have ended meanwhile.
      if (!own.acquiring) return;
      own.acquiring = false;
      if (fetch.sorted) this.#begin(own, mount.space);
      else this.#becomeReady(own);
    });
  }

  #becomeReady(own: OwnFetch): void {
    if (own.acquiring || own.beginning || this.#deferred.has(own.fetch)) return;
    own.onReady?.();
    own.onReady = null;
  }

  /** Has a fetch flushed when the peer has read more. */
  defer(fetch: Deferred): void {
    if (this.#deferred === NONE_DEFERRED) this.#deferred = new Set();
    this.#deferred.add(fetch);
  }

  /** Whether notifications wait until the peer has read more. */
  get behind(): boolean {
    return this.#deferred.size > 0;
  }

  /** Sends the notifications that wait, as far as the peer takes them. */
  flush(): void {
    for (const fetch of this.#deferred) {
      if (!fetch.flush()) return;
      this.#deferred.delete(fetch);
      const own = this.#fetches.get(fetch.id);
      if (own !== undefined) this.#becomeReady(own);
    }
  }

  /** Ends a fetch; `false` if none has this id. */
  end(id: string): boolean {
    const own = this.#fetches.get(id);
    if (own === undefined) return false;
    const { fetch, mount } = own;
    this.#fetches.delete(id);
    this.#setOperands(this.#operands - fetch.operands);
    this.#deferred.delete(fetch);
    own.acquiring = own.beginning = false;
    const work = (mount?.space ?? this.#space).end([fetch]);
    this.#host.run(andThen(work, () => this.#release(own)));
    this.#becomeReady(own);
    return true;
  }

  /**
   * Ends all fetches at once, which takes less time for many.
   *
   * @param run Carries out what is to be cleared up.
   */
  endAll(run: (work: Work) => void): void {
    const bySpace = Map.groupBy(
      this.#fetches.values(),
      ({ mount }) => mount?.space ?? this.#space,
    );
    for (const [space, own] of bySpace) {
      const work = space.end(own.map(({ fetch }) => fetch));
      run(andThen(work, () => {
        for (const each of own) this.#release(each);
      }));
    }
    for (const own of this.#fetches.values()) {
      own.acquiring = own.beginning = false;
      own.onReady = null;
    }
    this.#fetches.clear();
    this.#setOperands(0);
    this.#deferred.clear();
  }

  #setOperands(operands: number): void {
    this.#host.context.operands.changed(this.#operands, operands);
    this.#operands = operands;
  }

  #release({ fetch, mount, allocated }: OwnFetch): void {
    (mount ?? this.#space.federation)?.release(fetch.paths);
    if (allocated) this.#host.context.fetchIds.release(fetch.id);
  }
}
