/**
 * The implementation of states.
 *
 * @module
 */
import { CANCEL as GROUP, DONE } from "../codecs/codec.ts";
import { claimed, ignore, isRecord, isThenable } from "../../base/narrowing.ts";
import { checkTimeout } from "../connection/requests.ts";
import { FetchOnly, InvalidArgument } from "../../protocol/errors/classes.ts";
import { fits, type NumberType, TypedNumber } from "../values/typed_number.ts";
import { checkValue, isTyped } from "../values/values.ts";
import { RequestScope } from "./request_scope.ts";
import { ElementCore, isRefusal, SHARED_OPTIONS } from "./element_core.ts";
import type { ElementSchemas, ValueNotes } from "./host.ts";
import { ownersFault, type StandardSchema, validated } from "./schema.ts";
import type {
  ChangeOptions,
  SetHandler,
  SetOutcome,
  SetResult,
  StateOptions,
} from "./state_options.ts";
import { asWarning } from "./warning.ts";

const OPTIONS = {
  ...SHARED_OPTIONS,
  set: 1,
  fetchOnly: 1,
  concurrent: 1,
  type: 1,
  schema: 1,
  expires: 1,
  keep: 1,
  at: 1,
  quality: 1,
} satisfies Record<keyof StateOptions<unknown>, 1>;

/** A state behind its public face: what its owner and the bus do with it. */
export class StateCore<T = unknown> extends ElementCore {
  readonly fetchOnly: boolean;
  readonly #set: SetHandler<T> | undefined;
  readonly #type: NumberType | undefined;
  readonly #schema: StandardSchema<unknown, T> | undefined;
  /** The first value, while the schema takes its time for it. */
  #unchecked: Promise<void> | undefined;
  readonly #concurrent: boolean;
  /** Fulfilled when the last `set` has been handled; none: nothing is handled. */
  #last: Promise<void> | undefined;
  readonly expires: number | undefined;
  /** The group that decides upon its values. */
  group: ElementCore | undefined;
  #value: T;
  #notes: ValueNotes;

  constructor(path: string, value: T, options: StateOptions<T> = {}) {
    super(path, options, OPTIONS);
    checkValue(value, path);
    checkTimeout(options.expires);
    this.#schema = options.schema;
    this.expires = options.expires;
    this.#notes = notesOf(options);
    this.#value = value;
    const checked = this.#checkOwn(value, "the value");
    if (isThenable(checked)) {
      this.#unchecked = checked.then((late) => {
        if (this.#value === value) this.#value = late;
      });
      this.#unchecked.catch(ignore);
    } else {
      this.#value = checked;
    }
    this.#set = options.set;
    this.#concurrent = options.concurrent ?? false;
    this.#type = options.type;
    this.fetchOnly = options.fetchOnly ?? options.set === undefined;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    const checked = this.#checkOwn(value, "the value");
    if (isThenable(checked)) {
      checked.catch(ignore);
      throw new TypeError(
        `the schema of ${JSON.stringify(this.path)} takes its time: ` +
          "await state.change(value)",
      );
    }
    this.#announce(checked);
  }

  #announce(value: T): void {
    const { host } = this;
    if (host === undefined) checkValue(value, this.path);
    const undo = this.hold(value);
    try {
      host?.announce(this, this.#typed(value));
    } catch (error) {
      undo();
      throw error;
    }
  }

  change(value: T, options?: ChangeOptions): Promise<void> {
    const done = this.#confirm(value, options);
    done.catch(() => {});
    return done;
  }

  async #confirm(value: T, options: ChangeOptions = {}): Promise<void> {
    checkValue(value, this.path);
    let checked = this.#checkOwn(value, "the value");
    if (isThenable(checked)) checked = await checked;
    const notes = notesOf(options);
    const undo = this.hold(checked, notes);
    try {
      const change = { value: this.#typed(checked), ...notes };
      await this.host?.confirm(this, change, options);
    } catch (error) {
      if (isRefusal(error, options)) undo();
      throw error;
    }
  }

  /** Fulfilled when the first value has been checked. */
  override get checked(): Promise<void> | undefined {
    return this.#unchecked;
  }

  /**
   * What the schema makes of a value that the owner gives.
   *
   * @throws {JetError} if it refuses it; or the promise does.
   */
  check(value: unknown): unknown {
    return this.#checkOwn(claimed<T>(value), "the value");
  }

  /** What the owner says about the value. */
  get notes(): ValueNotes {
    return this.#notes;
  }

  /** The value as it is sent. */
  get wireValue(): unknown {
    return this.#typed(this.#value);
  }

  #typed(value: unknown): unknown {
    const type = this.#type;
    if (type === undefined) return value;
    if (typeof value !== "number" && typeof value !== "bigint") return value;
    return fits(type, value) ? new TypedNumber(type, value) : value;
  }

  /**
   * Takes a value that is announced together with others.
   *
   * @returns takes it back, unless the state has got another one meanwhile.
   */
  hold(value: unknown, notes: ValueNotes = {}): () => void {
    const before = this.#value;
    const notesBefore = this.#notes;
    const held = claimed<T>(value);
    this.#value = held;
    this.#notes = notes;
    return () => {
      if (!Object.is(this.#value, held)) return;
      this.#value = before;
      this.#notes = notesBefore;
    };
  }

  /**
   * Restores the value of now, later.
   *
   * @returns whether there was another one, the first time that it is called.
   */
  restorer(): () => boolean {
    const value = this.#value;
    return () => {
      const differs = !Object.is(this.#value, value);
      this.#value = value;
      return differs;
    };
  }

  override get schemas(): ElementSchemas {
    return { schema: this.#schema };
  }

  override describe(): Record<string, unknown> {
    return {
      ...super.describe(),
      value: this.wireValue,
      fetchOnly: this.fetchOnly || undefined,
      expires: this.expires,
      group: this.group && GROUP,
      ...this.#notes,
    };
  }

  /**
   * What the schema makes of a value that another peer sets.
   *
   * @throws {JetError} if it refuses it; or the promise does.
   */
  accept(value: unknown): T | Promise<T> {
    return this.#schema === undefined
      ? claimed<T>(value)
      : validated(this.#schema, value);
  }

  override handle(params: unknown, scope?: RequestScope): unknown {
    if (this.fetchOnly) throw new FetchOnly(this.path);
    if (!isRecord(params) || params.value === undefined) {
      throw new InvalidArgument("there is no value to set");
    }
    return this.#handle(params.value, params.valueAsResult === true, scope);
  }

  /**
   * Takes a value that the daemon has kept, as if it were set; or returns a
   * promise.
   *
   * @throws {JetError} if it is refused.
   */
  restore(value: unknown): unknown {
    return this.#handle(value);
  }

  #handle(
    wanted: unknown,
    valueAsResult = false,
    scope = new RequestScope(),
  ): unknown {
    const value = this.accept(wanted);
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
    if (this.#concurrent || !isThenable(result)) return;
    const done = () => {
      if (this.#last === last) this.#last = undefined;
    };
    const last = Promise.resolve(result).then(done, done);
    this.#last = last;
  }

  #take(value: T, valueAsResult: boolean, scope: RequestScope): unknown {
    const outcome = this.#set?.(
      value,
      scope.infoFor(this.path, { valueAsResult }),
    );
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
    const adapted = this.#checkOwn(said.value, "the adapted value");
    return isThenable(adapted)
      ? adapted.then((late) => this.#conclude(late, said, valueAsResult))
      : this.#conclude(adapted, said, valueAsResult);
  }

  #conclude(
    value: T,
    said: SetOutcome<T>,
    valueAsResult: boolean,
  ): unknown {
    let reported = value;
    // The change is sent here, so before the answer.
    if (said.dontNotify !== true) this.#announce(value);
    else if (said.value === undefined) reported = this.#value;
    if (valueAsResult) return this.#typed(reported);
    return said.warning === undefined
      ? DONE
      : { warning: asWarning(said.warning) };
  }

  /** @throws {JetError} if the schema refuses it; or the promise does. */
  #checkOwn(value: T, what: string): T | Promise<T> {
    if (this.#schema === undefined) return value;
    const name = `${what} of ${JSON.stringify(this.path)}`;
    try {
      const checked = validated(this.#schema, value);
      if (!isThenable(checked)) return checked;
      return checked.catch((error: unknown) => {
        throw ownersFault(error, name);
      });
    } catch (error) {
      throw ownersFault(error, name);
    }
  }
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

function notesOf({ at, quality }: ValueNotes): ValueNotes {
  return { at, quality };
}
