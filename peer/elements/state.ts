/**
 * States: values that this peer owns and other peers can fetch.
 *
 * @module
 */
import { OwnedElement } from "./element.ts";
import { setCore } from "./element_core.ts";
import { StateCore } from "./state_core.ts";
import type {
  ChangeOptions,
  PlainStateOptions,
  SchemaStateOptions,
  StateOptions,
} from "./state_options.ts";

/**
 * A state: a path and its value. Other peers can fetch it, and set it if it has
 * a `set` handler.
 *
 * The value is any JSON, or a `Uint8Array`, {@linkcode TypedBytes}, a `bigint`
 * of up to 64 bits, a {@linkcode TypedNumber}, or a typed array of numbers.
 * Binary Jet has types for all of them. Over JSON bytes become `data:` URLs,
 * typed arrays arrays, and big integers numbers with all their digits, also deep
 * inside an object or array; what arrives from there is JSON, with integers
 * beyond 2^53 as `bigint`. A `Date` is sent as its ISO text, as are all objects
 * with a `toJSON`. What JSON has no words for is refused: `NaN` and `Infinity`,
 * which binary Jet carries as values of their own, a `Map`, `Set` or
 * `ArrayBuffer`, functions and symbols.
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
  readonly #core: StateCore<T>;

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
    super();
    this.#core = new StateCore(path, value, options);
    setCore(this, this.#core);
  }

  /** Whether others can only fetch the state, and not set it. */
  get fetchOnly(): boolean {
    return this.#core.fetchOnly;
  }

  /**
   * The value. Assigning sends it to every matching fetch, also if it is equal
   * to the old one; without a connection it is kept and
   * announced after the reconnect.
   *
   * @throws {TypeError} on assignment, if it can't be sent; or if the schema
   * takes its time: then there is {@linkcode State.change}.
   * @throws {JetError} on assignment, if the schema refuses it.
   * @throws {InvalidArgument} if the daemon says that it takes no message so
   * large. Without a connection the event `error` says so after the reconnect.
   */
  get value(): T {
    return this.#core.value;
  }

  set value(value: T) {
    this.#core.value = value;
  }

  /**
   * Announces a value like an assignment to {@linkcode State.value}. The promise
   * is fulfilled when the daemon has the value; awaiting it is optional.
   *
   * @param options When the value came about and its quality, for fetches with
   * `times`; without them nothing is said of that. And what limits the waiting.
   * @throws {TypeError} if the value can't be sent.
   * @throws {JetError} if the schema refuses it.
   * @throws {InvalidArgument} if the daemon does not take it.
   * @throws {ConnectionClosed} if the peer is closed before.
   */
  change(value: T, options?: ChangeOptions): Promise<void> {
    return this.#core.change(value, options);
  }
}
