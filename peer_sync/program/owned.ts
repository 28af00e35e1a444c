/**
 * The elements that a program has added to one peer. Their handlers run here.
 *
 * @module
 */
import { errorToWire } from "../../protocol/errors/wire.ts";
import { DONE } from "../../peer/codecs/codec.ts";
import {
  coreOf,
  type ElementCore,
  isRefusal,
} from "../../peer/elements/element_core.ts";
import type {
  ChangeParams,
  ElementHost,
  HostedElement,
  ValueNotes,
} from "../../peer/elements/host.ts";
import { completeMeta } from "../../peer/elements/json_schema.ts";
import type { Meta } from "../../peer/elements/meta.ts";
import { asError, ignore, isThenable } from "../../base/narrowing.ts";
import type { OwnedElement } from "../../peer/elements/element.ts";
import {
  type Caller,
  RequestScope,
} from "../../peer/elements/request_scope.ts";
import { type Signal, SignalCore } from "../../peer/elements/signal.ts";
import type { State } from "../../peer/elements/state.ts";
import { handlerOf } from "../../peer/elements/handlers.ts";
import { StateCore } from "../../peer/elements/state_core.ts";
import { withType } from "../../peer/values/typed_number.ts";
import { wireValue } from "../../peer/elements/state_requests.ts";
import { checkValue } from "../../peer/values/values.ts";
import type {
  Ask,
  Described,
  Reply,
  ThreadCommand,
  Wanted,
} from "../protocol/messages.ts";
import { type Packed, packValue, unpack } from "../protocol/values.ts";
import type { Queries } from "./queries.ts";
import {
  ConnectionClosed,
  InvalidArgument,
  JetError,
  PeerTimeout,
} from "../../protocol/errors/classes.ts";
import { NotFound, Occupied } from "../../protocol/errors/owner_classes.ts";

type ChangeAsk = Extract<Ask, { op: "change" }>;
type SignalAsk = Extract<Ask, { op: "signal" }>;
type MetaAsk = Extract<Ask, { op: "meta" }>;
type ChangeBelowAsk = Extract<Ask, { op: "changeBelow" }>;

/** What the elements of a peer need of it. */
export interface OwnedSource {
  /** The number of the peer. */
  readonly peer: number;
  readonly questions: Queries;
  readonly separator: string;
  /** Whether there is a connection. */
  readonly connected: () => boolean;
  readonly send: (order: ThreadCommand) => void;
  /** The program stays for an element. */
  readonly hold: (element: object) => void;
  readonly release: (element: object) => void;
}

type OwnElement = ElementCore & Pick<HostedElement, "type">;

/** See the module. */
export class Owned implements ElementHost {
  readonly #source: OwnedSource;
  readonly #elements = new Map<string, ElementCore>();
  /** Those that the daemon has, or will have again after the reconnect. */
  readonly #added = new Set<ElementCore>();
  /** Of the requests that have arrived and are not answered. */
  readonly #scopes = new Map<number, RequestScope>();

  constructor(source: OwnedSource) {
    this.#source = source;
  }

  /** Adds an element and waits until the daemon has it. */
  addNow(owned: OwnedElement, seconds: number | undefined): void {
    const core = coreOf(owned);
    const elements = core.members ?? [core];
    for (const { path, checked } of elements) {
      if (checked !== undefined) throw slowSchema(path);
    }
    if (core.members !== undefined) core.attach(this);
    const begun: ElementCore[] = [];
    const described: Described[] = [];
    try {
      for (const element of elements) {
        described.push(this.#begin(element));
        begun.push(element);
      }
      this.#source.questions.ask({ op: "add", elements: described }, seconds);
    } catch (error) {
      for (const element of begun) this.#forget(element);
      throw error;
    }
    for (const element of elements) this.#added.add(element);
  }

  async add(element: ElementCore): Promise<void> {
    const { checked } = element;
    if (checked !== undefined) await checked;
    const elements = [this.#begin(element)];
    try {
      await this.#source.questions.later({ op: "add", elements });
    } catch (error) {
      this.#forget(element);
      throw error;
    }
    this.#added.add(element);
  }

  /** Takes an element off the bus and waits until it is gone. */
  removeNow(element: OwnedElement | string, seconds: number | undefined): void {
    for (const own of this.#ownOf(element)) {
      this.#forget(own);
      const ask = { op: "remove", path: own.path } as const;
      this.#source.questions.ask(ask, seconds);
    }
  }

  /** What is on the bus of an element, or of the states of a group. */
  #ownOf(element: OwnedElement | string): readonly ElementCore[] {
    if (typeof element === "string") {
      const own = this.#elements.get(element);
      return own === undefined ? [] : [own];
    }
    const core = coreOf(element);
    return (core.members ?? [core]).filter((own) =>
      this.#elements.get(own.path) === own
    );
  }

  async remove(element: ElementCore): Promise<void> {
    const { path } = element;
    if (this.#elements.get(path) !== element) return;
    this.#forget(element);
    await this.#source.questions.later({ op: "remove", path });
  }

  /** Takes everything at a path and below off the bus. */
  removeBelow(path: string, seconds: number | undefined): void {
    const prefix = path === "" ? "" : path + this.#source.separator;
    for (const element of [...this.#elements.values()]) {
      const own = element.path;
      if (own === path || own.startsWith(prefix)) this.#forget(element);
    }
    this.#source.questions.ask({ op: "removeBelow", path }, seconds);
  }

  /** Gives states of a group new values, and waits as a handler may do. */
  confirmBelow(path: string, values: Readonly<Record<string, unknown>>): void {
    this.changeBelow(path, Object.entries(values), undefined);
  }

  announce(element: OwnElement, value: unknown): void {
    const { path } = element;
    if (this.#elements.get(path) !== element) return checkValue(value, path);
    this.#source.send({
      kind: "announce",
      peer: this.#source.peer,
      path,
      value: packValue(withType(element.type, value), path),
    });
  }

  async confirm(element: OwnElement, change: ChangeParams): Promise<void> {
    const ask = change.meta === undefined
      ? this.#change(element, withType(element.type, change.value), change)
      : this.#metaChange(element, change.meta);
    if (ask !== undefined) await this.#source.questions.later(ask);
  }

  /** Gives a state a new value and waits until the daemon has it. */
  changeNow<T>(
    state: State<T>,
    value: T,
    seconds: number | undefined,
    { at, quality }: ValueNotes = {},
  ): void {
    const core = coreOf(state);
    if (!(core instanceof StateCore)) throw new TypeError("this is no state");
    checkValue(value, core.path);
    const notes = { at, quality };
    core.hold(checked(core, value), notes);
    const ask = this.#change(core, wireValue(core), notes);
    if (ask !== undefined) this.#source.questions.ask(ask, seconds);
  }

  /** Gives an element other metadata and waits until the daemon has it. */
  setMetaNow(
    element: OwnedElement,
    meta: Meta | undefined,
    seconds: number | undefined,
  ): void {
    const core = coreOf(element);
    const ask = this.#metaChange(core, meta ?? null);
    const before = core.meta;
    core.meta = meta;
    try {
      if (ask !== undefined) this.#source.questions.ask(ask, seconds);
    } catch (error) {
      if (isRefusal(error)) core.meta = before;
      throw error;
    }
  }

  /** Gives states below a path new values, all of them or none. */
  changeBelow(
    path: string,
    values: Iterable<readonly [string, unknown]>,
    seconds: number | undefined,
  ): void {
    const changes = [...values].map(([name, value]) => {
      const state = this.#stateBelow(path, name, value);
      return { name, value: checked(state, value), state };
    });
    const undo = changes.map(({ state, value }) => state.hold(value));
    const ask: ChangeBelowAsk = {
      op: "changeBelow",
      path,
      values: changes.map(({ name, state }) =>
        [name, packValue(wireValue(state))] as const
      ),
    };
    try {
      this.#source.questions.ask(ask, seconds);
    } catch (error) {
      // After a timeout the daemon may still have the values: no rollback.
      if (!(error instanceof PeerTimeout)) { for (const back of undo) back(); }
      throw error;
    }
  }

  async signal(element: ElementCore, value: unknown): Promise<void> {
    await this.#source.questions.later(this.#signal(element, value));
  }

  /** Sends a value of a signal and waits until the daemon has passed it on. */
  signalNow<T>(
    signal: Signal<T>,
    value: T,
    seconds: number | undefined,
  ): void {
    const core = coreOf(signal);
    if (!(core instanceof SignalCore)) throw new TypeError("this is no signal");
    const ask = this.#signal(core, checked(core, value));
    this.#source.questions.ask(ask, seconds);
  }

  #signal(element: ElementCore, value: unknown): SignalAsk {
    const { path } = element;
    if (this.#elements.get(path) !== element) {
      throw new ConnectionClosed(`${JSON.stringify(path)} is not on the bus`);
    }
    return { op: "signal", path, value: packValue(value, path) };
  }

  has(element: ElementCore): boolean {
    return this.#added.has(element) && this.#source.connected();
  }

  /** A forwarded request has arrived; its turn comes later. */
  expect(request: number, caller: Caller | undefined): void {
    this.#scopes.set(request, new RequestScope(caller));
  }

  /** The response to a request is not waited for any more. */
  giveUp(request: number, reason: Error): void {
    this.#scopes.get(request)?.abort(reason);
  }

  /** Runs a forwarded request on its element, and answers. */
  serve(request: number, path: string, wanted: Wanted): void {
    const element = this.#elements.get(path);
    if (element === undefined) return this.#fail(request, new NotFound(path));
    const scope = this.#scopes.get(request);
    // Given up while the program did something else.
    if (scope?.reason) return this.#fail(request, scope.reason);
    try {
      const result = carriedOut(element, wanted, scope);
      if (!isThenable(result)) return this.#succeed(request, result);
      result.then(
        (late) => this.#succeed(request, late),
        (error: unknown) => this.#fail(request, error),
      );
    } catch (error) {
      this.#fail(request, error);
    }
  }

  /** The peer is closed: it owns nothing any more. */
  clear(): void {
    for (const element of [...this.#elements.values()]) this.#forget(element);
    this.#scopes.clear();
  }

  #begin(element: ElementCore): Described {
    const { path } = element;
    if (this.#elements.has(path)) throw new Occupied(path);
    element.attach(this);
    const described = describe(element);
    this.#elements.set(path, element);
    this.#source.hold(element);
    return described;
  }

  #forget(element: ElementCore): void {
    this.#added.delete(element);
    if (this.#elements.get(element.path) === element) {
      this.#elements.delete(element.path);
    }
    this.#source.release(element);
  }

  #change(
    element: ElementCore,
    value: unknown,
    { at, quality }: ValueNotes,
  ): ChangeAsk | undefined {
    const { path } = element;
    if (this.#elements.get(path) !== element) return undefined;
    const packed = packValue(value, path);
    return { op: "change", path, value: packed, notes: { at, quality } };
  }

  #metaChange(element: ElementCore, meta: Meta | null): MetaAsk | undefined {
    const { path } = element;
    if (this.#elements.get(path) !== element) return undefined;
    const whole = completeMeta(element, meta ?? undefined) ?? null;
    return { op: "meta", path, meta: packValue(whole, path) };
  }

  #stateBelow(below: string, name: string, value: unknown): StateCore {
    const path = below === "" ? name : below + this.#source.separator + name;
    checkValue(value, path);
    const element = this.#elements.get(path);
    if (element === undefined) throw new NotFound(path);
    if (element instanceof StateCore) return element;
    throw new InvalidArgument(`${JSON.stringify(path)} is not a state`);
  }

  #succeed(request: number, result: unknown): void {
    if (result === DONE) return this.#reply(request, { kind: "done" });
    try {
      const value = packValue(result);
      this.#reply(request, { kind: "result", value });
    } catch (error) {
      const reason = `the result can't be sent: ${asError(error).message}`;
      this.#fail(request, new JetError(reason));
    }
  }

  #fail(request: number, error: unknown): void {
    try {
      this.#reply(request, { kind: "error", error: errorToWire(error) });
    } catch {
      const fallback = new JetError("an error that can't be sent");
      this.#reply(request, { kind: "error", error: errorToWire(fallback) });
    }
  }

  #reply(request: number, reply: Reply): void {
    const { peer } = this.#source;
    this.#scopes.delete(request);
    this.#source.send({ kind: "reply", peer, request, reply });
  }
}

/** What the schema of a state makes of a value. */
function checked(
  element: Pick<StateCore, "check" | "path">,
  value: unknown,
): unknown {
  const checked = element.check(value);
  if (!isThenable(checked)) return checked;
  Promise.resolve(checked).catch(ignore);
  throw slowSchema(element.path);
}

function slowSchema(path: string): TypeError {
  return new TypeError(
    `the schema of ${JSON.stringify(path)} takes its time: ` +
      "there is no waiting for that here",
  );
}

function describe(element: ElementCore): Described {
  const { path, options } = element;
  const { access, timeout, replace, occupied, stay } = options;
  const meta = packMeta(element);
  const common = { path, access, timeout, replace, occupied, stay, meta };
  if (element instanceof SignalCore) return { ...common, signal: true };
  if (!(element instanceof StateCore)) return common;
  const { fetchOnly, expires, notes, options: { keep } } = element;
  const value = packValue(wireValue(element), path);
  const grouped = element.group !== undefined;
  const state = { value, fetchOnly, expires, keep, grouped, notes };
  return { ...common, state };
}

function packMeta(element: ElementCore): Packed {
  const meta = completeMeta(element, element.meta);
  return meta === undefined ? undefined : packValue(meta, element.path);
}

function carriedOut(
  element: ElementCore,
  wanted: Wanted,
  scope: RequestScope | undefined,
): unknown {
  switch (wanted.kind) {
    case "call":
      return handlerOf(element)?.handle(unpack(wanted.args), scope);
    case "set": {
      const { valueAsResult } = wanted;
      const value = unpack(wanted.value);
      return handlerOf(element)?.handle({ value, valueAsResult }, scope);
    }
    case "group": {
      if (!(element instanceof StateCore)) return DONE;
      const { below, values } = wanted;
      const unpacked = values.map(([name, value]) => [name, unpack(value)]);
      const params = { below, values: Object.fromEntries(unpacked) };
      if (element.group === undefined) throw new NotFound(element.path);
      return element.group.handler?.handle(params, scope);
    }
    case "restore":
      if (!(element instanceof StateCore)) return DONE;
      return handlerOf(element)?.restore?.(unpack(wanted.value));
  }
}
