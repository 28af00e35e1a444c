/**
 * Metadata: what an element says about itself.
 *
 * @module
 */

/**
 * Metadata of a state or method. The members named here are understood by the
 * tools of this project; any others are passed on as they are. All of it is
 * JSON, together at most 16 KiB unless the daemon is configured otherwise.
 *
 * The names are those of JSON Schema and of the Web of Things (`title`,
 * `description`, `unit`) where these have one; OPC UA calls `min` and `max`
 * the EURange, and `unit` the EngineeringUnits; Home Assistant `unit` the
 * `unit_of_measurement`, `kind` the `device_class`, `precision` the
 * `suggested_display_precision`.
 *
 * @example
 * ```ts
 * import { type Meta, State } from "../../peer.ts";
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * const meta: Meta = { title: "Voltage", unit: "V", min: 0, max: 30, step: 0.1 };
 * await peer.add(new State("psu/1/voltage", 5, { meta, set() {} }));
 * const [voltage] = await peer.get({ path: "psu/1/voltage", meta: true });
 * console.log(voltage.meta?.unit); // V
 * ```
 */
export interface Meta {
  /** Name for people: one line, without the unit. */
  readonly title?: string;
  /** What it is, and what to know about it, in a few sentences. */
  readonly description?: string;
  /**
   * The unit of the value as a case-sensitive UCUM code (https://ucum.org):
   * `"V"`, `"m/s"`, `"Cel"` (°C), `"%"`, `"kg"`, `"1"` for a plain ratio.
   */
  readonly unit?: string;
  /** The least value, in `unit`. */
  readonly min?: number;
  /** The greatest value, in `unit`. */
  readonly max?: number;
  /** The distance between two values that can be set, in `unit`, above 0. */
  readonly step?: number;
  /** Digits behind the decimal point that are worth showing; from 0. */
  readonly precision?: number;
  /**
   * The values that there are: an array, or an object with the title of each
   * value that is a string.
   */
  readonly options?: readonly unknown[] | Readonly<Record<string, string>>;
  /** JSON Schema (2020-12) of the value of a state. */
  readonly schema?: Readonly<Record<string, unknown>> | boolean;
  /** JSON Schema of the arguments of a method: of an array or an object. */
  readonly params?: Readonly<Record<string, unknown>> | boolean;
  /** JSON Schema of the result of a method. */
  readonly result?: Readonly<Record<string, unknown>> | boolean;
  /**
   * What kind of quantity or thing it is: `"temperature"`, `"voltage"`,
   * `"door"`; a word of Home Assistant's device classes where there is one.
   */
  readonly kind?: string;
  /** An emoji or a few characters that stand for it. */
  readonly icon?: string;
  /** The title of what it is shown together with. */
  readonly group?: string;
  /** Where it stands among its neighbours, smallest first. */
  readonly order?: number;
  /** Whatever else owner and reader agree on. */
  readonly [member: string]: unknown;
}
