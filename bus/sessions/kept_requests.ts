/**
 * Requests of a peer concerning values that are kept.
 *
 * @module
 */
import type { AddParams, LeafKind, RequestId } from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Value } from "../../protocol/values/value.ts";
import { ValueType } from "../../protocol/values/types.ts";
import type { Element } from "../elements/element.ts";
import type { OwnerRequest } from "../elements/owner.ts";
import type { Kept } from "../kept/kept.ts";
import type { Host } from "./host.ts";

const NOTHING_KEPT: Fault = {
  kind: "invalid",
  reason: "nothing is kept here: the daemon needs the option keep or keepFile",
};

/** Whether the values of an element are kept. */
export function isKept({ extras }: Element): boolean {
  return extras !== null && extras.kept !== null;
}

/** Why a peer may not add an element; `null`: it may. */
export function keepFault(
  kept: Kept | undefined,
  path: string,
  value: Value | undefined,
  { extras }: AddParams,
): Fault | null {
  if (extras?.keep) {
    if (kept === undefined) return NOTHING_KEPT;
    if (value !== undefined) return kept.excess(path, value);
    return { kind: "invalid", reason: "without a value there is none to keep" };
  }
  return kept?.owns(path) ? { kind: "notOwner", path } : null;
}

/** Answers the `add` of an element whose values are kept. */
export function answerKeptAdd(
  host: Host,
  kept: Kept,
  id: RequestId,
  element: Element,
): void {
  kept.adopt(element);
  const value = kept.get(element.path);
  if (value === undefined) return host.done(id);
  if (id !== undefined) {
    host.answer(id, host.dialect.kept(id, value, value.time));
  }
}

/** Creates a state of the daemon's own. */
export function createKept(
  host: Host,
  kept: Kept,
  path: string,
  value: Value,
  request: OwnerRequest,
): void {
  if (host.mayAdd(path)) {
    const target = { path, type: ValueType.none, wishes: null };
    return kept.requestSet(target, value, request);
  }
  const { closed, lenientAccess } = host.context.space.options;
  const isHidden = closed && host.user === null && !lenientAccess;
  const kind = isHidden ? "notFound" : "noAccess";
  request.requester.fail(request.id, { kind, path });
}

/** Why a peer can't remove a state of the daemon's own; `null`: it can. */
export function removalFault(
  host: Host,
  element: Element,
  kind: LeafKind | undefined,
): Fault | null {
  const { path, restriction } = element;
  if (!host.knows(element)) return { kind: "notFound", path };
  const refused = element.refuses(kind);
  if (refused !== null) return { kind: refused, path };
  return host.can("set", restriction) && host.reaches("set", path)
    ? null
    : { kind: "noAccess", path };
}
