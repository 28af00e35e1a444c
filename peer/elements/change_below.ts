/**
 * New values of several states in one message.
 *
 * @module
 */
import type { Connection } from "../connection/connection.ts";
import { checkTimeout, type Limits } from "../connection/limits.ts";
import { isThenable } from "../../base/narrowing.ts";
import {
  ConnectionClosed,
  InvalidArgument,
} from "../../protocol/errors/classes.ts";
import { NotFound } from "../../protocol/errors/owner_classes.ts";
import { checkValue } from "../values/values.ts";
import type { Registration } from "./registration.ts";
import { StateCore } from "./state_core.ts";
import { wireValue } from "./state_requests.ts";

/** A new value of a state, announced together with others. */
interface JointChange {
  readonly registration: Registration;
  readonly state: StateCore;
  /** The path, seen from the path that all of them are below. */
  readonly name: string;
  /** What the schema makes of it, or a promise for that. */
  readonly value: unknown;
}

/** What is needed of the elements of a peer. */
export interface BelowParts {
  readonly connection: Connection;
  readonly separator: string;
  readonly registrations: ReadonlyMap<string, Registration>;
  /** Whether the value of a refused change goes with a later `add`. */
  readonly addsAgain: (registration: Registration, error: unknown) => boolean;
}

/** See {@linkcode Elements.changeBelow}. */
export async function changeBelow(
  parts: BelowParts,
  path: string,
  values: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
  limits?: Limits,
): Promise<void> {
  checkTimeout(limits?.timeout);
  if (parts.connection.closed) {
    throw new ConnectionClosed("the peer is closed");
  }
  const entries: readonly (readonly [string, unknown])[] = values instanceof Map
    ? [...values]
    : Object.entries(values);
  let changes = entries.map(([name, value]) =>
    jointChange(parts, path, name, value)
  );
  if (changes.some(({ value }) => isThenable(value))) {
    changes = await Promise.all(
      changes.map(async (each) => ({ ...each, value: await each.value })),
    );
  }
  const undo = changes.map(({ state, value }) => state.hold(value));
  const sent = changes.filter(({ registration }) => registration.sent);
  // What is not sent goes with the next `add`.
  let late = changes.filter(({ registration }) => !registration.sent);
  try {
    if (sent.length > 0) {
      await parts.connection.request("change", {
        below: path,
        values: Object.fromEntries(
          sent.map((
            { name, state },
          ) => [name, wireValue(state)]),
        ),
      }, limits);
    }
  } catch (error) {
    // Given up by the program: the daemon may have taken them.
    if (limits?.signal?.aborted) throw error;
    const again = sent.every(({ registration }) =>
      parts.addsAgain(registration, error)
    );
    if (!again) {
      if (!(error instanceof ConnectionClosed)) {
        for (const back of undo) back();
      }
      throw error;
    }
    late = changes;
  }
  await Promise.all(
    late.map(({ registration }) => registration.done.promise),
  );
}

function jointChange(
  parts: BelowParts,
  below: string,
  name: string,
  value: unknown,
): JointChange {
  const path = below === "" ? name : below + parts.separator + name;
  checkValue(value, path);
  const registration = parts.registrations.get(path);
  if (registration === undefined) throw new NotFound(path);
  const state = registration.element;
  if (!(state instanceof StateCore)) {
    throw new InvalidArgument(`${JSON.stringify(path)} is not a state`);
  }
  return { registration, state, name, value: state.check(value) };
}
