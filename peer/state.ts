/**
 * States: values that this peer owns and everybody can fetch.
 *
 * @module
 */
import { FetchOnly, InvalidArgument } from "../protocol/errors.ts";
import { type Access, OwnedElement } from "./element.ts";
import { claimed, isRecord, isThenable, jsonText } from "./guards.ts";
import { checkTimeout } from "./requests.ts";

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
}

/**
 * A state: a path and its value, any JSON. Everybody can fetch it, and set it
 * if it has a `set` handler.
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
  #value: T;

  /**
   * A state that is not on the bus yet: `peer.add(state)`.
   *
   * @param path The path, unique on the whole bus.
   * @param value The first value, any JSON.
   * @param options The handler and more.
   * @throws {TypeError} if the value can't be written as JSON.
   * @throws {RangeError} if the timeout is not a number above 0.
   */
  constructor(path: string, value: T, options: StateOptions<T> = {}) {
    super(path, options);
    checkTimeout(options.timeout);
    jsonText(value, `the value of ${JSON.stringify(path)}`);
    this.#value = value;
    this.#set = options.set;
    this.fetchOnly = options.fetchOnly ?? options.set === undefined;
  }

  /**
   * The value. Assigning announces it to everybody who fetches the state, also
   * if it is equal to the old one; without a connection it is kept and
   * announced after the reconnect.
   *
   * @throws {TypeError} on assignment, if it can't be written as JSON.
   */
  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    const json = jsonText(value, `the value of ${JSON.stringify(this.path)}`);
    this.#value = value;
    this.host?.announce(this, json);
  }

  /**
   * Announces a value like an assignment to {@linkcode State.value}, and tells
   * when the daemon has it: for a program that must not run ahead. Nobody has
   * to await the promise.
   *
   * @throws {TypeError} if the value can't be written as JSON.
   * @throws {ConnectionClosed} if the peer is closed before.
   */
  change(value: T): Promise<void> {
    const done = this.#confirm(value);
    done.catch(() => {});
    return done;
  }

  async #confirm(value: T): Promise<void> {
    jsonText(value, `the value of ${JSON.stringify(this.path)}`);
    this.#value = value;
    await this.host?.confirm(this, value);
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
      value: this.#value,
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
      return valueAsResult ? told : true;
    }
    // The change is sent here, so before the answer.
    this.value = value;
    return valueAsResult ? value : true;
  }
}
