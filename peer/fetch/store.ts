/**
 * What is on the bus, as a store that user interfaces subscribe to.
 *
 * @module
 */
import type { Entry, Row } from "./entry.ts";
import { asError, ignore } from "../../base/narrowing.ts";
import type { FetchRules, SortedRules } from "../../protocol/rules/written.ts";

/**
 * A store, as React's `useSyncExternalStore` takes it: a snapshot, and a
 * subscription to its changes.
 */
export interface Store<Snapshot> {
  /**
   * Calls back when there is something new to look at: once for all that
   * happens in one go, and not before everything that was there at the
   * beginning is known. It needs no `this`.
   *
   * @returns takes the listener off.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * What is there now. It is the same object as before unless something has
   * changed, and so is every entry in it. It needs no `this`.
   */
  readonly getSnapshot: () => Snapshot;
  /** Why there will be nothing new any more, if that is so. */
  readonly error: Error | undefined;
}

/** What a store needs of a fetch; a {@linkcode Fetcher}. */
export interface WatchedFetch<T> {
  /** What matches now. */
  readonly entries: Entry<T>[];
  /** Fulfilled when all that matched at the beginning is known. */
  readonly ready: Promise<void>;
  /** Calls back when something has changed; returns takes the callback off. */
  on(callback: () => void): () => void;
  /** Ends the fetch. */
  close(): Promise<void>;
}

/** What a store needs of a peer; a {@linkcode Peer}. */
export interface StoreSource {
  /** Begins a standing query. */
  fetch<T = unknown>(rules: FetchRules): WatchedFetch<T>;
}

/** What the stores of fetchers have in common. */
abstract class FetchStore<T, Snapshot> implements Store<Snapshot> {
  readonly #listeners = new Set<() => void>();
  readonly #read: (entries: Entry<T>[]) => Snapshot;
  #snapshot: Snapshot;
  #source: WatchedFetch<T> | undefined;
  /** Whether the snapshot is no longer what is there. */
  #stale = false;
  #scheduled = false;
  #error: Error | undefined;

  constructor(read: (entries: Entry<T>[]) => Snapshot) {
    this.#read = read;
    this.#snapshot = read([]);
  }

  /** The first listener has come. */
  protected wanted?(): void;
  /** No listener is left. */
  protected unwanted?(): void;

  get error(): Error | undefined {
    return this.#error;
  }

  readonly subscribe = (listener: () => void): () => void => {
    // Wrapped: a listener subscribed twice is called twice.
    const own = () => listener();
    this.#listeners.add(own);
    if (this.#listeners.size === 1) this.wanted?.();
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) {
        this.unwanted?.();
      }
    };
  };

  readonly getSnapshot = (): Snapshot => {
    if (this.#stale && this.#source !== undefined) {
      this.#stale = false;
      this.#snapshot = this.#read(this.#source.entries);
    }
    return this.#snapshot;
  };

  /** Whether there are listeners. */
  protected get listenedTo(): boolean {
    return this.#listeners.size > 0;
  }

  /**
   * Takes its entries from a fetcher from now on.
   *
   * @param atOnce Whether what it knows already is to be seen at once.
   */
  protected show(source: WatchedFetch<T>, atOnce: boolean): void {
    this.#source = source;
    this.#stale = atOnce;
    this.#error = undefined;
    let ready = false;
    const changed = () => {
      if (ready && this.#source === source) this.#changed();
    };
    source.on(changed);
    source.ready.then(() => {
      ready = true;
      changed();
    }, (error: unknown) => {
      if (this.#source !== source) return;
      this.#error = asError(error);
      this.#notify();
    });
  }

  /** Keeps the snapshot, whatever the fetcher reports. */
  protected hold(): void {
    this.getSnapshot();
    this.#source = undefined;
  }

  #changed(): void {
    this.#stale = true;
    this.#notify();
  }

  #notify(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}

/** The store of a fetcher that it does not close. */
export class FetcherStore<T> extends FetchStore<T, readonly Entry<T>[]> {
  constructor(fetcher: WatchedFetch<T>) {
    super((entries) => entries);
    this.show(fetcher, true);
  }
}

/** The store of a fetch that lives while there are listeners. */
class LazyStore<T, Snapshot> extends FetchStore<T, Snapshot> {
  readonly #begin: () => WatchedFetch<T>;
  #fetcher: WatchedFetch<T> | undefined;

  constructor(
    begin: () => WatchedFetch<T>,
    read: (entries: Entry<T>[]) => Snapshot,
  ) {
    super(read);
    this.#begin = begin;
  }

  protected override wanted(): void {
    if (this.#fetcher !== undefined) return;
    this.#fetcher = this.#begin();
    this.show(this.#fetcher, false);
  }

  protected override unwanted(): void {
    // A component that is drawn anew leaves and comes back in one go.
    queueMicrotask(() => {
      if (this.listenedTo) return;
      const fetcher = this.#fetcher;
      this.#fetcher = undefined;
      this.hold();
      fetcher?.close().catch(ignore);
    });
  }
}

/**
 * A store of what is on the bus. It fetches while it has subscribers, and
 * keeps the last snapshot without them.
 *
 * @param peer The peer to fetch with.
 * @param what A path: the snapshot is the value of that state, `undefined`
 * while there is none. Or rules: the snapshot is the list of what matches; in
 * order, if the rules have one.
 *
 * @example
 * ```ts
 * import { storeOf } from "../../peer.ts";
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * const target = await bus.state("house/target", 20);
 * const store = storeOf<number>(await bus.peer(), "house/target");
 * const unsubscribe = store.subscribe(() => console.log(store.getSnapshot()));
 * await bus.settle(); // 20
 * target.value = 21;
 * await bus.settle(); // 21
 * unsubscribe();
 * ```
 *
 * @example In a component of React
 * ```tsx ignore
 * const target = storeOf<number>(peer, "house/target");
 *
 * function Target() {
 *   const celsius = useSyncExternalStore(target.subscribe, target.getSnapshot);
 *   return <output>{celsius} °C</output>;
 * }
 * ```
 */
export function storeOf<T = unknown>(
  peer: StoreSource,
  path: string,
): Store<T | undefined>;
/** A store of a sorted list; see above. */
export function storeOf<T = unknown>(
  peer: StoreSource,
  rules: SortedRules,
): Store<readonly Row<T>[]>;
/** A store of everything that matches; see above. */
export function storeOf<T = unknown>(
  peer: StoreSource,
  rules: FetchRules,
): Store<readonly Entry<T>[]>;
export function storeOf<T>(
  peer: StoreSource,
  what: string | FetchRules,
): Store<T | undefined> | Store<readonly Entry<T>[]> {
  return typeof what === "string"
    ? new LazyStore<T, T | undefined>(
      () => peer.fetch<T>({ path: what }),
      ([entry]) => entry?.value,
    )
    : new LazyStore<T, readonly Entry<T>[]>(
      () => peer.fetch<T>(what),
      (entries) => entries,
    );
}
