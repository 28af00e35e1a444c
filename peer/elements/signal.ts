/**
 * Signals: what happens at this peer, for other peers to hear of.
 *
 * @module
 */
import { JetError } from "../../protocol/errors/classes.ts";
import { ignore, isThenable } from "../../base/narrowing.ts";
import { checkTimeout, type Limits } from "../connection/limits.ts";
import { checkValue } from "../values/values.ts";
import { OwnedElement } from "./element.ts";
import { ElementCore, setCore, SHARED_OPTIONS } from "./element_core.ts";
import type {
  Access,
  DescribedOptions,
  ElementSchemas,
  OccupiedOptions,
  RequestHandler,
} from "./host.ts";
import { type StandardSchema, validatedOwn } from "./schema.ts";

/** What a signal can be given. */
export interface SignalOptions<T = unknown>
  extends OccupiedOptions, DescribedOptions {
  /** The groups of users that may fetch it: those of `fetchGroups`. */
  access?: Access;
  /**
   * Checks what is sent; fetches get what it makes of that. If it can give JSON
   * Schema, that is `meta.schema` by itself.
   */
  schema?: StandardSchema<unknown, T>;
}

/**
 * A signal: a path without a value, from which the owner sends values. A value
 * goes to the fetches of that moment and is not kept. Fetches that include
 * signals (`type: ["signal"]`) get it as an event `signal`; all others that
 * include states, and peers of other makes, as a state that is added and removed
 * at once.
 *
 * @example
 * ```ts
 * import { Signal } from "../../peer.ts";
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * const opened = await peer.add(new Signal<{ by: string }>("door/opened"));
 * const { ready } = peer.fetch({ type: ["signal"] }, ({ event, path, value }) => {
 *   if (event === "signal") console.log(path, value);
 * });
 * await ready;
 * await opened.send({ by: "Ann" }); // door/opened { by: "Ann" }
 * ```
 */
export class Signal<T = unknown> extends OwnedElement {
  readonly #core: SignalCore<T>;

  /**
   * A signal that is not on the bus yet: `peer.add(signal)`, which fails with
   * {@linkcode JetError} if the daemon has no signals.
   *
   * @param path The path, unique on the whole bus.
   * @param options Metadata, a schema and more.
   */
  constructor(path: string, options: SignalOptions<T> = {}) {
    super();
    this.#core = new SignalCore(path, options);
    setCore(this, this.#core);
  }

  /**
   * Sends a value.
   *
   * @returns fulfilled when the daemon has passed it on; awaiting it is optional.
   * @throws {TypeError} if the value can't be sent.
   * @throws {JetError} if the schema refuses it.
   * @throws {ConnectionClosed} if the daemon does not have the signal now: the
   * value is not kept for later.
   */
  send(value: T, limits?: Limits): Promise<void> {
    const sent = this.#core.send(value, limits);
    sent.catch(ignore);
    return sent;
  }
}

const OPTIONS = {
  ...SHARED_OPTIONS,
  schema: 1,
} satisfies Record<keyof SignalOptions<unknown>, 1>;

/** A signal behind its public face. */
export class SignalCore<T = unknown> extends ElementCore {
  override readonly handler: RequestHandler = this;
  readonly #schema: StandardSchema<unknown, T> | undefined;

  constructor(path: string, options: SignalOptions<T>) {
    super(path, options, OPTIONS);
    this.#schema = options.schema;
  }

  async send(value: T, limits?: Limits): Promise<void> {
    checkTimeout(limits?.timeout);
    const checked = this.check(value);
    const sent = isThenable(checked) ? await checked : checked;
    await this.host?.signal(this, sent, limits);
  }

  /** What the schema makes of a value. */
  check(value: T): T | Promise<T> {
    checkValue(value, this.path);
    return this.#schema === undefined ? value : validatedOwn(
      this.#schema,
      value,
      `what ${JSON.stringify(this.path)} sends`,
    );
  }

  override get schemas(): ElementSchemas {
    return { schema: this.#schema };
  }

  override describe(): Record<string, unknown> {
    return { ...super.describe(), type: "signal" };
  }

  handle(): never {
    throw new JetError(`${JSON.stringify(this.path)} is a signal`);
  }
}
