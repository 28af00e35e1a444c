/**
 * The heart of the daemon: what is on the bus, and who hears of it.
 *
 * @module
 */
import type {
  AddOptions,
  Dialect,
  EventKind,
  Info,
} from "../protocol/dialect.ts";
import type { Fault, PathFaultKind } from "../protocol/errors/fault.ts";
import type { Value } from "../protocol/values/value.ts";
import type { Encoding } from "../protocol/encoding.ts";
import type { PathMatcher } from "../protocol/rules.ts";
import type { Link } from "../protocol/link.ts";
import type { Access, Authenticator, User } from "./elements/access.ts";
import { Element } from "./elements/element.ts";
import { ElementTable } from "./elements/table.ts";
import type { Fetch } from "./fetch.ts";
import { FetchIndex } from "./fetches/index.ts";
import type { Guard } from "./elements/guard.ts";
import { Hierarchy, type Node } from "./elements/hierarchy.ts";
import { isWithin, type Mount } from "./space/space.ts";
import { Session } from "./sessions/session.ts";
import { ByteStore } from "./elements/slab.ts";
import { type Clock, TimerWheel } from "./collections/timer_wheel.ts";

const MAX_FETCH_ID = 0xffffffff;

/** Bytes of the longest path. */
const MAX_PATH = 0xffff;

/** How a bus behaves. */
export interface BusOptions {
  /** What the daemon says of itself. */
  readonly info: Info;
  /** Seconds that a request waits for its owner where nobody says otherwise. */
  readonly timeout: number;
  /** Backlog of a peer, in bytes, from which its changes are conflated. */
  readonly softBacklog: number;
  /** Backlog of a peer, in bytes, at which it is disconnected. */
  readonly hardBacklog: number;
  /** Time for the requests' timeouts. */
  readonly clock: Clock;
  /** Knows the users who can log in by `authenticate`. */
  readonly users?: Authenticator;
  /** Whether access is looked at; else everybody may do everything. */
  readonly guarded?: boolean;
  /** Whether elements without access are for users only. */
  readonly closed?: boolean;
  /** What separates the segments of a path; default "/". */
  readonly separator?: string;
  /**
   * Whether a path may be leaf and node at once, and have empty segments;
   * default false.
   */
  readonly openHierarchy?: boolean;
  /** The bus whose sessions look at this one, if it is that of a mount. */
  readonly parent?: Bus;
  /** Encodings that peers may ask for, by name. */
  readonly encodings?: ReadonlyMap<string, Encoding>;
  /** Called when a session has begun. */
  readonly onConnect?: (session: Session) => void;
  /** Called when a session has ended. */
  readonly onDisconnect?: (session: Session, reason: string) => void;
  /** Called when the handling of a message failed by a bug of the daemon. */
  readonly onError?: (session: Session, error: unknown) => void;
}

/** What prevents an operation on a path; `null`: nothing. */
export type Refused = PathFaultKind | null;

/** An element or a node: what a fetch can be told of. */
export type Subject = Element | Node;

/** Recognises a peer's dialect by one of its first messages. */
export type Recognise = (
  bytes: Uint8Array,
  start: number,
  end: number,
) => { readonly dialect: Dialect; readonly certain: boolean };

/** One namespace of states and methods, and all sessions that share it. */
export class Bus {
  readonly options: BusOptions;
  /** Everything that has been added. */
  readonly elements: ElementTable;
  /** Its nodes. */
  readonly hierarchy: Hierarchy;
  /** Everything that is being fetched. */
  readonly fetches: FetchIndex = new FetchIndex();
  /** Timeouts of the requests under way. */
  readonly timers: TimerWheel;
  /** Elements that not everybody may see or use. */
  readonly guarded: Set<Element> = new Set();
  /** Everybody who is connected. */
  readonly sessions: Set<Session> = new Set();
  /** Where the values of the states lie, and what waits for its owner. */
  readonly store: ByteStore = new ByteStore();
  /** What is below some nodes and belongs to no peer. */
  readonly mounts: readonly Mount[];
  #serial = 0;
  #turn = 0;
  #fetchId = 0;
  readonly #fetchIds = new Set<string>();
  #closed = false;

  /** @param mount Makes what is below some nodes and belongs to no peer. */
  constructor(options: BusOptions, mount?: (bus: Bus) => readonly Mount[]) {
    this.options = options;
    this.hierarchy = new Hierarchy({
      separator: options.separator ?? "/",
      open: options.openHierarchy ?? false,
    });
    this.elements = new ElementTable(this.hierarchy);
    this.timers = new TimerWheel(options.clock);
    this.mounts = mount?.(this) ?? [];
  }

  /** What a path is in; `undefined` for what peers have. */
  mountOf(path: string): Mount | undefined {
    return this.mounts.find(({ prefix }) =>
      path.startsWith(prefix) ||
      path.length === prefix.length - 1 && prefix.startsWith(path)
    );
  }

  /** What rules look at; `undefined` for what peers have. */
  mountFor(paths: PathMatcher): Mount | undefined {
    return this.mounts.find((mount) => isWithin(mount, paths));
  }

  /**
   * Begins a session over a link.
   *
   * @param dialect What is spoken, or how it begins.
   * @param recognise Finds out what is spoken; without it, it is known.
   * @param user Who is logged in already.
   */
  connect(
    link: Link,
    dialect: Dialect,
    recognise?: Recognise,
    user: User | null = null,
  ): Session {
    const session = new Session(this, link, dialect, recognise, user);
    this.sessions.add(session);
    this.options.onConnect?.(session);
    link.start(session);
    session.greet();
    return session;
  }

  /**
   * Ends all sessions. Nobody hears of the others' elements any more: they are
   * about to lose all of them.
   */
  close(code: number, reason: string): void {
    this.#closed = true;
    for (const session of this.sessions) session.close(code, reason);
  }

  /** A number that grows: for elements and fetches. */
  nextSerial(): number {
    return ++this.#serial;
  }

  /** A number for the next event; see {@linkcode Dialect.event}. */
  nextTurn(): number {
    // A session tells of several buses: their events may not be mixed up.
    const { parent } = this.options;
    return parent === undefined ? ++this.#turn : parent.nextTurn();
  }

  /** An id for a fetch that no other fetch has that got one from here. */
  takeFetchId(): string {
    let id: string;
    do {
      this.#fetchId = this.#fetchId === MAX_FETCH_ID ? 1 : this.#fetchId + 1;
      id = `${this.#fetchId}`;
    } while (this.#fetchIds.has(id));
    this.#fetchIds.add(id);
    return id;
  }

  /** Takes back what {@linkcode takeFetchId} has given. */
  giveFetchId(id: string): void {
    this.#fetchIds.delete(id);
  }

  /** Adds an element and tells everyone, of new nodes above it first. */
  add(
    owner: Session,
    path: string,
    value: Value | undefined,
    options: AddOptions,
    access: Access | null,
  ): Fault | null {
    if (this.elements.get(path) !== undefined) {
      return { kind: "occupied", path };
    }
    if (isTooLong(path)) return { kind: "pathTooLong", path };
    if (this.mounts.length > 0 && this.mountOf(path) !== undefined) {
      return { kind: "notOwner", path };
    }
    const element = new Element(
      path,
      owner,
      value === undefined,
      options.fetchOnly,
      Math.ceil((options.timeout ?? 0) * 1000),
      this.#isGuarded(access) ? owner.guards.for(access) : null,
      this.nextSerial(),
    );
    const nodes = this.hierarchy.add(element, this.#isLeaf);
    if (!Array.isArray(nodes)) return nodes;
    if (element.guard !== null) this.guarded.add(element);
    if (value !== undefined) element.take(value, this.store);
    this.elements.add(element);
    owner.elements.add(element);
    for (const fetch of this.fetches.matching(path)) element.watch(fetch);
    if (this.fetches.ofNodes.length > 0) {
      for (const node of nodes) this.#publishNode("add", node, element.guard);
    }
    this.#publish("add", element);
    return null;
  }

  readonly #isLeaf = (path: string): boolean =>
    this.elements.get(path) !== undefined;

  #isGuarded(access: Access | null): boolean {
    const { guarded, closed } = this.options;
    return guarded === true && (access !== null || closed === true);
  }

  /** What prevents an owner from changing a state. */
  changeRefused(owner: Session, path: string): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    return element.method ? "notState" : null;
  }

  /** What an owner has at a path and below, in the order of the adding. */
  ownBelow(owner: Session, path: string): Element[] {
    // The leaf "" is at the root and below it.
    const found = new Set<Element>();
    const take = (element: Element) => {
      if (element.owner === owner) found.add(element);
    };
    const own = this.elements.get(path);
    if (own !== undefined) take(own);
    this.hierarchy.visitBelow(path, Infinity, () => {}, take);
    return [...found].sort((a, b) => a.serial - b.serial);
  }

  /** Takes a state's new value and tells everyone who watches it. */
  change(owner: Session, path: string, value: Value): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    if (element.method) return "notState";
    element.take(value, this.store);
    this.#publish("change", element);
    return null;
  }

  /**
   * Takes an element away and tells everyone who watches it.
   *
   * @param method Whether it has to be a method, or a state.
   */
  remove(owner: Session, path: string, method?: boolean): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    if (method !== undefined && method !== element.method) {
      return method ? "notMethod" : "notState";
    }
    owner.elements.delete(element);
    this.drop(element);
    return null;
  }

  /** Removes an element that its owner has let go of. */
  drop(element: Element): void {
    const { guard } = element;
    this.elements.delete(element);
    if (guard !== null) this.guarded.delete(element);
    const nodes = this.hierarchy.remove(element);
    this.#publish("remove", element);
    if (this.fetches.ofNodes.length > 0) {
      for (const node of nodes) this.#publishNode("remove", node, guard);
    }
    this.store.drop(element);
  }

  /** Begins a fetch; everything that matches now is told first. */
  begin(fetch: Fetch): void {
    const elements = this.elements.matching(fetch.paths);
    this.fetches.add(fetch);
    if (!fetch.everything) {
      for (const element of elements) element.watch(fetch);
    }
    const { kinds, paths, session } = fetch;
    const found: Subject[] = kinds.node ? this.nodesFor(paths, session) : [];
    for (const element of elements) {
      if (hears(fetch, element)) found.push(element);
    }
    fetch.begin(found);
  }

  /** The nodes that match and that a session sees, parents before children. */
  nodesFor(paths: PathMatcher, session: Session): Node[] {
    const found: Node[] = [];
    const take = (node: Node) => {
      if (paths.test(node.path) && node.visible(session.sees)) found.push(node);
    };
    const { limit } = paths;
    if (limit !== null && !paths.folded) {
      this.hierarchy.visitBelow(limit.below, limit.depth, take, () => {});
    } else {
      for (const node of this.hierarchy.nodes()) take(node);
    }
    return found;
  }

  /** Ends fetches. */
  end(fetches: readonly Fetch[]): void {
    const gone = new Set(fetches);
    this.fetches.delete(gone);
    const watched = new Set<Element>();
    for (const { everything, paths } of gone) {
      if (everything) continue;
      for (const element of this.elements.matching(paths)) {
        watched.add(element);
      }
    }
    for (const element of watched) element.unwatch(gone);
  }

  #publish(kind: EventKind, element: Element): void {
    if (this.#closed) return;
    const turn = this.nextTurn();
    const { everything } = this.fetches;
    for (let i = 0; i < everything.length; i++) {
      tell(everything[i], kind, element, turn);
    }
    const { watchers } = element;
    for (let i = 0; i < watchers.length; i++) {
      tell(watchers[i], kind, element, turn);
    }
  }

  /**
   * Tells of a node that has come or gone for those who see what is behind a
   * guard, and nothing else below the node.
   */
  #publishNode(kind: "add" | "remove", node: Node, guard: Guard | null): void {
    if (this.#closed) return;
    const turn = this.nextTurn();
    for (const fetch of this.fetches.ofNodes) {
      const { sees } = fetch.session;
      if (guard !== null && !sees(guard)) continue;
      if (node.visible(sees, guard) || !fetch.paths.test(node.path)) continue;
      if (kind === "add") fetch.added(node, turn);
      else fetch.removed(node, turn);
    }
  }
}

const encoder = new TextEncoder();

/** Whether a path is longer than all dialects can tell. */
function isTooLong(path: string): boolean {
  return path.length * 3 > MAX_PATH &&
    (path.length > MAX_PATH || encoder.encode(path).length > MAX_PATH);
}

/** Whether a fetch is to be told of an element. */
function hears(fetch: Fetch, element: Element): boolean {
  const { kinds, session } = fetch;
  if (!(element.method ? kinds.method : kinds.state)) return false;
  return element.guard === null || session.sees(element.guard);
}

function tell(
  fetch: Fetch,
  kind: EventKind,
  element: Element,
  turn: number,
): void {
  if (
    (element.guard !== null || fetch.picky) && !hears(fetch, element)
  ) return;
  if (kind === "change") fetch.changed(element, turn);
  else if (kind === "add") fetch.added(element, turn);
  else fetch.removed(element, turn);
}
