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
import type { Federation } from "../space/federation.ts";
import {
  copyOfValues,
  groupFault,
  type GroupSet,
  setGroup,
  type StateRefusal,
} from "../space/groups.ts";
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

/** The revision of a condition, if it is that of the owner's daemon. */
function sinceOf(
  { source }: Element,
  { revision, epoch }: Condition,
): number | undefined {
  return source !== undefined && source.epoch === epoch ? revision : undefined;
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
      condition === null && this.#isKnown(path, false);
    const request = {
      id,
      path,
      value,
      valueAsResult,
      timeout,
      params,
      condition,
      isValueImplied,
    };
    if (isHere) return this.#set(request);
    const held = {
      ...request,
      value: copyOfValue(value),
      params: copyOf(params),
    };
    this.#whenCurrent(federation, [path], () => this.#set(held));
  }

  /** Whether there is a method, or a state, at a path. */
  #isKnown(path: string, method: boolean): boolean {
    return this.#space.find(path)?.method === method;
  }

  /** Carries out a task when the last changes of states are known here. */
  #whenCurrent(
    federation: Federation,
    paths: readonly string[],
    task: () => void,
  ): void {
    const matcher = new PathMatcher({ equalsOneOf: paths });
    this.#host.hold();
    federation.acquire(matcher, () => {
      this.#host.release();
      if (!this.#host.ended) task();
      federation.release(matcher);
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
    const group = { below, paths, values };
    const { federation } = this.#space;
    const isHere = federation === null || condition === null &&
        paths.every((path) => this.#isKnown(path, false));
    if (isHere) return this.#setBelow(id, group, timeout, params, condition);
    const held = { ...group, values: copyOfValues(values) };
    const own = copyOf(params);
    this.#whenCurrent(
      federation,
      paths,
      () => this.#setBelow(id, held, timeout, own, condition),
    );
  }

  #setBelow(
    id: RequestId,
    group: GroupSet,
    timeout: number | undefined,
    params: Slice,
    condition: Condition | null,
  ): void {
    const refusal: StateRefusal = (element, path) =>
      this.#refusal(element, path, false) ??
        (element && condition && this.#conflict(element, condition)) ?? null;
    const fault = groupFault(this.#space, group, refusal);
    if (fault !== null) return this.#host.fail(id, fault);
    const first = this.#space.find(group.paths[0]);
    const conditional = condition && {
      conflict: () => groupFault(this.#space, group, refusal),
      since: first && sinceOf(first, condition),
    };
    const timeoutMs = first?.timeoutMs ?? 0;
    const request = this.#request(id, false, timeout, timeoutMs, params);
    setGroup(this.#space, group, { ...request, ...conditional }, refusal);
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
    if (federation === null || this.#isKnown(path, true)) {
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
