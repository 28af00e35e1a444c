/**
 * Requests that are routed to the owner of an element.
 *
 * @module
 */
import type { RequestId, RoutedInbox } from "../../protocol/dialect.ts";
import type { Value } from "../../protocol/values/value.ts";
import { ValueType } from "../../protocol/values/types.ts";
import type { Element } from "../elements/element.ts";
import type { OwnerRequest } from "../elements/owner.ts";
import type { Mount, Refused, Space } from "../space/space.ts";
import type { AwaitedAnswers } from "./awaited_answers.ts";
import type { Host } from "./host.ts";
import type { PendingRequests } from "./requests.ts";
import type { Slice } from "../../base/slice.ts";

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
  ): void {
    // A dialect whose answer has the value needs the one that was taken.
    const isValueImplied = !valueAsResult && id !== undefined &&
      this.#host.dialect.answersWithPath;
    valueAsResult ||= isValueImplied;
    if (this.#space.mounts.length > 0) {
      const mount = this.#space.mountOf(path);
      if (mount !== undefined) {
        const request = this.#request(id, valueAsResult, timeout, 0, params);
        return this.#setMounted(mount, path, value, request);
      }
    }
    const element = this.#target(id, path, false);
    if (element === undefined) return;
    const { timeoutMs } = element;
    element.owner.requestSet(element, value, {
      ...this.#request(id, valueAsResult, timeout, timeoutMs, params),
      isValueImplied,
    });
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
    let refused: Refused = null;
    if (element === undefined || !this.#host.knows(element)) {
      refused = "notFound";
    } else if (element.method !== call) {
      refused = call ? "notMethod" : "notState";
    } else if (!this.#host.can(call ? "call" : "set", element.restriction)) {
      refused = "noAccess";
    } else if (element.fetchOnly) refused = "fetchOnly";
    if (refused === null) return element;
    this.#host.fail(id, { kind: refused, path });
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
