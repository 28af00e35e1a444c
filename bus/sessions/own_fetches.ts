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
import type { FetchIds } from "./fetch_ids.ts";
import type { SessionContext } from "./host.ts";

/** A fetch of the session. */
interface OwnFetch {
  readonly fetch: Fetch;
  /** The mount that it is limited to. */
  readonly mount: Mount | undefined;
  /** Whether its id was allocated by the daemon. */
  readonly allocated: boolean;
}

/** The fetches of one session. */
export class OwnFetches {
  readonly #space: Space;
  readonly #ids: FetchIds;
  #operands = 0;
  readonly #fetches = new Map<string, OwnFetch>();
  /** Fetches with notifications that wait until the peer has read more. */
  readonly deferred: Set<Deferred> = new Set();
  // Fetches whose mount has not added everything that matches yet.
  readonly #acquiring = new Set<Deferred>();
  // Fetches of which not everything that matches has been reported yet.
  readonly #beginning = new Set<Deferred>();
  // Changes of rights that have not been reported to the end.
  #revisions: readonly Revision[] = [];
  readonly #run: (work: Work) => void;
  // Called when everything that matched at the beginning has been reported.
  readonly #onReady = new Map<Deferred, () => void>();

  /** @param run Carries out work of the session. */
  constructor(
    { space, fetchIds }: Pick<SessionContext, "space" | "fetchIds">,
    run: (work: Work) => void,
  ) {
    this.#space = space;
    this.#ids = fetchIds;
    this.#run = run;
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
    for (const { fetch, mount } of this.#fetches.values()) {
      // It knows nothing before all is there.
      if (this.#acquiring.has(fetch) && (fetch.sorted || !mount)) continue;
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
    this.#operands += fetch.operands;
    this.#fetches.set(fetch.id, { fetch, mount, allocated });
    this.#onReady.set(fetch, onReady);
    if (mount !== undefined) return this.#acquire(fetch, mount);
    const { federation } = this.#space;
    if (federation === null) return this.#begin(fetch, this.#space);
    this.#acquiring.add(fetch);
    federation.acquire(fetch.paths, () => {
      if (this.#acquiring.delete(fetch)) this.#begin(fetch, this.#space);
    });
  }

  #begin(fetch: Fetch, space: Space): void {
    this.#beginning.add(fetch);
    const work = space.begin(fetch);
    this.#run(andThen(work, () => {
      this.#beginning.delete(fetch);
      this.#becomeReady(fetch);
    }));
  }

  #acquire(fetch: Fetch, mount: Mount): void {
    this.#acquiring.add(fetch);
    // Events are reported as elements are added; rows when all are there.
    if (!fetch.sorted) this.#begin(fetch, mount.space);
    mount.acquire(fetch.paths, () => {
      // The fetch may have ended meanwhile.
      if (!this.#acquiring.delete(fetch)) return;
      if (fetch.sorted) this.#begin(fetch, mount.space);
      else this.#becomeReady(fetch);
    });
  }

  #becomeReady(fetch: Deferred): void {
    if (
      this.deferred.has(fetch) || this.#acquiring.has(fetch) ||
      this.#beginning.has(fetch)
    ) return;
    this.#onReady.get(fetch)?.();
    this.#onReady.delete(fetch);
  }

  /** Sends the notifications that wait, as far as the peer takes them. */
  flush(): void {
    for (const fetch of this.deferred) {
      if (!fetch.flush()) return;
      this.deferred.delete(fetch);
      this.#becomeReady(fetch);
    }
  }

  /** Ends a fetch; `false` if none has this id. */
  end(id: string): boolean {
    const own = this.#fetches.get(id);
    if (own === undefined) return false;
    const { fetch, mount } = own;
    this.#fetches.delete(id);
    this.#operands -= fetch.operands;
    this.deferred.delete(fetch);
    this.#beginning.delete(fetch);
    this.#acquiring.delete(fetch);
    const work = (mount?.space ?? this.#space).end([fetch]);
    this.#run(andThen(work, () => this.#release(own)));
    this.#becomeReady(fetch);
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
    this.#fetches.clear();
    this.deferred.clear();
    this.#acquiring.clear();
    this.#beginning.clear();
    this.#onReady.clear();
  }

  #release({ fetch, mount, allocated }: OwnFetch): void {
    (mount ?? this.#space.federation)?.release(fetch.paths);
    if (allocated) this.#ids.release(fetch.id);
  }
}
