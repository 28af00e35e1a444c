/**
 * States that are set together.
 *
 * @module
 */
import { OwnedElement } from "./element.ts";
import { setCore } from "./element_core.ts";
import {
  type GroupAnswer,
  GroupCore,
  type GroupOptions,
} from "./group_core.ts";
import type { Limits } from "../connection/limits.ts";

/**
 * Several states below one path whose new values are decided upon together: what
 * other peers set in one request by {@linkcode Peer.setBelow} comes to one call
 * of the handler, and is taken as a whole or not at all. A `set` of one of the
 * states comes to the same handler.
 *
 * @example
 * ```ts
 * import { Group, InvalidArgument } from "../../peer.ts";
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * const supply = new Group("psu/1", { voltage: 0, current: 0 }, {
 *   set(values) {
 *     const { voltage, current } = { ...supply.values, ...values };
 *     if (voltage * current > 60) throw new InvalidArgument("60 W at most");
 *   },
 * });
 * await peer.add(supply);
 * await peer.setBelow("psu/1", { voltage: 12, current: 5 });
 * console.log(await peer.get("psu/1/voltage")); // 12
 * ```
 */
export class Group<T extends Record<string, unknown>> extends OwnedElement {
  readonly #core: GroupCore<T>;

  /**
   * States that are not on the bus yet: `peer.add(group)`.
   *
   * @param path The path that the states are below.
   * @param values Their first values, by their names.
   * @param options The handler, and what each state can be given.
   * @throws {TypeError} if a value can't be sent.
   * @throws {JetError} if a schema refuses a value.
   */
  constructor(path: string, values: T, options: GroupOptions<T> = {}) {
    super();
    this.#core = new GroupCore(path, values, options);
    setCore(this, this.#core);
  }

  /** The values of now. */
  get values(): T {
    return this.#core.values;
  }

  /**
   * Announces new values in one message.
   *
   * @returns fulfilled when the daemon has them; awaiting it is optional.
   * @throws {TypeError} if a value can't be sent.
   * @throws {JetError} if a schema or the daemon refuses a value.
   * @throws {ConnectionClosed} if the peer is closed before.
   */
  change(values: Partial<T>, limits?: Limits): Promise<void> {
    const done = this.#core.change(values, limits);
    done.catch(() => {});
    return done;
  }
}

export type { GroupAnswer, GroupOptions };
