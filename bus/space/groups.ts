/**
 * Several states that are set in one request, all or none.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import { copyOfValue, type Value } from "../../protocol/values/value.ts";
import type { Element } from "../elements/element.ts";
import type { OwnerRequest } from "../elements/owner.ts";

/** A `set` of several states. */
export interface GroupSet {
  readonly below: string;
  /** Paths of the states. */
  readonly paths: readonly string[];
  /** By the paths as seen from {@linkcode below}. */
  readonly values: ReadonlyMap<string, Value>;
}

/** Why a state can't be set; `null`: it can. */
export type StateRefusal = (
  element: Element | undefined,
  path: string,
) => Fault | null;

/** The states, as their paths name them. */
interface States {
  find(path: string): Element | undefined;
}

/** Whether states have one owner that takes their values in one request. */
function isTogether({ owner, wishes }: Element, first: Element): boolean {
  if (owner.judgesGroups) return owner === first.owner;
  const group = wishes?.group;
  if (group === undefined || group !== first.wishes?.group) return false;
  if (owner === first.owner) return true;
  // The owner may be back with some of them only.
  return owner.userName === first.owner.userName &&
    (owner.absent === true || first.owner.absent === true);
}

function notTogether(path: string): Fault {
  const reason = `${JSON.stringify(path)} can't be set together with others: ` +
    "its owner takes no group of values, or another group";
  return { kind: "invalid", reason };
}

/** Why states can't be set together; `null`: they can. */
export function groupFault(
  states: States,
  { below, paths }: GroupSet,
  refusal: StateRefusal,
): Fault | null {
  let first: Element | undefined;
  for (const path of paths) {
    const element = states.find(path);
    const refused = refusal(element, path);
    if (refused !== null) return refused;
    if (element === undefined) continue;
    if (!isTogether(element, first ?? element)) return notTogether(path);
    first ??= element;
  }
  return first?.owner.requestGroup ? null : notTogether(below);
}

/**
 * Requests the values of the owner, when it is back with all the states.
 *
 * @param refusal Asked again when the owner is back.
 */
export function setGroup(
  states: States,
  group: GroupSet,
  request: OwnerRequest,
  refusal: StateRefusal,
): void {
  const elements = group.paths.map((path) => states.find(path));
  const away = elements.find((element) => element?.owner.absent);
  const { below, values } = group;
  if (away === undefined) {
    const first = elements[0];
    return first?.owner.requestGroup?.(first, below, values, request);
  }
  const own = copyOfValues(values);
  let length = 0;
  for (const { end } of own.values()) length += end;
  away.owner.awaitReturn?.(
    away,
    length,
    request,
    (_back, _owner, request) => {
      const fault = groupFault(states, group, refusal);
      if (fault !== null) request.requester.fail(request.id, fault);
      else setGroup(states, { ...group, values: own }, request, refusal);
    },
  );
}

/** Copies of values that are valid during a call only. */
export function copyOfValues(
  values: ReadonlyMap<string, Value>,
): Map<string, Value> {
  const own = new Map<string, Value>();
  for (const [name, value] of values) own.set(name, copyOfValue(value));
  return own;
}
