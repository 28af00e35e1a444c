/**
 * States: values that this peer owns and everybody can fetch.
 *
 * @module
 */
import { OwnedElement } from "./element.ts";
import type { Access } from "./host.ts";
import { DONE } from "../codecs/codec.ts";
import { claimed, ignore, isRecord, isThenable } from "../../base/narrowing.ts";
import { checkTimeout, type Limits } from "../connection/requests.ts";
import { ownersFault, type StandardSchema, validated } from "./schema.ts";
import { fits, type NumberType, TypedNumber } from "../values/typed_number.ts";
import { checkValue } from "../values/values.ts";
import { asWarning, type SetWarning } from "./warning.ts";
import { FetchOnly, InvalidArgument } from "../../protocol/errors/classes.ts";

/** Second argument of a set handler. */
export interface SetContext {
  /** The path of the state. */
  readonly path: string;
  /** Whether the caller wants to know the value that was taken. */
  readonly valueAsResult: boolean;
}

/** What a set handler can say about the value it was asked to take. */
export interface SetOutcome<T> {
  /** The value that was taken instead of the requested one. */
  value?: T;
  /** Not to announce a value: it has not changed, or is announced later. */
  dontNotify?: boolean;
  /**
   * What the caller shall know about the value that was taken: a text, which
   * says that it was adapted, or a code of one's own. Who asks for the value as
   * the result is given that instead.
   */
  warning?: string | SetWarning;
}

/** What a set handler returns: nothing, for the requested value as it is. */
export type SetResult<T> = SetOutcome<T> | void | undefined;

/**
 * Handles a `set` of another peer. It returns, or promises,
 *
 * - nothing: the requested value is announced;
 * - `{ value }`: this value is announced instead;
 * - `{ dontNotify: true }`: nothing is announced;
 * - and with any of these `{ warning }`: it is sent to the caller.
 *
 * What it throws is the caller's error: {@linkcode InvalidArgument} and every
 * other {@linkcode JetError} as they are, any other `Error` with its message.
 * The value comes from outside; the type `T` is not checked, unless the state
 * has a {@linkcode StateOptions.schema}.
 */
export type SetHandler<T> = (
  value: T,
  context: SetContext,
) => SetResult<T> | Promise<SetResult<T>>;

/** What a state can be given. */
export interface StateOptions<T> {
  /** Takes the values that others set. */
  set?: SetHandler<T>;
  /**
   * Whether the state can only be fetched. Without this option that is so if
   * there is no `set` handler. `false` without a handler: every value is taken.
   */
  fetchOnly?: boolean;
  /** Who may fetch and set it. */
  access?: Access;
  /**
   * Seconds that `set` may take unless the caller gives a time of its own;
   * by default the daemon's (5 s).
   */
  timeout?: number;
  /**
   * The type that the state's numbers have in binary Jet, `"f64"` by default,
   * which for a `bigint` is `"i64"`. Numbers that the type does not have are
   * sent as without it. Over JSON there is only one type.
   */
  type?: NumberType;
  /**
   * Checks the values that others set, before the handler sees them. A
   * refused value fails the `set` with {@linkcode InvalidArgument} and the issues,
   * see {@linkcode issuesOf}. What it makes of a value is the value. It checks
   * the owner's own values too, so it has to accept what it gives.
   */
  schema?: StandardSchema<unknown, T>;
}

/** What a state with a schema can be given. */
export interface SchemaStateOptions<T> extends StateOptions<T> {
  /** See {@linkcode StateOptions.schema}. */
  schema: StandardSchema<unknown, T>;
}

/** What a state without a schema can be given. */
export interface PlainStateOptions<T> extends StateOptions<T> {
  /** None. */
  schema?: undefined;
}

/**
 * A state: a path and its value. Everybody can fetch it, and set it if it has a
 * `set` handler.
 *
 * The value is any JSON, or a `Uint8Array`, {@linkcode TypedBytes}, a `bigint`
 * of up to 64 bits, a {@linkcode TypedNumber}, or a typed array of numbers.
 * Binary Jet has types for all of them. Over JSON bytes become `data:` URLs,
 * typed arrays arrays, and big integers numbers with all their digits; what
 * arrives from there is JSON. A typed array or `bigint` must be the value
 * itself: deep inside an object or array `JSON.stringify` has its own way with
 * them, while {@linkcode TypedBytes} are a `data:` URL there.
 *
 * What arrives over binary Jet are the same types: a `number` for `f64`, `i32`
 * and `u32`, a `bigint` for `i64` and `u64`, a `Uint8Array` for
 * `application/octet-stream`, a `Uint8ClampedArray` for an array of `u8`, and
 * {@linkcode TypedBytes} for all other MIME types. A number without a type of
 * its own is an `f64`, also when it is whole, so that a state keeps one type.
 *
 * @example
 * ```ts
 * import { InvalidArgument, State } from "../../peer.ts";
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * const level = new State("tank/level", 40, {
 *   set(percent) {
 *     if (percent < 0) throw new InvalidArgument("not below 0");
 *     if (percent > 100) return { value: 100, warning: "at most 100" };
 *   },
 * });
 * await peer.add(level);
 * level.value = 41; // sent to all fetches that match it
 * const { warning } = await peer.set("tank/level", 120);
 * console.log(warning); // { code: 1, message: "at most 100" }
 * ```
 */
export class State<T = unknown> extends OwnedElement {
  /** Whether others can only fetch the state, and not set it. */
  readonly fetchOnly: boolean;
  readonly #set: SetHandler<T> | undefined;
  readonly #type: NumberType | undefined;
  readonly #schema: StandardSchema<unknown, T> | undefined;
  /** The first value, while the schema takes its time for it. */
  #unchecked: Promise<void> | undefined;
  #value: T;

  /**
   * A state that is not on the bus yet: `peer.add(state)`. Its values have the
   * type that the schema gives.
   *
   * @param path The path, unique on the whole bus.
   * @param value The first value; see above for what it can be.
   * @param options The schema, the handler and more.
   * @throws {JetError} if the schema refuses the value. A schema that takes its
   * time does so when the state is added.
   * @throws {TypeError} if the value can't be sent.
   * @throws {RangeError} if the timeout is not a number above 0.
   */
  constructor(path: string, value: NoInfer<T>, options: SchemaStateOptions<T>);
  /**
   * A state that is not on the bus yet: `peer.add(state)`.
   *
   * @param path The path, unique on the whole bus.
   * @param value The first value; see above for what it can be.
   * @param options The handler and more.
   * @throws {TypeError} if the value can't be sent.
   * @throws {RangeError} if the timeout is not a number above 0.
   */
  constructor(path: string, value: T, options?: PlainStateOptions<T>);
  constructor(path: string, value: T, options: StateOptions<T> = {}) {
    super(path, options);
    checkTimeout(options.timeout);
    checkValue(value, path);
    this.#schema = options.schema;
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
    this.#type = options.type;
    this.fetchOnly = options.fetchOnly ?? options.set === undefined;
  }

  /**
   * The value. Assigning announces it to everybody who fetches the state, also
   * if it is equal to the old one; without a connection it is kept and
   * announced after the reconnect.
   *
   * @throws {TypeError} on assignment, if it can't be sent; or if the schema
   * takes its time: then there is {@linkcode State.change}.
   * @throws {JetError} on assignment, if the schema refuses it.
   * @throws {InvalidArgument} if the daemon says that it takes no message so
   * large; over JSON it does not say.
   */
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
    const before = this.#value;
    this.#value = value;
    try {
      host?.announce(this, this.#typed(value));
    } catch (error) {
      this.#value = before;
      throw error;
    }
  }

  /**
   * Announces a value like an assignment to {@linkcode State.value}, and tells
   * when the daemon has it: for a program that must not run ahead. Awaiting the
   * promise is optional.
   *
   * @throws {TypeError} if the value can't be sent.
   * @throws {JetError} if the schema refuses it.
   * @throws {InvalidArgument} if the daemon does not take it.
   * @throws {ConnectionClosed} if the peer is closed before.
   */
  change(value: T, limits?: Limits): Promise<void> {
    const done = this.#confirm(value, limits);
    done.catch(() => {});
    return done;
  }

  async #confirm(value: T, limits: Limits | undefined): Promise<void> {
    checkValue(value, this.path);
    let checked = this.#checkOwn(value, "the value");
    if (isThenable(checked)) checked = await checked;
    this.#value = checked;
    await this.host?.confirm(this, this.#typed(checked), limits);
  }

  /** Fulfilled when the first value has been checked. @internal */
  override get checked(): Promise<void> | undefined {
    return this.#unchecked;
  }

  /**
   * What the schema makes of a value that the owner gives.
   *
   * @throws {JetError} if it refuses it; or the promise does.
   * @internal
   */
  check(value: unknown): unknown {
    return this.#checkOwn(claimed<T>(value), "the value");
  }

  /** The value as it is sent. @internal */
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
   * @internal
   */
  hold(value: unknown): () => void {
    const before = this.#value;
    const held = claimed<T>(value);
    this.#value = held;
    return () => {
      if (this.#value === held) this.#value = before;
    };
  }

  /** @internal */
  override describe(): Record<string, unknown> {
    return {
      ...super.describe(),
      value: this.wireValue,
      fetchOnly: this.fetchOnly || undefined,
    };
  }

  /** @internal */
  override handle(params: unknown): unknown {
    if (this.fetchOnly) throw new FetchOnly(this.path);
    if (!isRecord(params) || params.value === undefined) {
      throw new InvalidArgument("there is no value to set");
    }
    const valueAsResult = params.valueAsResult === true;
    const value = this.#schema === undefined
      ? claimed<T>(params.value)
      : validated(this.#schema, params.value);
    return isThenable(value)
      ? value.then((late) => this.#take(late, valueAsResult))
      : this.#take(value, valueAsResult);
  }

  #take(value: T, valueAsResult: boolean): unknown {
    const outcome = this.#set?.(value, { path: this.path, valueAsResult });
    return isThenable(outcome)
      ? outcome.then((late) => this.#adopt(value, late, valueAsResult))
      : this.#adopt(value, outcome, valueAsResult);
  }

  #adopt(
    requested: T,
    outcome: SetResult<T>,
    valueAsResult: boolean,
  ): unknown {
    const said: SetOutcome<T> = typeof outcome === "object" ? outcome : {};
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
