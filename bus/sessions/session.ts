/**
 * One connection inside the daemon: what its peer owns, fetches and waits for.
 *
 * @module
 */
import type {
  AddOptions,
  Dialect,
  EventKind,
  Inbox,
  ListOptions,
  RequestId,
  Routed,
  Row,
} from "../../protocol/dialect.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Slice } from "../../protocol/json.ts";
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import type { FetchRules } from "../../protocol/rules.ts";
import { PathMatcher, RuleError } from "../../protocol/rules.ts";
import type { Text } from "../../base/byte_writer.ts";
import { NO_VALUE, type Value } from "../../protocol/values/value.ts";
import type { Encoding } from "../../protocol/encoding.ts";
import {
  accessFrom,
  type Action,
  allows,
  type Authenticator,
  type User,
} from "../elements/access.ts";
import type { Bus, Recognise, Refused, Subject } from "../bus.ts";
import { Element } from "../elements/element.ts";
import {
  compile,
  createFetch,
  type Fetch,
  type Query,
  snapshot,
} from "../fetch.ts";
import { type Guard, Guards } from "../elements/guard.ts";
import { listChildren } from "../space/listing.ts";
import type { Mount } from "../space/space.ts";
import { OwnFetches } from "./own_fetches.ts";
import { RequestTable } from "./requests.ts";
import { TaskQueue } from "../../base/task_queue.ts";
import { changeSight } from "../space/visibility.ts";

// A peer that has not shown its dialect after so many messages speaks classic.
const MAX_GUESSES = 16;

const NOTHING = new Uint8Array(0);
/** What an owner says that has nothing to say but that it is done. */
const DONE = NO_VALUE;
/** How such an owner answers. */
const PLAIN = { answersWithPath: false };
const encoder = new TextEncoder();

/** One peer's connection to the bus. */
export class Session implements Inbox, LinkHandler {
  /** The bus it is connected to. */
  readonly bus: Bus;
  /** Form of the messages on this connection, as far as it is known. */
  dialect: Dialect;
  /** The pipe to the peer. */
  readonly link: Link;
  /** What the peer has added, in that order. */
  readonly elements: Set<Element> = new Set();
  /** Name that the peer gave itself, or "". */
  name = "";
  /** Who has logged in. */
  user: User | null;
  /** What stands before the peer's elements. */
  readonly guards: Guards = new Guards(this);
  // Finds out what the peer speaks, until that is certain.
  #recognise: Recognise | undefined;
  #guesses = 0;
  #encoding: Encoding | undefined;
  readonly #fetches: OwnFetches;
  // Requests that wait for this peer's answer.
  readonly #asked: RequestTable;
  // Logins and the like: nobody guesses faster by asking more at once.
  readonly #tasks: TaskQueue;
  #ended = false;

  constructor(
    bus: Bus,
    link: Link,
    dialect: Dialect,
    recognise: Recognise | undefined,
    user: User | null,
  ) {
    this.bus = bus;
    this.link = link;
    this.dialect = dialect;
    this.#recognise = recognise;
    this.user = user;
    this.#fetches = new OwnFetches(bus);
    this.#asked = new RequestTable(this, bus.timers, bus.store);
    this.#tasks = new TaskQueue((error) => bus.options.onError?.(this, error));
  }

  /** Whether the peer may do something behind a guard; its owner may. */
  may(action: Action, guard: Guard | null): boolean {
    return guard === null || guard.owner === this ||
      allows(guard.access, action, this.user);
  }

  /** Whether the peer sees what is behind a guard. */
  readonly sees = (guard: Guard): boolean => this.may("fetch", guard);

  /** Whether the peer can do nothing but fetch something. */
  readonly readOnly = (subject: Subject): boolean =>
    subject instanceof Element &&
    (subject.fetchOnly ||
      !this.may(subject.method ? "call" : "set", subject.guard));

  /** Number of the peer's fetches. */
  get fetchCount(): number {
    return this.#fetches.size;
  }

  /** Whether the peer reads so slowly that it should be told less. */
  get congested(): boolean {
    return this.link.backlog > this.bus.options.softBacklog;
  }

  // What the link tells.

  message(bytes: Uint8Array, start: number, end: number): void {
    if (this.#ended) return;
    try {
      if (this.#encoding !== undefined) {
        bytes = this.#decode(this.#encoding, bytes, start, end);
        start = 0;
        end = bytes.length;
        if (end === 0) return;
      }
      if (this.#recognise !== undefined) {
        const guess = this.#recognise(bytes, start, end);
        this.dialect = guess.dialect;
        if (guess.certain || ++this.#guesses === MAX_GUESSES) {
          this.#recognise = undefined;
        }
      }
      this.dialect.read(bytes, start, end, this);
    } catch (error) {
      // A bug of ours must not cost the others anything.
      this.bus.options.onError?.(this, error);
      this.close(CloseCode.internal, "internal error");
    }
  }

  /** The message as JSON; nothing if it can't be decoded. */
  #decode(
    encoding: Encoding,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array {
    try {
      return encoder.encode(encoding.decode(bytes.subarray(start, end)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.refuse(undefined, { kind: "parse", reason });
      return NOTHING;
    }
  }

  overlong(reason: string): void {
    if (this.#ended) return;
    this.#send(this.dialect.failed(undefined, { kind: "tooLarge", reason }));
    this.close(CloseCode.tooLarge, reason);
  }

  drained(): void {
    this.#fetches.catchUp();
  }

  closed(reason: string): void {
    if (this.#ended) return;
    this.#end();
    this.bus.options.onDisconnect?.(this, reason);
  }

  /** Ends the session: the peer's elements go at once, its link is closed. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.#end();
    this.link.close(code, reason);
    this.bus.options.onDisconnect?.(this, reason);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.bus.sessions.delete(this);
    this.#fetches.endAll();
    this.#asked.abandon();
    for (const element of this.elements) this.bus.drop(element);
    this.elements.clear();
  }

  /** Says what the dialect says first. */
  greet(): void {
    const greeting = this.dialect.greeting(this.bus.options.info);
    if (greeting !== undefined) this.#send(greeting);
  }

  // What the peer asks.

  info(id: RequestId): void {
    if (id !== undefined) {
      this.#send(this.dialect.info(id, this.bus.options.info));
    }
  }

  config(
    id: RequestId,
    name: string | undefined,
    encoding: string | undefined,
  ): void {
    if (encoding === undefined || encoding === "json") {
      if (name !== undefined) this.name = name;
      return this.#done(id);
    }
    const found = this.bus.options.encodings?.get(encoding);
    if (found === undefined) {
      return this.fail(id, { kind: "encoding", encoding });
    }
    if (name !== undefined) this.name = name;
    // The answer is the last message in the old encoding.
    this.#done(id);
    this.#encoding = found;
  }

  echo(id: RequestId, params: Value | undefined): void {
    if (id !== undefined) this.#send(this.dialect.echo(id, params));
  }

  authenticate(id: RequestId, user: string, password: string): void {
    const { users } = this.bus.options;
    if (users === undefined) {
      return this.fail(id, { kind: "invalidUser", user });
    }
    this.#later(id, async () => {
      const found = await users.authenticate(user, password, this.link.remote);
      if (this.#ended) return;
      if ("kind" in found) return this.fail(id, found);
      this.login(found);
      if (id !== undefined) this.#send(this.dialect.user(id, found.rights));
    });
  }

  passwd(id: RequestId, user: string, password: string): void {
    this.#manage(
      id,
      (users) => users.changePassword(this.user, user, password),
    );
  }

  addUser(
    id: RequestId,
    user: string,
    password: string,
    groups: readonly string[],
  ): void {
    this.#manage(
      id,
      (users) => users.addUser(this.user, user, password, groups),
    );
  }

  #manage(
    id: RequestId,
    what: (users: Authenticator) => Promise<Fault | null>,
  ): void {
    const { users } = this.bus.options;
    if (users === undefined) {
      return this.fail(id, {
        kind: "notAllowed",
        reason: "there are no users",
      });
    }
    this.#later(id, async () => {
      const fault = await what(users);
      if (fault === null) this.#done(id);
      else this.fail(id, fault);
    });
  }

  /** Carries out what takes time; meanwhile the peer may go on. */
  #later(id: RequestId, what: () => Promise<void>): void {
    const accepted = this.#tasks.add(() =>
      what().catch((error) => {
        this.fail(id, { kind: "internal", reason: "internal error" });
        throw error;
      })
    );
    if (!accepted) {
      this.fail(id, { kind: "invalid", reason: "too much at once" });
    }
  }

  /**
   * Gives the peer the rights of a user, or none. Its fetches see at once what
   * has become visible, and lose what no longer is.
   */
  login(user: User | null): void {
    changeSight(
      this.bus,
      this.sees,
      () => this.user = user,
      (kind, subject, asks) => {
        const turn = this.bus.nextTurn();
        for (const fetch of this.#fetches.values()) {
          if (!asks(fetch) || !fetch.paths.test(subject.path)) continue;
          if (kind === "add") fetch.added(subject, turn);
          else fetch.removed(subject, turn);
        }
      },
    );
  }

  add(
    id: RequestId,
    path: string,
    value: Value | undefined,
    options: AddOptions,
  ): void {
    const access = accessFrom(options.access);
    if (access === undefined) {
      return this.fail(id, {
        kind: "wrongType",
        param: "access",
        got: undefined,
      });
    }
    const fault = this.bus.add(this, path, value, options, access);
    if (fault === null) this.#done(id);
    else this.fail(id, fault);
  }

  change(id: RequestId, path: string, value: Value): void {
    this.#conclude(id, path, this.bus.change(this, path, value), "change");
  }

  remove(id: RequestId, path: string, method?: boolean): void {
    this.#conclude(id, path, this.bus.remove(this, path, method), "remove");
  }

  removeBelow(id: RequestId, path: string): void {
    const own = this.bus.ownBelow(this, path);
    if (own.length === 0) return this.fail(id, { kind: "notFound", path });
    for (const element of own) {
      this.elements.delete(element);
      this.bus.drop(element);
    }
    this.#done(id);
  }

  changeBelow(
    id: RequestId,
    path: string,
    values: ReadonlyMap<string, Value>,
  ): void {
    const { separator } = this.bus.hierarchy;
    const changes: [string, Value][] = [];
    // Either all of it is done or nothing.
    for (const [name, value] of values) {
      const whole = path === "" ? name : path + separator + name;
      const refused = this.bus.changeRefused(this, whole);
      if (refused !== null) {
        return this.fail(id, { kind: refused, path: whole });
      }
      changes.push([whole, value]);
    }
    for (const [whole, value] of changes) this.bus.change(this, whole, value);
    this.#done(id);
  }

  list(id: RequestId, path: string, options: ListOptions): void {
    if (id === undefined) return;
    const mount = this.bus.mountOf(path);
    if (mount === undefined) return this.#list(id, path, options, this.bus);
    // Children of children are counted.
    const paths = new PathMatcher(
      { below: path, depth: 2 },
      this.bus.hierarchy.separator,
    );
    mount.look(paths, () => {
      this.#list(id, path, options, mount.bus);
      mount.unlook(paths);
    });
  }

  #list(id: string, path: string, options: ListOptions, bus: Bus): void {
    const listing = listChildren(bus.hierarchy, path, options, this.sees);
    if (listing === undefined) this.fail(id, { kind: "notFound", path });
    else this.#send(this.dialect.listing(id, listing));
  }

  set(
    id: RequestId,
    path: string,
    value: Value,
    valueAsResult: boolean,
    timeout: number | undefined,
    params: Slice,
  ): void {
    const mount = this.bus.mounts.length > 0
      ? this.bus.mountOf(path)
      : undefined;
    if (mount !== undefined) {
      return this.#setMounted(mount, id, path, value, valueAsResult, params);
    }
    const element = this.#target(id, path, false);
    if (element === undefined) return;
    const { owner } = element;
    const token = this.#route(id, element, valueAsResult, timeout, params);
    owner.#send(
      owner.dialect.set(token, path, value, valueAsResult, element.type),
    );
  }

  call(
    id: RequestId,
    path: string,
    args: Value | undefined,
    timeout: number | undefined,
    params: Slice,
  ): void {
    const element = this.#target(id, path, true);
    if (element === undefined) return;
    const { owner } = element;
    const token = this.#route(id, element, false, timeout, params);
    owner.#send(owner.dialect.call(token, path, args));
  }

  #setMounted(
    mount: Mount,
    id: RequestId,
    path: string,
    value: Value,
    valueAsResult: boolean,
    params: Slice,
  ): void {
    const { closed, guarded } = this.bus.options;
    if (guarded && closed && this.user === null) {
      return this.fail(id, { kind: "noAccess", path });
    }
    const copy = params.bytes.slice(params.start, params.end);
    mount.set(path, value, (fault, taken) => {
      if (fault !== null) return this.fail(id, fault);
      if (id === undefined) return;
      const asked = { bytes: copy, start: 0, end: copy.length };
      const routed = { id, valueAsResult, call: false, path, params: asked };
      const { dialect } = this;
      this.#send(
        dialect.answered(routed, true, valueAsResult ? taken : DONE, PLAIN),
      );
    });
  }

  /** The element to be set or called, if that is possible. */
  #target(id: RequestId, path: string, call: boolean): Element | undefined {
    const element = this.bus.elements.get(path);
    let refused: Refused = null;
    if (element === undefined) refused = "notFound";
    else if (element.method !== call) refused = call ? "notMethod" : "notState";
    else if (!this.may(call ? "call" : "set", element.guard)) {
      refused = "noAccess";
    } else if (element.fetchOnly) refused = "fetchOnly";
    if (refused === null) return element;
    this.fail(id, { kind: refused, path });
  }

  /** Notes that the owner has been asked; returns the request's token. */
  #route(
    id: RequestId,
    element: Element,
    valueAsResult: boolean,
    timeout: number | undefined,
    params: Slice,
  ): number | undefined {
    const { owner } = element;
    if (id === undefined) {
      return owner.dialect.answersAlways ? owner.#asked.unawaited() : undefined;
    }
    const delay = timeout !== undefined
      ? timeout * 1000
      : element.timeout || this.bus.options.timeout * 1000;
    return owner.#asked.add(this, id, element, valueAsResult, delay, params);
  }

  fetch(
    id: RequestId,
    fetchId: string | undefined,
    rules: FetchRules,
    addsFirst: boolean,
  ): void {
    if (fetchId !== undefined && this.#fetches.has(fetchId)) {
      return this.fail(id, { kind: "fetchIdInUse", fetchId });
    }
    const query = this.#compiled(id, rules, this.dialect.seesMethods);
    if (query === undefined) return;
    const given = fetchId ?? this.bus.takeFetchId();
    const fetch = createFetch(this, given, query, this.bus.nextSerial());
    fetch.named = fetchId === undefined;
    const answer = () => {
      if (id !== undefined) this.#send(this.dialect.fetching(id, given));
    };
    // A 2.x peer drops what comes before the answer, 3.x and C++ peers expect
    // to have been told everything when it comes.
    if (!addsFirst) answer();
    this.#fetches.begin(
      fetch,
      this.bus.mountFor(query.paths),
      addsFirst ? answer : () => this.#sayReady(fetch),
    );
  }

  #sayReady(fetch: Fetch): void {
    const ready = this.dialect.ready();
    if (ready !== undefined) {
      this.#write(this.dialect.mark(fetch.head, "ready"), ready);
    }
  }

  unfetch(id: RequestId, fetchId: string): void {
    const ended = this.#fetches.end(fetchId);
    if (ended || this.dialect.forgivesUnfetch) this.#done(id);
    else this.fail(id, { kind: "unknownFetch", fetchId });
  }

  read(id: RequestId, path: string): void {
    const mount = this.bus.mountOf(path);
    if (mount === undefined) return this.#read(id, path, this.bus);
    const paths = new PathMatcher({ equals: path });
    mount.look(paths, () => {
      this.#read(id, path, mount.bus);
      mount.unlook(paths);
    });
  }

  #read(id: RequestId, path: string, bus: Bus): void {
    const element = bus.elements.get(path);
    if (element === undefined || !this.may("fetch", element.guard)) {
      return this.fail(id, { kind: "notFound", path });
    }
    if (element.method) return this.fail(id, { kind: "notState", path });
    if (id !== undefined) this.#send(this.dialect.value(id, element));
  }

  get(id: RequestId, rules: FetchRules): void {
    // Every dialect's get has methods, or leaves them out by itself.
    const query = this.#compiled(id, rules, true);
    if (query === undefined || id === undefined) return;
    const { paths } = query;
    const mount = this.bus.mountFor(paths);
    if (mount === undefined) return this.#get(id, query, this.bus);
    mount.look(paths, () => {
      this.#get(id, query, mount.bus);
      mount.unlook(paths);
    });
  }

  #get(id: string, query: Query, bus: Bus): void {
    const { kinds, paths } = query;
    const subjects: Subject[] = kinds.node ? bus.nodesFor(paths, this) : [];
    for (const element of bus.elements.matching(paths)) {
      if (!(element.method ? kinds.method : kinds.state)) continue;
      if (this.may("fetch", element.guard)) subjects.push(element);
    }
    const found = snapshot(query, subjects);
    this.#send(
      "rows" in found
        ? this.dialect.rows(id, found.rows, this.readOnly)
        : this.dialect.elements(id, found.elements, this.readOnly),
    );
  }

  #compiled(
    id: RequestId,
    rules: FetchRules,
    seesMethods: boolean,
  ): ReturnType<typeof compile> | undefined {
    try {
      return compile(
        rules,
        this.bus.hierarchy.separator,
        seesMethods,
      );
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      this.fail(id, { kind: "invalid", reason: error.message });
    }
  }

  answer(token: number, ok: boolean, payload: Value): void {
    this.#asked.answer(token, ok, payload);
  }

  refuse(id: RequestId, fault: Fault): void {
    // A notification is not answered, unless nobody can tell what it was.
    if (
      id === undefined && fault.kind !== "parse" &&
      fault.kind !== "invalidRequest" && fault.kind !== "protocol"
    ) return;
    this.#send(this.dialect.failed(id, fault));
  }

  goodbye(reason = "the peer said goodbye"): void {
    this.close(CloseCode.normal, reason);
  }

  // What the peer is told.

  #conclude(
    id: RequestId,
    path: string,
    refused: Refused,
    request?: "change" | "remove",
  ): void {
    if (refused === null) this.#done(id);
    else this.fail(id, { kind: refused, path, request });
  }

  #done(id: RequestId): void {
    if (id !== undefined) this.#send(this.dialect.done(id));
  }

  /** Answers a request with an error; a notification stays unanswered. */
  fail(id: RequestId, fault: Fault): void {
    if (id !== undefined) this.#send(this.dialect.failed(id, fault));
  }

  /** Passes an owner's answer on. */
  sendAnswer(
    routed: Routed,
    ok: boolean,
    payload: Value,
    owner: Session,
  ): void {
    this.#send(this.dialect.answered(routed, ok, payload, owner.dialect));
  }

  /** Tells an event to one of the peer's fetches. */
  notify(fetch: Fetch, kind: EventKind, element: Subject, turn: number): void {
    const readOnly = kind === "add" && this.readOnly(element);
    const { dialect } = this;
    this.#write(
      dialect.mark(fetch.head, kind),
      dialect.event(turn, kind, element, readOnly),
    );
  }

  /** Tells changed rows to one of the peer's sorted fetches. */
  sendChanges(fetch: Fetch, rows: readonly Row<Subject>[], n: number): void {
    this.#write(
      this.dialect.mark(fetch.head, "rows"),
      this.dialect.changes(rows, n, this.readOnly),
    );
  }

  /** Notes that a fetch has news for later. */
  fallBehind(fetch: Fetch): void {
    this.#fetches.fallBehind(fetch);
  }

  #send(message: Text): void {
    this.#write(null, message);
  }

  #write(head: Text | null, body: Text): void {
    if (this.#ended) return;
    if (this.link.backlog > this.bus.options.hardBacklog) {
      // Nothing is left to conflate. What the peer owns goes when the link
      // has told that it is closed: not in the middle of a publication.
      return this.link.close(CloseCode.policy, "the peer does not read");
    }
    try {
      if (this.#encoding === undefined) return this.link.send(head, body);
      const json = head === null ? body.string : head.string + body.string;
      this.link.sendBytes(this.#encoding.encode(json));
    } catch (error) {
      // Somebody else's message is being handled: it is not their fault.
      this.bus.options.onError?.(this, error);
      this.link.close(CloseCode.internal, "internal error");
    }
  }
}
