/**
 * What states and methods have in common: a path, and a peer that owns them.
 *
 * @module
 */
import {
  type Access,
  type ElementHost,
  type HostedElement,
  provideElements,
} from "./host.ts";
import { Registry } from "./registry.ts";
import type { Limits } from "../connection/requests.ts";
import { JetError } from "../../protocol/errors/classes.ts";

/** What limits an `add`. */
export type AddOptions = Pick<Limits, "signal">;

/**
 * A state or a method of this peer. Use {@linkcode State} and
 * {@linkcode Method}.
 */
export abstract class OwnedElement implements HostedElement {
  /** The path, unique on the whole bus. */
  readonly path: string;
  /** Who may use it. */
  readonly access: Access | undefined;
  /** Seconds that a request to it may take unless the caller says so. */
  readonly timeout: number | undefined;
  #host: ElementHost | undefined;

  /** Used by {@linkcode State} and {@linkcode Method}. */
  constructor(
    path: string,
    options: { access?: Access; timeout?: number } = {},
  ) {
    provideElements(Registry);
    this.path = path;
    this.access = options.access;
    this.timeout = options.timeout;
  }

  /** Whether the daemon has the element now. */
  get added(): boolean {
    return this.#host?.has(this) ?? false;
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
    if (this.#host === undefined) {
      throw new JetError(
        `${JSON.stringify(this.path)} belongs to no peer yet: peer.add(…)`,
      );
    }
    await this.#host.add(this, limits);
    return this;
  }

  /**
   * Takes the element off the bus. Fulfilled when it is gone, also if it was
   * not there.
   *
   * @param limits What limits the waiting; the element goes in any case.
   */
  async remove(limits?: Limits): Promise<void> {
    await this.#host?.remove(this, limits);
  }

  /** {@linkcode OwnedElement.remove}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  /** The peer that it was added to last. @internal */
  get host(): ElementHost | undefined {
    return this.#host;
  }

  /**
   * Called by the peer that takes the element.
   *
   * @throws {JetError} if another peer has it.
   * @internal
   */
  attach(host: ElementHost): void {
    if (this.#host !== host && this.added) {
      throw new JetError(
        `${JSON.stringify(this.path)} belongs to another peer: remove it first`,
      );
    }
    this.#host = host;
  }

  /** What has to be awaited before it is added, if anything. @internal */
  get checked(): Promise<void> | undefined {
    return undefined;
  }

  /** The parameters of `add`. @internal */
  describe(): Record<string, unknown> {
    const { path, access, timeout } = this;
    return { path, access, timeout };
  }

  /**
   * Carries out what a caller asks for and returns the result.
   *
   * @throws whatever the answer has to tell, see `errorToWire`.
   * @internal
   */
  abstract handle(params: unknown): unknown;
}
