/**
 * The fetches of one session: from their beginning to their end.
 *
 * @module
 */
import type { Bus } from "../bus.ts";
import type { Fetch } from "../fetch.ts";
import type { Mount } from "../space/space.ts";

/** What a peer fetches. */
export class OwnFetches {
  readonly #bus: Bus;
  readonly #fetches = new Map<string, Fetch>();
  // Fetches that have news which a slow peer was not told yet.
  readonly #behind = new Set<Fetch>();
  // Fetches for which what matches is still being brought.
  readonly #looking = new Set<Fetch>();
  // What is to be done when a fetch has been told all that matched.
  readonly #unready = new Map<Fetch, () => void>();

  /** @param bus Where the peer is. */
  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Number of the fetches. */
  get size(): number {
    return this.#fetches.size;
  }

  /** Whether an id is taken. */
  has(id: string): boolean {
    return this.#fetches.has(id);
  }

  /** All of them. */
  values(): Iterable<Fetch> {
    return this.#fetches.values();
  }

  /**
   * Begins a fetch.
   *
   * @param ready Called once, when all that matches now has been told.
   */
  begin(fetch: Fetch, mount: Mount | undefined, ready: () => void): void {
    this.#fetches.set(fetch.id, fetch);
    this.#unready.set(fetch, ready);
    if (mount === undefined) this.#bus.begin(fetch);
    else this.#look(fetch, mount);
    this.#becomeReady(fetch);
  }

  /** Begins a fetch of what belongs to no peer. */
  #look(fetch: Fetch, mount: Mount): void {
    fetch.mount = mount;
    this.#looking.add(fetch);
    // What is there is told as it comes; but an order is told once.
    if (!fetch.sorted) mount.bus.begin(fetch);
    mount.look(fetch.paths, () => {
      // It may have been ended meanwhile.
      if (!this.#looking.delete(fetch)) return;
      if (fetch.sorted) mount.bus.begin(fetch);
      this.#becomeReady(fetch);
    });
  }

  #becomeReady(fetch: Fetch): void {
    if (this.#behind.has(fetch) || this.#looking.has(fetch)) return;
    this.#unready.get(fetch)?.();
    this.#unready.delete(fetch);
  }

  /** Notes that a fetch has news for later. */
  fallBehind(fetch: Fetch): void {
    this.#behind.add(fetch);
  }

  /** Tells what could not be told, as far as the peer can take it. */
  catchUp(): void {
    for (const fetch of this.#behind) {
      if (!fetch.catchUp()) return;
      this.#behind.delete(fetch);
      this.#becomeReady(fetch);
    }
  }

  /** Ends a fetch; `false` if there is none with this id. */
  end(id: string): boolean {
    const fetch = this.#fetches.get(id);
    if (fetch === undefined) return false;
    this.#fetches.delete(id);
    this.#behind.delete(fetch);
    (fetch.mount?.bus ?? this.#bus).end([fetch]);
    this.#lookAway(fetch);
    this.#becomeReady(fetch);
    return true;
  }

  /** Ends all of them at once: a peer may have very many. */
  endAll(): void {
    const byBus = Map.groupBy(
      this.#fetches.values(),
      ({ mount }) => mount?.bus ?? this.#bus,
    );
    for (const [bus, fetches] of byBus) bus.end(fetches);
    for (const fetch of this.#fetches.values()) this.#lookAway(fetch);
    this.#fetches.clear();
    this.#behind.clear();
    this.#unready.clear();
  }

  #lookAway(fetch: Fetch): void {
    this.#looking.delete(fetch);
    fetch.mount?.unlook(fetch.paths);
    if (fetch.named) this.#bus.giveFetchId(fetch.id);
  }
}
