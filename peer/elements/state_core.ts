/**
 * The implementation of states.
 *
 * @module
 */
import { CANCEL as GROUP } from "../codecs/codec.ts";
import { claimed, ignore, isThenable } from "../../base/narrowing.ts";
import { checkTimeout } from "../connection/limits.ts";
import type { NumberType } from "../values/typed_number.ts";
import { checkValue } from "../values/values.ts";
import { ElementCore, isRefusal, SHARED_OPTIONS } from "./element_core.ts";
import type { ElementSchemas, ValueNotes } from "./host.ts";
import { type StandardSchema, validatedOwn } from "./schema.ts";
import type {
  ChangeOptions,
  SetHandler,
  StateOptions,
} from "./state_options.ts";

const OPTIONS = {
  ...SHARED_OPTIONS,
  set: 1,
  fetchOnly: 1,
  concurrent: 1,
  type: 1,
  schema: 1,
  expires: 1,
  keep: 1,
  at: 1,
  quality: 1,
} satisfies Record<keyof StateOptions<unknown>, 1>;

/** A state behind its public face: what its owner and the bus do with it. */
export class StateCore<T = unknown> extends ElementCore {
  readonly fetchOnly: boolean;
  readonly set: SetHandler<T> | undefined;
  readonly type: NumberType | undefined;
  readonly schema: StandardSchema<unknown, T> | undefined;
  readonly concurrent: boolean | undefined;
  readonly expires: number | undefined;
  /** The group that decides upon its values. */
  group: ElementCore | undefined;
  #value: T;
  #notes: ValueNotes;

  constructor(path: string, value: T, options: StateOptions<T> = {}) {
    super(path, options, OPTIONS);
    checkValue(value, path);
    checkTimeout(options.expires);
    this.schema = options.schema;
    this.expires = options.expires;
    this.#notes = notesOf(options);
    this.#value = value;
    const checked = this.check(value);
    if (isThenable(checked)) {
      this.checked = checked.then((late) => {
        if (this.#value === value) this.#value = late;
      });
      this.checked.catch(ignore);
    } else {
      this.#value = checked;
    }
    this.set = options.set;
    this.concurrent = options.concurrent;
    this.type = options.type;
    this.fetchOnly = options.fetchOnly ?? options.set === undefined;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    const checked = this.check(value);
    if (isThenable(checked)) {
      checked.catch(ignore);
      throw new TypeError(
        `the schema of ${JSON.stringify(this.path)} takes its time: ` +
          "await state.change(value)",
      );
    }
    this.announce(checked);
  }

  /** Takes a value and announces it. */
  announce(value: T): void {
    const { host } = this;
    if (host === undefined) checkValue(value, this.path);
    const undo = this.hold(value);
    try {
      host?.announce(this, value);
    } catch (error) {
      undo();
      throw error;
    }
  }

  change(value: T, options?: ChangeOptions): Promise<void> {
    const done = this.#confirm(value, options);
    done.catch(() => {});
    return done;
  }

  async #confirm(value: T, options: ChangeOptions = {}): Promise<void> {
    checkValue(value, this.path);
    let checked = this.check(value);
    if (isThenable(checked)) checked = await checked;
    const notes = notesOf(options);
    const undo = this.hold(checked, notes);
    try {
      const change = { value: checked, ...notes };
      await this.host?.confirm(this, change, options);
    } catch (error) {
      if (isRefusal(error, options)) undo();
      throw error;
    }
  }

  /** What the owner says about the value. */
  get notes(): ValueNotes {
    return this.#notes;
  }

  /**
   * Takes a value that is announced together with others.
   *
   * @returns takes it back, unless the state has got another one meanwhile.
   */
  hold(value: unknown, notes: ValueNotes = {}): () => void {
    const before = this.#value;
    const notesBefore = this.#notes;
    const held = claimed<T>(value);
    this.#value = held;
    this.#notes = notes;
    return () => {
      if (!Object.is(this.#value, held)) return;
      this.#value = before;
      this.#notes = notesBefore;
    };
  }

  /**
   * Restores the value of now, later.
   *
   * @returns whether there was another one, the first time that it is called.
   */
  restorer(): () => boolean {
    const value = this.#value;
    return () => {
      const differs = !Object.is(this.#value, value);
      this.#value = value;
      return differs;
    };
  }

  override get schemas(): ElementSchemas {
    return { schema: this.schema };
  }

  override describe(): Record<string, unknown> {
    return {
      ...super.describe(),
      value: this.#value,
      fetchOnly: this.fetchOnly || undefined,
      expires: this.expires,
      group: this.group && GROUP,
      ...this.#notes,
    };
  }

  /**
   * What the schema makes of a value that the owner gives.
   *
   * @throws {JetError} if it refuses it; or the promise does.
   */
  check(value: unknown, what = "the value"): T | Promise<T> {
    return this.schema === undefined ? claimed<T>(value) : validatedOwn(
      this.schema,
      value,
      `${what} of ${JSON.stringify(this.path)}`,
    );
  }
}

function notesOf({ at, quality }: ValueNotes): ValueNotes {
  return { at, quality };
}
