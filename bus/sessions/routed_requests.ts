/**
 * Requests of a peer to the owners of elements.
 *
 * @module
 */
import type {
  Condition,
  RequestId,
  RoutedInbox,
} from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { copyOfValue, type Value } from "../../protocol/values/value.ts";
import { ValueType } from "../../protocol/values/types.ts";
import type { Element } from "../elements/element.ts";
import type { OwnerRequest } from "../elements/owner.ts";
import { mountOf } from "../space/mounted_paths.ts";
import type { Mount, Refused, Space } from "../space/space.ts";
import type { AwaitedAnswers } from "./awaited_answers.ts";
import type { Host } from "./host.ts";
import { createKept } from "./kept_requests.ts";
import type { PendingRequests } from "./requests.ts";
import { copyOf, type Slice } from "../../base/slice.ts";
import { PathMatcher } from "../../protocol/rules/rules.ts";

/** A `set` of one state. */
interface StateSet {
  readonly id: RequestId;
  readonly path: string;
  readonly value: Value;
  readonly valueAsResult: boolean;
  readonly timeout: number | undefined;
  readonly params: Slice;
  readonly condition: Condition | null;
  readonly isValueImplied: boolean;
}

const NO_TARGET = { owner: undefined, wishes: null };

/** A `set` of several states. */
interface GroupSet {
  readonly below: string;
  /** Paths of the states. */
  readonly paths: readonly string[];
  /** By the paths as seen from {@linkcode below}. */
  readonly values: ReadonlyMap<string, Value>;
  readonly condition: Condition | null;
}

/** Whether states have one owner that takes their values in one request. */
function isTogether({ owner, wishes }: Element, first: Element): boolean {
  const group = wishes?.group;
  if (group === undefined || group !== first.wishes?.group) return false;
  if (owner === first.owner) return true;
  // The owner may be back with some of them only.
  return owner.userName === first.owner.userName &&
    (owner.absent === true || first.owner.absent === true);
}

/** The revision of a condition, if it is that of the owner's daemon. */
function sinceOf(
  { source }: Element,
  { revision, epoch }: Condition,
): number | undefined {
  return source !== undefined && source.epoch === epoch ? revision : undefined;
}

function notTogether(path: string): Fault {
  const reason = `${JSON.stringify(path)} can't be set together with others: ` +
    "its owner takes no group of values, or another group";
  return { kind: "invalid", reason };
}

/** Routes a peer's `set` and `call` to owners, and its responses back. */
export class RoutedRequests implements RoutedInbox {
  readonly #host: Host;
  readonly #space: Space;
  readonly #pending: PendingRequests;
  readonly #answers: AwaitedAnswers;

  /**
   * @param pending Requests that wait for this peer's response.
   * @param answers Counts requests of this peer that wait for a response.
   */
  constructor(host: Host, pending: PendingRequests, answers: AwaitedAnswers) {
    this.#host = host;
    this.#answers = answers;
    this.#space = host.context.space;
    this.#pending = pending;
  }

  set(
    id: RequestId,
    path: string,
    value: Value,
    valueAsResult: boolean,
    timeout: number | undefined,
    params: Slice,
    condition: Condition | null,
  ): void {
    // A dialect whose answer has the value needs the one that was taken.
    const isValueImplied = !valueAsResult && id !== undefined &&
      this.#host.dialect.answersWithPath;
    valueAsResult ||= isValueImplied;
    if (this.#space.mounts.length > 0) {
      const mount = mountOf(this.#space.mounts, path);
      if (mount !== undefined) {
        const request = this.#request(id, valueAsResult, timeout, 0, params);
        return this.#setMounted(mount, path, value, request);
      }
    }
    const { kept } = this.#host.context;
    if (
      condition === null && kept?.owns(path) &&
      this.#space.find(path) === undefined
    ) {
      const request = this.#request(id, valueAsResult, timeout, 0, params);
      return createKept(this.#host, kept, path, value, request);
    }
    const { federation } = this.#space;
    // Elsewhere it may have been added a moment ago.
    const isHere = federation === null ||
      condition === null && this.#space.find(path) !== undefined;
    const set = isHere ? this.#set : this.#setCurrent;
    set.call(this, {
      id,
      path,
      value,
      valueAsResult,
      timeout,
      params,
      condition,
      isValueImplied,
    });
  }

  /** Sets a state whose last change must be known first. */
  #setCurrent(request: StateSet): void {
    const { federation } = this.#space;
    const { path, params, value } = request;
    const held = {
      ...request,
      value: copyOfValue(value),
      params: copyOf(params),
    };
    const paths = new PathMatcher({ equals: path });
    this.#host.hold();
    federation?.acquire(paths, () => {
      this.#host.release();
      if (!this.#host.ended) this.#set(held);
      federation.release(paths);
    });
  }

  #set(request: StateSet): void {
    const { id, path, value, valueAsResult, timeout, params } = request;
    const { condition, isValueImplied } = request;
    const element = this.#target(id, path, false);
    if (element === undefined) return;
    const conflict = condition === null
      ? undefined
      : () => this.#conflict(element, condition);
    const fault = conflict?.() ?? null;
    if (fault !== null) return this.#host.fail(id, fault);
    const { timeoutMs } = element;
    element.owner.requestSet(element, value, {
      ...this.#request(id, valueAsResult, timeout, timeoutMs, params),
      isValueImplied,
      conflict,
      since: condition === null ? undefined : sinceOf(element, condition),
    });
  }

  #conflict(element: Element, condition: Condition): Fault | null {
    return this.#hasChanged(element, condition)
      ? { kind: "conflict", path: element.path }
      : null;
  }

  /** Whether an element has changed since the revision of a condition. */
  #hasChanged(element: Element, condition: Condition): boolean {
    const { kept, epoch: present } = this.#host.context;
    const { revision, epoch = present } = condition;
    if (epoch === present) {
      return element.revision > revision ||
        kept?.isWriting(element.path) === true;
    }
    const { source } = element;
    return source?.epoch !== epoch || source.revision > revision;
  }

  setBelow(
    id: RequestId,
    below: string,
    values: ReadonlyMap<string, Value>,
    timeout: number | undefined,
    params: Slice,
    condition: Condition | null,
  ): void {
    const { separator } = this.#space.hierarchy;
    const paths: string[] = [];
    for (const name of values.keys()) {
      paths.push(below === "" ? name : below + separator + name);
    }
    const group = { below, paths, values, condition };
    const fault = this.#groupFault(group);
    if (fault !== null) return this.#host.fail(id, fault);
    const timeoutMs = this.#space.find(paths[0])?.timeoutMs ?? 0;
    this.#setTogether(group, {
      ...this.#request(id, false, timeout, timeoutMs, params),
      conflict: condition === null ? undefined : () => this.#groupFault(group),
    });
  }

  /** Why states can't be set together; `null`: they can. */
  #groupFault({ below, paths, condition }: GroupSet): Fault | null {
    let first: Element | undefined;
    for (const path of paths) {
      const element = this.#space.find(path);
      const refused = this.#refusal(element, path, false);
      if (refused !== null) return refused;
      if (element === undefined) continue;
      const conflict = condition && this.#conflict(element, condition);
      if (conflict !== null) return conflict;
      if (!isTogether(element, first ?? element)) return notTogether(path);
      first ??= element;
    }
    return first?.owner.requestGroup ? null : notTogether(below);
  }

  /** Requests the values of the owner, when it is back with all the states. */
  #setTogether(group: GroupSet, request: OwnerRequest): void {
    const elements = group.paths.map((path) => this.#space.find(path));
    const away = elements.find((element) => element?.owner.absent);
    if (away === undefined) {
      const { owner, wishes } = elements[0] ?? NO_TARGET;
      if (!owner?.requestGroup || wishes?.group === undefined) return;
      const { below, values } = group;
      return owner.requestGroup(wishes, wishes.group, below, values, request);
    }
    // Values are valid during the call only.
    const values = new Map<string, Value>();
    let length = 0;
    for (const [name, value] of group.values) {
      const own = copyOfValue(value);
      length += own.end;
      values.set(name, own);
    }
    away.owner.awaitReturn?.(
      away,
      length,
      request,
      (_back, _owner, request) => {
        const fault = this.#groupFault(group);
        if (fault !== null) request.requester.fail(request.id, fault);
        else this.#setTogether({ ...group, values }, request);
      },
    );
  }

  #setMounted(
    mount: Mount,
    path: string,
    value: Value,
    request: OwnerRequest,
  ): void {
    const { closed, accessControl, lenientAccess } = this.#space.options;
    if (accessControl && closed && this.#host.user === null) {
      const kind = lenientAccess ? "noAccess" : "notFound";
      return request.requester.fail(request.id, { kind, path });
    }
    if (!this.#host.reaches("set", path)) {
      return request.requester.fail(request.id, { kind: "noAccess", path });
    }
    mount.requestSet(
      { path, type: ValueType.none, wishes: null },
      value,
      request,
    );
  }

  call(
    id: RequestId,
    path: string,
    args: Value | undefined,
    timeout: number | undefined,
    params: Slice,
  ): void {
    const service = this.#host.context.options.service?.(path, this.#host);
    if (service !== undefined) {
      return service.requestCall(
        { path, type: ValueType.none, wishes: null },
        args,
        this.#request(id, false, timeout, 0, params),
      );
    }
    const { federation } = this.#space;
    if (federation === null || this.#space.find(path) !== undefined) {
      return this.#call(id, path, args, timeout, params);
    }
    // Elsewhere it may have been added a moment ago.
    const ownArgs = args && copyOfValue(args);
    const own = copyOf(params);
    this.#host.hold();
    federation.sync(() => {
      this.#host.release();
      if (!this.#host.ended) this.#call(id, path, ownArgs, timeout, own);
    });
  }

  #call(
    id: RequestId,
    path: string,
    args: Value | undefined,
    timeout: number | undefined,
    params: Slice,
  ): void {
    const element = this.#target(id, path, true);
    if (element === undefined) return;
    element.owner.requestCall(
      element,
      args,
      this.#request(id, false, timeout, element.timeoutMs, params),
    );
  }

  cancel(id: RequestId, request: string): void {
    if (this.#answers.giveUp(request)) {
      this.#answers.fail(request, { kind: "internal", reason: "cancelled" });
    }
    this.#host.done(id);
  }

  answer(token: number, ok: boolean, payload: Value): void {
    this.#pending.answer(token, ok, payload);
  }

  /** The element to be set or called, if that is possible. */
  #target(id: RequestId, path: string, call: boolean): Element | undefined {
    const element = this.#space.find(path);
    const fault = this.#refusal(element, path, call);
    if (fault === null) return element;
    this.#host.fail(id, fault);
  }

  /** Why an element can't be set or called; `null`: it can. */
  #refusal(
    element: Element | undefined,
    path: string,
    call: boolean,
  ): Fault | null {
    const host = this.#host;
    // Without a restriction there is nothing to ask for.
    const isRestricted = element !== undefined &&
      (element.restriction !== null || host.user?.within !== undefined);
    if (
      element === undefined || isRestricted && !host.knows(element)
    ) return { kind: "notFound", path, isSignal: element?.signal };
    let refused: Refused = null;
    if (element.method !== call || call && element.signal) {
      refused = call ? "notMethod" : "notState";
    } else if (
      isRestricted &&
      !(host.can(call ? "call" : "set", element.restriction) &&
        host.reaches(call ? "call" : "set", path))
    ) {
      refused = "noAccess";
    } else if (element.fetchOnly) refused = "fetchOnly";
    return refused && { kind: refused, path, isSignal: element.signal };
  }

  /**
   * @param timeout Seconds, from the request.
   * @param elementMs Milliseconds, from the element; 0: not given.
   */
  #request(
    id: RequestId,
    valueAsResult: boolean,
    timeout: number | undefined,
    elementMs: number,
    params: Slice,
  ): OwnerRequest {
    const timeoutMs = timeout !== undefined
      ? timeout * 1000
      : elementMs || this.#host.context.options.timeout * 1000;
    if (id !== undefined) this.#answers.begin();
    return { requester: this.#answers, id, valueAsResult, timeoutMs, params };
  }
}
