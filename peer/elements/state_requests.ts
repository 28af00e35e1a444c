/**
 * What other peers want of a state, carried out. Loaded with the first element
 * that is added: no request comes before.
 *
 * @module
 */
import { DONE } from "../codecs/codec.ts";
import { claimed, ignore, isRecord, isThenable } from "../../base/narrowing.ts";
import { InvalidArgument } from "../../protocol/errors/classes.ts";
import { FetchOnly } from "../../protocol/errors/owner_classes.ts";
import { withType } from "../values/typed_number.ts";
import { isTyped } from "../values/values.ts";
import type { RequestHandler } from "./host.ts";
import { RequestScope } from "./request_scope.ts";
import { validated } from "./schema.ts";
import type { StateCore } from "./state_core.ts";
import type { SetOutcome, SetResult } from "./state_options.ts";
import { asWarning } from "./warning.ts";

/** See the module. */
export class StateRequests<T> implements RequestHandler {
  readonly #state: StateCore<T>;
  /** Fulfilled when the last `set` has been handled; none: nothing is handled. */
  #last: Promise<void> | undefined;

  constructor(state: StateCore<T>) {
    this.#state = state;
  }

  handle(params: unknown, scope?: RequestScope): unknown {
    const { fetchOnly, path } = this.#state;
    if (fetchOnly) throw new FetchOnly(path);
    if (!isRecord(params) || params.value === undefined) {
      throw new InvalidArgument("there is no value to set");
    }
    return this.#handle(params.value, params.valueAsResult === true, scope);
  }

  /** Takes a value that the daemon has kept, as if it were set. */
  restore(value: unknown): unknown {
    return this.#handle(value);
  }

  #handle(
    wanted: unknown,
    valueAsResult = false,
    scope = new RequestScope(),
  ): unknown {
    const value = accepted(this.#state, wanted);
    const take = (late: T) => this.#take(late, valueAsResult, scope);
    if (this.#last === undefined) {
      const result = isThenable(value) ? value.then(take) : take(value);
      this.#follow(result);
      return result;
    }
    const result = this.#last.then(async () => {
      if (scope.reason !== undefined) throw scope.reason;
      return await take(await value);
    });
    if (isThenable(value)) value.catch(ignore);
    this.#follow(result);
    return result;
  }

  /** Has the next `set` wait for this one. */
  #follow(result: unknown): void {
    if (this.#state.concurrent || !isThenable(result)) return;
    const done = () => {
      if (this.#last === last) this.#last = undefined;
    };
    const last = Promise.resolve(result).then(done, done);
    this.#last = last;
  }

  #take(value: T, valueAsResult: boolean, scope: RequestScope): unknown {
    const { path, set } = this.#state;
    const outcome = set?.(value, scope.infoFor(path, { valueAsResult }));
    return isThenable(outcome)
      ? outcome.then((late) => this.#adopt(value, late, valueAsResult))
      : this.#adopt(value, outcome, valueAsResult);
  }

  #adopt(
    requested: T,
    outcome: SetResult<T>,
    valueAsResult: boolean,
  ): unknown {
    const said = outcomeOf(outcome);
    if (said.value === undefined) {
      return this.#conclude(requested, said, valueAsResult);
    }
    const adapted = this.#state.check(said.value, "the adapted value");
    return isThenable(adapted)
      ? adapted.then((late) => this.#conclude(late, said, valueAsResult))
      : this.#conclude(adapted, said, valueAsResult);
  }

  #conclude(
    value: T,
    said: SetOutcome<T>,
    valueAsResult: boolean,
  ): unknown {
    const state = this.#state;
    let reported = value;
    // The change is sent here, so before the answer.
    if (said.dontNotify !== true) state.announce(value);
    else if (said.value === undefined) reported = state.value;
    if (valueAsResult) return withType(state.type, reported);
    return said.warning === undefined
      ? DONE
      : { warning: asWarning(said.warning) };
  }
}

/**
 * What the schema of a state makes of a value that another peer sets.
 *
 * @throws {JetError} if it refuses it; or the promise does.
 */
export function accepted<T>(
  { schema }: StateCore<T>,
  value: unknown,
): T | Promise<T> {
  return schema === undefined ? claimed<T>(value) : validated(schema, value);
}

/** The value of a state as it is sent. */
export function wireValue({ type, value }: StateCore): unknown {
  return withType(type, value);
}

/** A value that a handler returns as it is stands for `{ value }`. */
function outcomeOf<T>(returned: SetResult<T>): SetOutcome<T> {
  if (returned === undefined) return {};
  return isOutcome(returned) ? returned : { value: returned };
}

function isOutcome<T>(returned: unknown): returned is SetOutcome<T> {
  return isRecord(returned) && !isTyped(returned) &&
    Object.keys(returned).every((name) => Object.hasOwn(OUTCOME, name));
}

const OUTCOME = {
  value: 1,
  dontNotify: 1,
  warning: 1,
} satisfies Record<keyof SetOutcome<unknown>, 1>;
