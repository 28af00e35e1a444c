/**
 * What states and methods have in common: a path, and a peer that owns them.
 *
 * @module
 */
import type { Limits } from "../connection/requests.ts";
import { coreOf } from "./element_core.ts";
import type { Access } from "./host.ts";

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
  remove(limits?: Limits): Promise<void> {
    return coreOf(this).remove(limits);
  }

  /** {@linkcode OwnedElement.remove}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}
