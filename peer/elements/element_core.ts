/**
 * The implementation that states and methods share, and the way from a public
 * element to its implementation.
 *
 * @module
 */
import {
  ConnectionClosed,
  JetError,
  PeerTimeout,
} from "../../protocol/errors/classes.ts";
import { checkTimeout, type Limits } from "../connection/limits.ts";
import { checkMembers } from "../values/members.ts";
import { jsonText } from "../values/values.ts";
import type {
  Access,
  DescribedOptions,
  ElementHost,
  ElementSchemas,
  HostedElement,
  OccupiedOptions,
  RemoveLimits,
  RequestHandler,
  StayOptions,
} from "./host.ts";
import type { Meta } from "./meta.ts";
import { order } from "./order.ts";

/** What every element can be given. */
export interface ElementOptions
  extends OccupiedOptions, DescribedOptions, StayOptions {
  access?: Access;
  timeout?: number;
  /** Of a state. */
  keep?: boolean;
}

/** The options of all kinds of elements. */
export const SHARED_OPTIONS = {
  access: 1,
  timeout: 1,
  meta: 1,
  stay: 1,
  occupied: 1,
  replace: 1,
} satisfies Record<Exclude<keyof ElementOptions, "keep">, 1>;

/** A state or a method behind its public face. */
export abstract class ElementCore implements HostedElement {
  readonly path: string;
  readonly options: ElementOptions;
  /** The peer that it was added to last. */
  protected host: ElementHost | undefined;
  /** Number of the last `remove` that came before the element had a host. */
  removedBefore = 0;
  meta: Meta | undefined;
  /** Set while the schema of a state validates the initial value. */
  checked: Promise<void> | undefined;
  handler: RequestHandler | undefined;
  /** The states of a group, which is no element itself. */
  readonly members: readonly ElementCore[] | undefined;

  /**
   * @param known The options of this kind of element.
   * @throws {RangeError} if the timeout is not a number above 0.
   * @throws {TypeError} if the path is no text, or if there is no such option.
   */
  constructor(
    path: string,
    options: ElementOptions,
    known: Readonly<Record<string, 1>> = SHARED_OPTIONS,
  ) {
    if (typeof path !== "string") throw new TypeError("the path is a text");
    checkMembers(options, known);
    checkTimeout(options.timeout);
    checkTimeout(options.stay);
    this.path = path;
    this.options = options;
    this.meta = options.meta;
  }

  /** Whether the daemon has the element now. */
  get added(): boolean {
    return this.host?.has(this) ?? false;
  }

  /** Adds the element again to the peer that it was added to last. */
  async add(limits?: Limits): Promise<void> {
    if (this.host === undefined) {
      throw new JetError(
        `${JSON.stringify(this.path)} belongs to no peer yet: peer.add(…)`,
      );
    }
    await this.host.add(this, limits);
  }

  /** Takes the element off the bus. */
  async remove(limits?: RemoveLimits): Promise<void> {
    if (this.host === undefined) this.removedBefore = ++order.call;
    await this.host?.remove(this, limits);
  }

  get schemas(): ElementSchemas {
    return {};
  }

  /** Gives the element other metadata. */
  async setMeta(meta: Meta | undefined, limits?: Limits): Promise<void> {
    jsonText(meta ?? null, this.path);
    const before = this.meta;
    this.meta = meta;
    try {
      await this.host?.confirm(this, { meta: meta ?? null }, limits);
    } catch (error) {
      if (this.meta === meta && isRefusal(error, limits)) this.meta = before;
      throw error;
    }
  }

  attach(host: ElementHost): void {
    if (this.host !== host && this.added) {
      throw new JetError(
        `${JSON.stringify(this.path)} belongs to another peer: remove it first`,
      );
    }
    this.host = host;
  }

  describe(): Record<string, unknown> {
    const { access, timeout, stay } = this.options;
    return { path: this.path, access, timeout, stay };
  }
}

/** Whether a change failed for good: the daemon can't have taken it. */
export function isRefusal(error: unknown, limits?: Limits): boolean {
  return !limits?.signal?.aborted && !(error instanceof ConnectionClosed) &&
    !(error instanceof PeerTimeout);
}

const cores = new WeakMap<object, ElementCore>();

/** Gives a public element its implementation. */
export function setCore(element: object, core: ElementCore): void {
  cores.set(element, core);
}

/**
 * The implementation of a public element.
 *
 * @throws {TypeError} if it is not a state or method.
 */
export function coreOf(element: object): ElementCore {
  const core = cores.get(element);
  if (core === undefined) throw new TypeError("this is no state or method");
  return core;
}
