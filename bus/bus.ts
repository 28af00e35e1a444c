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
import type { PathFaultKind } from "../protocol/fault.ts";
import type { Slice } from "../protocol/json.ts";
import type { Encoding } from "../protocol/encoding.ts";
import type { Link } from "../protocol/link.ts";
import type { Access, Authenticator, User } from "./access.ts";
import { Element } from "./element.ts";
import { ElementTable } from "./element_table.ts";
import type { Fetch } from "./fetch.ts";
import { FetchIndex } from "./fetch_index.ts";
import { Session } from "./session.ts";
import { ByteStore } from "./store.ts";
import { type Clock, TimerWheel } from "./timer_wheel.ts";

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
  readonly elements: ElementTable = new ElementTable();
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
  #serial = 0;
  #turn = 0;
  #closed = false;

  constructor(options: BusOptions) {
    this.options = options;
    this.timers = new TimerWheel(options.clock);
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
    return ++this.#turn;
  }

  /** Adds an element and tells everyone. */
  add(
    owner: Session,
    path: string,
    value: Slice | undefined,
    options: AddOptions,
    access: Access | null,
  ): Refused {
    if (this.elements.get(path) !== undefined) return "occupied";
    const element = new Element(
      path,
      owner,
      value === undefined,
      options.fetchOnly,
      Math.ceil((options.timeout ?? 0) * 1000),
      access,
      this.#isGuarded(access),
      this.nextSerial(),
    );
    if (element.guarded) this.guarded.add(element);
    if (value !== undefined) {
      this.store.put(element, value.bytes, value.start, value.end);
    }
    this.elements.add(element);
    owner.elements.add(element);
    for (const fetch of this.fetches.matching(path)) element.watch(fetch);
    this.#publish("add", element);
    return null;
  }

  #isGuarded(access: Access | null): boolean {
    const { guarded, closed } = this.options;
    return guarded === true && (access !== null || closed === true);
  }

  /** Takes a state's new value and tells everyone who watches it. */
  change(owner: Session, path: string, value: Slice): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    if (element.method) return "notState";
    this.store.put(element, value.bytes, value.start, value.end);
    element.changed();
    this.#publish("change", element);
    return null;
  }

  /** Takes an element away and tells everyone who watches it. */
  remove(owner: Session, path: string): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    owner.elements.delete(element);
    this.drop(element);
    return null;
  }

  /** Removes an element that its owner has let go of. */
  drop(element: Element): void {
    element.present = false;
    this.elements.delete(element);
    if (element.guarded) this.guarded.delete(element);
    this.#publish("remove", element);
    this.store.drop(element);
  }

  /** Begins a fetch; everything that matches now is told first. */
  begin(fetch: Fetch): void {
    const elements = this.elements.matching(fetch.paths);
    this.fetches.add(fetch);
    if (!fetch.paths.always) {
      for (const element of elements) element.watch(fetch);
    }
    const { session } = fetch;
    const { seesMethods } = session.dialect;
    fetch.begin(
      seesMethods && this.guarded.size === 0
        ? elements
        : elements.filter((element) => hears(session, element)),
    );
  }

  /** Ends a fetch. */
  end(fetch: Fetch): void {
    this.fetches.delete(fetch);
    if (fetch.paths.always) return;
    for (const element of this.elements.matching(fetch.paths)) {
      element.unwatch(fetch);
    }
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
}

/** Whether a session's fetches are to be told of an element. */
function hears(session: Session, element: Element): boolean {
  if (element.method && !session.dialect.seesMethods) return false;
  return !element.guarded || session.may("fetch", element);
}

function tell(
  fetch: Fetch,
  kind: EventKind,
  element: Element,
  turn: number,
): void {
  if ((element.guarded || element.method) && !hears(fetch.session, element)) {
    return;
  }
  if (kind === "change") fetch.changed(element, turn);
  else if (kind === "add") fetch.added(element, turn);
  else fetch.removed(element, turn);
}
