/**
 * An `add` of a peer, which may have to wait until its path is free.
 *
 * @module
 */
import type { AddParams, RequestId } from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { copyOfValue, type Value } from "../../protocol/values/value.ts";
import { copyOf } from "../../base/slice.ts";
import type { ElementAccess } from "../elements/access.ts";

/** A valid `add`, and the access of its element. */
export interface Addition {
  readonly id: RequestId;
  readonly path: string;
  readonly value: Value | undefined;
  readonly options: AddParams;
  readonly access: ElementAccess | null;
}

/**
 * What is wrong with the `add` of a signal, or with notes on a value where there
 * is none; `null`: nothing.
 */
export function valueFault(
  value: Value | undefined,
  { signal, extras }: AddParams,
): Fault | null {
  if (!signal && (value !== undefined || extras === null)) return null;
  const { expires, at, quality } = extras ?? {};
  const has = value !== undefined || expires !== undefined ||
    at !== undefined || quality !== undefined;
  const reason = `a ${signal ? "signal" : "method"} has no value`;
  return has ? { kind: "invalid", reason } : null;
}

/** An addition that outlives the bytes of its request. */
export function copied(addition: Addition): Addition {
  const { value, options } = addition;
  const { extras } = options;
  return {
    ...addition,
    value: value && copyOfValue(value),
    options: extras?.meta
      ? { ...options, extras: { ...extras, meta: copyOf(extras.meta) } }
      : options,
  };
}
