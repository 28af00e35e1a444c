/**
 * What states and methods have in common: a path, and a peer that owns them.
 *
 * @module
 */
import { ignore } from "../../base/narrowing.ts";
import type { Limits } from "../connection/limits.ts";
import { coreOf } from "./element_core.ts";
import type { Access, RemoveLimits } from "./host.ts";
import type { Meta } from "./meta.ts";

/** What limits an `add`. */
export type AddOptions = Pick<Limits, "signal">;

/**
 * A state or a method of this peer. Use {@linkcode State} and
 * {@linkcode Method}.
 */
export abstract class OwnedElement {
  /** The path, unique on the whole bus. */
  get path(): string {
    return coreOf(this).path;
  }

  /** The groups of users that may use it. */
  get access(): Access | undefined {
    return coreOf(this).options.access;
  }

  /** Seconds that a request to it may take unless the caller says so. */
  get timeout(): number | undefined {
    return coreOf(this).options.timeout;
  }

  /** What it says about itself. */
  get meta(): Meta | undefined {
    return coreOf(this).meta;
  }

  /**
   * Gives the element other metadata in place of what it has; `undefined`:
   * none. Without a connection it is kept, and goes with the next one. A daemon
   * that knows no metadata does not get it.
   *
   * @returns fulfilled when the daemon has it; awaiting it is optional.
   * @throws {TypeError} if JSON has no words for it.
   * @throws {JetError} if the daemon refuses it: it is too long.
   * @throws {ConnectionClosed} if the peer is closed before.
   *
   * @example
   * ```ts
   * import { State } from "../../peer.ts";
   * import { TestBus } from "../../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * const range = await peer.add(
   *   new State("meter/value", 0.2, { meta: { unit: "V", max: 1 } }),
   * );
   * await range.setMeta({ ...range.meta, max: 10 });
   * ```
   */
  setMeta(meta: Meta | undefined, limits?: Limits): Promise<void> {
    const done = coreOf(this).setMeta(meta, limits);
    done.catch(ignore);
    return done;
  }

  /** Whether the daemon has the element now. */
  get added(): boolean {
    return coreOf(this).added;
  }

  /**
   * Adds the element again after {@linkcode OwnedElement.remove}.
   *
   * @param limits The signal gives it up: the element is taken off again.
   * @throws {Occupied} if the path is taken.
   * @throws {JetError} if it was never added to a peer: `peer.add(element)`.
   * @throws {ConnectionClosed} if the peer is closed.
   */
  async add(limits?: AddOptions): Promise<this> {
    await coreOf(this).add(limits);
    return this;
  }

  /**
   * Takes the element off the bus. Fulfilled when it is gone, also if it was
   * not there.
   *
   * @param limits What limits the waiting; the element goes in any case.
   */
  remove(limits?: RemoveLimits): Promise<void> {
    return coreOf(this).remove(limits);
  }

  /** {@linkcode OwnedElement.remove}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}
