/**
 * States: values that this peer owns and everybody can fetch.
 *
 * @module
 */
import { FetchOnly, InvalidArgument } from "../protocol/errors.ts";
import { type Access, OwnedElement } from "./element.ts";
import { DONE } from "./codec.ts";
import { claimed, isRecord, isThenable } from "./guards.ts";
import { checkTimeout } from "./requests.ts";
import { fits, type NumberType, TypedNumber } from "./typed_number.ts";
import { checkValue } from "./values.ts";

/** What a set handler is told besides the value. */
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
}

/** What a set handler returns: nothing, for the requested value as it is. */
export type SetResult<T> = SetOutcome<T> | void | undefined;

/**
 * Takes a value that somebody wants the state to have. It returns, or promises,
 *
 * - nothing: the requested value is announced;
 * - `{ value }`: this value is announced instead;
 * - `{ dontNotify: true }`: nothing is announced.
 *
 * What it throws is the caller's error: {@linkcode InvalidArgument} and every
 * other {@linkcode JetError} as they are, any other `Error` with its message.
 * The value comes from outside; the type `T` is not checked.
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
 * ```ts ignore
 * const level = new State("tank/level", 40, {
 *   set(percent) {
 *     if (percent < 0) throw new InvalidArgument("not below 0");
 *     if (percent > 100) return { value: 100 };
 *   },
 * });
 * await peer.add(level);
 * level.value = 41; // everybody who fetches it is told
 * ```
 */
export class State<T = unknown> extends OwnedElement {
  /** Whether others can only fetch the state, and not set it. */
  readonly fetchOnly: boolean;
  readonly #set: SetHandler<T> | undefined;
  readonly #type: NumberType | undefined;
  #value: T;

  /**
   * A state that is not on the bus yet: `peer.add(state)`.
   *
   * @param path The path, unique on the whole bus.
   * @param value The first value; see above for what it can be.
   * @param options The handler and more.
   * @throws {TypeError} if the value can't be sent.
   * @throws {RangeError} if the timeout is not a number above 0.
   */
  constructor(path: string, value: T, options: StateOptions<T> = {}) {
    super(path, options);
    checkTimeout(options.timeout);
    checkValue(value, path);
    this.#value = value;
    this.#set = options.set;
    this.#type = options.type;
    this.fetchOnly = options.fetchOnly ?? options.set === undefined;
  }

  /**
   * The value. Assigning announces it to everybody who fetches the state, also
   * if it is equal to the old one; without a connection it is kept and
   * announced after the reconnect.
   *
   * @throws {TypeError} on assignment, if it can't be sent.
   * @throws {InvalidArgument} if the daemon says that it takes no message so
   * large; over JSON it does not say.
   */
  get value(): T {
    return this.#value;
  }

  set value(value: T) {
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
   * when the daemon has it: for a program that must not run ahead. Nobody has
   * to await the promise.
   *
   * @throws {TypeError} if the value can't be sent.
   * @throws {InvalidArgument} if the daemon does not take it.
   * @throws {ConnectionClosed} if the peer is closed before.
   */
  change(value: T): Promise<void> {
    const done = this.#confirm(value);
    done.catch(() => {});
    return done;
  }

  async #confirm(value: T): Promise<void> {
    checkValue(value, this.path);
    this.#value = value;
    await this.host?.confirm(this, this.#typed(value));
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
    const value = claimed<T>(params.value);
    const valueAsResult = params.valueAsResult === true;
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
    const adapted = said.value !== undefined;
    const value = said.value === undefined ? requested : said.value;
    if (said.dontNotify === true) {
      const told = adapted ? value : this.#value;
      return valueAsResult ? this.#typed(told) : DONE;
    }
    // The change is sent here, so before the answer.
    this.value = value;
    return valueAsResult ? this.#typed(value) : DONE;
  }
}
