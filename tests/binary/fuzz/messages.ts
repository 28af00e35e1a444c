/**
 * Messages as no friend would send them: valid ones, nearly valid ones and
 * nonsense.
 *
 * @module
 */
import {
  PATH_LIST_RULES,
  PATH_TEXT_RULES,
} from "../../../protocol/rules/path_names.ts";
import type { Chance } from "./chance.ts";
import { Writer } from "./writer.ts";

/** What stands behind the id and the function, and which options may follow. */
const SIGNATURES: Record<number, { fields: string; options: number[] }> = {
  1: { fields: "kv", options: [1, 3, 4] },
  2: { fields: "k", options: [] },
  3: { fields: "kv", options: [1, 2] },
  4: { fields: "k", options: [1, 3, 4] },
  5: { fields: "k", options: [] },
  6: { fields: "kv", options: [1] },
  7: { fields: "kv", options: [] },
  8: { fields: "k", options: [5] },
  9: { fields: "n", options: [] },
  10: { fields: "r", options: [] },
  11: { fields: "t", options: [] },
  12: { fields: "v", options: [] },
  13: { fields: "tt", options: [] },
  14: { fields: "k", options: [6, 7, 8] },
  15: { fields: "k", options: [] },
  16: { fields: "tt", options: [] },
  17: { fields: "ttg", options: [] },
  18: { fields: "r", options: [] },
  19: { fields: "k", options: [] },
  20: { fields: "kb", options: [] },
  21: { fields: "", options: [] },
};

/** How often each function is asked for. */
const FUNCTIONS: [weight: number, fn: number][] = [
  [10, 1],
  [2, 2],
  [10, 3],
  [4, 4],
  [1, 5],
  [6, 6],
  [12, 7],
  [2, 8],
  [3, 9],
  [2, 10],
  [2, 11],
  [6, 12],
  [1, 13],
  [3, 14],
  [6, 15],
  [1, 16],
  [1, 17],
  [3, 18],
  [0.5, 19],
  [4, 20],
  [1, 21],
];

/** Functions about methods. */
const METHODS: ReadonlySet<number> = new Set([4, 5, 6]);

/** Lengths of values whose type implies one. */
const WIDTHS: Record<number, number> = {
  16: 0,
  17: 0,
  18: 0,
  19: 8,
  20: 4,
  21: 4,
  22: 8,
  23: 8,
  32: 8,
  33: 4,
  34: 4,
  35: 4,
  36: 2,
  37: 2,
  38: 1,
  39: 1,
};

const TYPES: readonly number[] = [
  ...[0, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21],
  ...[22, 23, 24, 32, 33, 34, 35, 36, 37, 38, 39, 40, 63, 64, 65, 127, 128],
  ...[200, 254, 255, 255],
];

const BAD_UTF8: readonly (readonly number[])[] = [
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x61, 0xe2, 0x82],
  [0x80],
];

const BAD_JSON: readonly string[] = [
  ...'{|[|]|[1,]|{"a"}|{"a":}|nul|01|1.|-|+1|.5|1e|0x10|\'a\''.split("|"),
  ...'"\\x"|"\\ud8"|"a|[1 2]|{"a":1,}|NaN|Infinity| |//|true false'.split("|"),
  '"\u0000"',
  "\ufeff1",
  "",
];

const MIME_NAMES: readonly string[] = [
  "image/bmp",
  "image/png",
  "application/json",
  "text/plain;charset=utf-8",
  'a/b;c="d,e"',
  "application/vnd.jet.type-1",
  "application/vnd.jet.type-300",
  "no name",
  "/",
  "a/",
  "a\r\nb: c",
  "data:,",
  "",
];

const PATH_RULES: readonly string[] = [
  ...[...PATH_TEXT_RULES, ...PATH_LIST_RULES].map(([rule]) => rule),
  ...["below", "depth", "caseInsensitive", "unknown"],
];

const VALUE_RULES: readonly string[] = [
  ...["equals", "equalsNot", "lessThan", "greaterThan", "isType"],
  ...["hasOneOf", "hasAllOf", "unknown"],
];

const FIELDS: readonly string[] = ["a", "b.c", "b.c[0]", "", ".", "__proto__"];

const STATES: readonly string[] = ["a", "b", "c/d", "c/e/f"];
const METHOD = "m";

const WORKERS: readonly string[] = [
  "work",
  "work/json/state",
  "work/json/double",
  "work/binary/state",
  "work/binary/double",
];

const PATTERNS: readonly string[] = [
  ...["", "f", "fuzz/", "a", "/", "+", "#", "*", "+/+/#", "fuzz/#"],
  "+/".repeat(50),
];

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Makes the messages of one connection. */
export class Messages {
  readonly #chance: Chance;
  readonly #folder: string;
  #id = 0;
  /** How probably each field is spoilt. */
  #malice = 0;

  constructor(chance: Chance, folder: string) {
    this.#chance = chance;
    this.#folder = folder;
  }

  /** The next message, without its length. */
  next(): Uint8Array {
    const chance = this.#chance;
    // At first what the rest can be about.
    if (this.#id < STATES.length) return this.#add(1, STATES[this.#id]);
    if (this.#id === STATES.length) return this.#add(4, METHOD);
    this.#malice = chance.pick([0, 0, 0, 0.05, 0.3]);
    const make = chance.weighed<() => Uint8Array>([
      [40, () => this.#request()],
      [20, () => this.#flipped(this.#any())],
      [8, () => this.#truncated(this.#any())],
      [8, () => this.#overwritten(this.#any())],
      [4, () => this.#spliced(this.#any(), this.#any())],
      [6, () => this.#event()],
      [5, () => this.#response()],
      [4, () => chance.bytes(chance.below(40))],
      [2, () => this.#unknown()],
      [0.05, () => this.#info()],
      [0.3, () => this.#heavy()],
    ]);
    return make();
  }

  #add(fn: number, name: string): Uint8Array {
    const writer = new Writer().u8(2).u32(++this.#id).u8(fn);
    writer.text(`${this.#folder}${name}`);
    return (fn === 1 ? this.#value(writer) : writer).bytes;
  }

  #any(): Uint8Array {
    return this.#chance.weighed<() => Uint8Array>([
      [10, () => this.#request()],
      [1, () => this.#event()],
      [1, () => this.#response()],
    ])();
  }

  #request(): Uint8Array {
    const chance = this.#chance;
    const id = chance.maybe(0.98) ? ++this.#id : chance.u32();
    const fn = chance.weighed(FUNCTIONS);
    return this.#payload(new Writer().u8(2).u32(id).u8(fn), fn).bytes;
  }

  #event(): Uint8Array {
    const fn = this.#chance.weighed(FUNCTIONS);
    return this.#payload(new Writer().u8(4).u8(fn), fn).bytes;
  }

  /** To a request of the daemon, whose ids are small at first, or to none. */
  #response(): Uint8Array {
    const chance = this.#chance;
    const id = chance.maybe(0.8) ? 1 + chance.below(40) : chance.u32();
    const status = chance.weighed([[5, 0], [3, 1], [1, chance.below(256)]]);
    const writer = new Writer().u8(3).u32(id).u8(status);
    if (status === 0) return this.#value(writer).bytes;
    writer.u32(chance.u32());
    return this.#value(this.#text(writer, "an error")).bytes;
  }

  #info(): Uint8Array {
    const chance = this.#chance;
    const writer = new Writer().u8(1).u32(chance.maybe(0.8) ? 1 : chance.u32());
    writer.u32(chance.u32()).u32(chance.u32());
    return this.#options(writer, [1, 2, 3, 4, 5]).bytes;
  }

  #unknown(): Uint8Array {
    const chance = this.#chance;
    if (chance.maybe(0.5)) {
      return new Writer().u8(chance.below(256)).raw(
        chance.bytes(chance.below(20)),
      ).bytes;
    }
    const writer = new Writer().u8(2).u32(++this.#id).u8(chance.below(256));
    return writer.raw(chance.bytes(chance.below(20))).bytes;
  }

  /** What takes long to look at. */
  #heavy(): Uint8Array {
    const chance = this.#chance;
    const depth = chance.pick([100, 1000, 20_000, 100_000]);
    const [open, close] = chance.pick([["[", "]"], ['{"a":', "}"]]);
    const closing = chance.maybe(0.7) ? close.repeat(depth) : "";
    const text = chance.weighed<() => string>([
      [3, () => `${open.repeat(depth)}1${closing}`],
      [1, () => "9".repeat(depth)],
      [1, () => `1e${"9".repeat(Math.min(depth, 1000))}`],
      [1, () => `"${"\\ud800".repeat(depth / 10)}"`],
      [1, () => `[${"0,".repeat(depth)}0]`],
      [1, () => {
        const names = Array.from({ length: depth / 10 }, (_, i) => `"${i}":0`);
        return `{${names}}`;
      }],
      [1, () => {
        const texts = Array.from({ length: depth / 10 }, (_, i) => `"${i}"`);
        return `{"path":{"containsAllOf":[${texts}]}}`;
      }],
      [1, () => `{"path":${open.repeat(depth)}1${closing}}`],
    ])();
    const writer = new Writer().u8(2).u32(++this.#id);
    if (chance.maybe(0.3)) {
      return writer.u8(chance.pick([10, 18])).value(1, text).bytes;
    }
    const fn = chance.pick([1, 3, 6, 7, 12]);
    writer.u8(fn);
    if (fn !== 12) this.#key(writer, METHODS.has(fn));
    const type = chance.pick([1, 1, 1, 3, 2, 32, 255]);
    return writer.value(type, text).bytes;
  }

  #payload(writer: Writer, fn: number): Writer {
    const { fields, options } = SIGNATURES[fn];
    for (const field of fields) this.#field(writer, field, fn);
    if (this.#chance.maybe(0.4)) this.#options(writer, options);
    return writer;
  }

  #field(writer: Writer, field: string, fn: number): void {
    const chance = this.#chance;
    switch (field) {
      case "k":
        this.#key(writer, METHODS.has(fn));
        break;
      case "v":
        this.#value(writer);
        break;
      case "n":
        writer.u32(chance.u32());
        break;
      case "r":
        this.#json(writer, () => this.#rules());
        break;
      case "t":
        this.#text(writer, chance.pick(["joe", "", "root", "x"]));
        break;
      case "g": {
        const count = chance.below(3);
        writer.u16(this.#spoil() ? chance.u32() & 0xffff : count);
        for (let i = 0; i < count; i++) this.#text(writer, "group");
        break;
      }
      case "b": {
        const count = chance.below(4);
        writer.u32(this.#spoil() ? chance.u32() : count);
        for (let i = 0; i < count; i++) {
          this.#text(
            writer,
            chance.weighed([[8, chance.pick(STATES)], [1, ""], [1, "/"]]),
          );
          this.#value(writer);
        }
      }
    }
  }

  #spoil(): boolean {
    return this.#chance.maybe(this.#malice);
  }

  #key(writer: Writer, ofMethod: boolean): void {
    const chance = this.#chance;
    const own = this.#folder;
    const name = ofMethod === chance.maybe(0.9)
      ? METHOD
      : chance.weighed([[20, chance.pick(STATES)], [1, "a/b"], [2, "c"]]);
    const key = chance.weighed<() => string>([
      [20, () => `${own}${name}`],
      [3, () => own.slice(0, -1)],
      [3, () => `fuzz/all/${name}`],
      [2, () => chance.pick(["fuzz", "fuzz/", ""])],
      [0.5, () => `${own}${"x/".repeat(chance.pick([10, 100, 1000]))}y`],
      [0.1, () => `${own}${"k".repeat(chance.pick([255, 4096, 60_000]))}`],
      // Those of the workers, who must not notice.
      [3, () => chance.pick(WORKERS)],
      [0.5, () => `${own}\u0000\n"\\👋`],
      [0.5, () => "__proto__/constructor"],
    ])();
    this.#text(writer, key);
  }

  #text(writer: Writer, text: string): Writer {
    if (!this.#spoil()) return writer.text(text);
    const chance = this.#chance;
    if (chance.maybe(0.5)) {
      return writer.text(Uint8Array.from(chance.pick(BAD_UTF8)));
    }
    return writer.u16(chance.u32() & 0xffff).raw(chance.bytes(text.length));
  }

  #value(writer: Writer): Writer {
    const chance = this.#chance;
    const type = chance.pick(TYPES);
    if (this.#spoil()) {
      const bytes = chance.bytes(chance.below(12));
      if (chance.maybe(0.5)) return writer.value(type, bytes);
      return writer.u8(type).u32(chance.u32()).raw(bytes);
    }
    const width = WIDTHS[type];
    if (width !== undefined) {
      const count = type < 32 ? 1 : chance.below(4);
      return writer.value(type, chance.bytes(width * count));
    }
    switch (type) {
      case 0:
        return writer.value(0);
      case 1:
        return this.#json(writer, () => this.#anyJson());
      case 3:
        return writer.value(3, chance.pick(["", "x", "grüß 👋", "1", "null"]));
      case 255: {
        const name = chance.pick(MIME_NAMES);
        const length = chance.maybe(0.8) ? name.length : chance.below(256);
        const bytes = new Writer().u8(length).raw(
          new TextEncoder().encode(name),
        );
        return writer.value(255, bytes.raw(chance.bytes(3)).bytes);
      }
      default:
        return writer.value(type, chance.bytes(chance.below(20)));
    }
  }

  #json(writer: Writer, content: () => unknown): Writer {
    const chance = this.#chance;
    if (!this.#spoil()) return writer.value(1, JSON.stringify(content()));
    const bytes = chance.weighed<string | Uint8Array>([
      [3, chance.pick(BAD_JSON)],
      [1, Uint8Array.from([0x22, ...chance.pick(BAD_UTF8), 0x22])],
      [1, chance.bytes(10)],
    ]);
    return writer.value(1, bytes);
  }

  #anyJson(): unknown {
    const chance = this.#chance;
    return chance.pick<() => unknown>([
      () => null,
      () => chance.maybe(0.5),
      () => chance.below(100) - 50,
      () => chance.pick([1e308, 5e-324, -0, 2 ** 53, 2 ** 63]),
      () => "text",
      () => [1, "two", [3]],
      () => ({ a: 1, b: { c: [] }, __proto__: 1, "": null }),
    ])();
  }

  #rules(): unknown {
    const chance = this.#chance;
    const pattern = () => chance.pick(PATTERNS);
    const anyRule = () =>
      chance.weighed<unknown>([
        [3, pattern()],
        [1, [pattern(), pattern()]],
        [1, this.#anyJson()],
      ]);
    const rules: Record<string, unknown> = {};
    if (chance.maybe(0.6)) {
      const [rule, ofPath] = [chance.pick(PATH_RULES), this.#folder];
      const startsWith = chance.maybe(0.9) ? ofPath : anyRule();
      rules.path = chance.maybe(0.1)
        ? anyRule()
        : { startsWith, [rule]: anyRule() };
    }
    if (chance.maybe(0.2)) {
      rules.value = { [chance.pick(VALUE_RULES)]: this.#anyJson() };
    }
    if (chance.maybe(0.2)) {
      const rule = { [chance.pick(VALUE_RULES)]: this.#anyJson() };
      rules.valueField = {
        [chance.pick(FIELDS)]: chance.maybe(0.9) ? rule : this.#anyJson(),
      };
    }
    if (chance.maybe(0.3)) {
      const by = chance.pick<Record<string, unknown>>([
        { byPath: true },
        { byValue: chance.pick(["number", "string", "boolean", "x"]) },
        { byValueField: { [chance.pick(FIELDS)]: chance.pick(["number", 1]) } },
        {},
      ]);
      rules.sort = chance.maybe(0.1) ? this.#anyJson() : {
        ...by,
        from: chance.weighed<unknown>([[8, 1], [1, 2], [1, 0], [1, 1e9]]),
        to: chance.weighed<unknown>([[8, 10], [1, 1], [1, 0], [1, 1e9]]),
        descending: chance.maybe(0.5),
      };
    }
    if (chance.maybe(0.1)) rules.nodes = chance.pick<unknown>([true, false, 1]);
    if (chance.maybe(0.1)) rules.type = chance.pick(["state", "method", "", 1]);
    if (chance.maybe(0.05)) rules.below = anyRule();
    if (chance.maybe(0.05)) rules.depth = this.#anyJson();
    return rules;
  }

  #options(writer: Writer, tags: readonly number[]): Writer {
    const chance = this.#chance;
    for (let count = 1 + chance.below(3); count > 0; count--) {
      const known = tags.length > 0 && chance.maybe(0.9);
      const tag = known ? chance.pick(tags) : chance.below(256);
      const content = new Writer();
      if (tag === 4) {
        const groups = () => chance.pick<unknown>([["a"], [], "a", [1], {}]);
        content.raw(new TextEncoder().encode(JSON.stringify({
          fetchGroups: groups(),
          setGroups: groups(),
        })));
      } else if (tag === 5) {
        content.u8(chance.below(8));
      } else if (tag === 1 || tag === 6 || tag === 7) {
        content.u32(chance.maybe(0.7) ? 1 + chance.below(500) : chance.u32());
      }
      const bytes = this.#spoil()
        ? chance.bytes(chance.below(8))
        : content.bytes;
      const length = this.#spoil() ? chance.u32() & 0xffff : bytes.length;
      writer.u8(tag).u16(length).raw(bytes);
    }
    return writer;
  }

  #flipped(message: Uint8Array): Uint8Array {
    const chance = this.#chance;
    for (let count = 1 + chance.below(4); count > 0; count--) {
      message[chance.below(message.length)] ^= 1 << chance.below(8);
    }
    return message;
  }

  #truncated(message: Uint8Array): Uint8Array {
    return message.slice(0, this.#chance.below(message.length));
  }

  /** Some number in it becomes another. */
  #overwritten(message: Uint8Array): Uint8Array {
    const { length } = message;
    if (length < 8) return message;
    // Not its id, so that the answer can be recognized.
    const at = 5 + this.#chance.below(length - 5);
    const number = new Writer().u32(this.#chance.u32()).bytes;
    const width = this.#chance.pick([1, 2, 4]);
    message.set(number.subarray(0, Math.min(width, length - at)), at);
    return message;
  }

  #spliced(one: Uint8Array, other: Uint8Array): Uint8Array {
    const chance = this.#chance;
    const writer = new Writer().raw(one.slice(0, chance.below(one.length)));
    return writer.raw(other.slice(chance.below(other.length))).bytes;
  }
}

/** A message in a form to be shown: digits, and what is text in it. */
export function shown(message: Uint8Array): string {
  const part = message.subarray(0, 60);
  const digits = Array.from(part, (byte) => byte.toString(16).padStart(2, "0"));
  const text = decoder.decode(part).replace(/[^ -~]/g, ".");
  const more = part.length < message.length ? `… ${message.length} bytes` : "";
  return `${digits.join(" ")}${more}  ${text}`;
}
