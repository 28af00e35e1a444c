import { assert, assertEquals } from "@std/assert";
import { type ElementInbox, PLAIN_ADD } from "../../inbox.ts";
import { JsonError } from "../../json/errors.ts";
import { RepeatedAdd, RepeatedChange } from "./repeated.ts";
import { MessageReader } from "./request_reader.ts";

/** Numbers of a seed, below a limit. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

const PATHS = ['"a"', '"a/b"', '"\\u00e9/\\n"', '"ü"', '""', "null", "7"];
const VALUES = ["0", "-1.5e3", '"x\\"}}"', "[1,{}]", "null", '{"value":1}']
  .concat(["1e999", '"€"', "01", "tru", '{"a":[[]]}', " 3 "]);
const REPLACED = '{}[]",:\\ a1e0\x01';

const IDS = ["7", "123456789", "1234567890", "0", "07", '"a"', "-1", "1.5"];

type Method = "change" | "add";

/**
 * A message of a kind, or nearly one.
 *
 * @param form How it is written.
 * @param random What it says, and what is wrong with it.
 */
function messageOf(
  method: Method,
  form: (limit: number) => number,
  random: (limit: number) => number,
): Uint8Array {
  const inner = [
    `"path":${PATHS[random(PATHS.length)]}`,
    `"value":${VALUES[random(VALUES.length)]}`,
  ];
  if (form(8) === 0) inner.reverse();
  if (form(12) === 0) inner.push('"at":1');
  if (form(30) === 0) inner.push('"value":2');
  const space = form(8) === 0 ? " " : "";
  const outer = [`"method":"${method}"`, `"params":{${space}${inner}}`];
  const id = `"id":${IDS[random(random(4) > 0 ? 2 : IDS.length)]}`;
  if (method === "add" && form(12) > 0) {
    outer.splice([0, 0, 0, 1, 2][form(5)], 0, id);
  }
  if (form(8) === 0) outer.reverse();
  if (form(8) === 0) outer.unshift('"jsonrpc":"2.0"');
  if (form(12) === 0) outer.push(id);
  if (form(12) === 0) outer.unshift('"params":{"path":"b"}');
  const bytes = new TextEncoder().encode(`{${outer.join(`,${space}`)}}`);
  if (random(4) > 0) return bytes;
  bytes[random(bytes.length)] = REPLACED.charCodeAt(random(REPLACED.length));
  return random(4) > 0 ? bytes : bytes.slice(0, random(bytes.length));
}

/**
 * What a message means as a plain request of a kind; `undefined`: something else.
 */
function meaningOf(method: Method, bytes: Uint8Array): unknown {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const { method: name, id, params } = JSON.parse(text);
  const { path, value, ...others } = params;
  const isPlain = (id === undefined) === (method === "change") &&
    Object.keys(others).length === 0;
  return isPlain && name === method ? { id, path, value } : undefined;
}

/** A repeated request, and how it is learned from what the reader has read. */
interface Kind {
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    to: { elements: Pick<ElementInbox, Method> },
  ): boolean;
  learn(bytes: Uint8Array, start: number, end: number): void;
}

for (
  const [method, make] of [
    ["change", (message: MessageReader): Kind => new RepeatedChange(message)],
    ["add", (message: MessageReader): Kind => new RepeatedAdd(message)],
  ] as const
) {
  const article = method === "add" ? "an" : "a";
  Deno.test(`${article} ${method} that is written as another one means what its JSON means`, () => {
    const random = randomOf(7);
    const message = new MessageReader();
    const repeated = make(message);
    const { scanner } = message;
    let count = 0;
    for (let n = 0; n < 12_000; n++) {
      const form = randomOf(Math.floor(n / 6));
      const text = messageOf(method, form, random);
      const start = random(3);
      const end = start + text.length;
      const bytes = new Uint8Array(end + random(3)).fill(0x7d);
      bytes.set(text, start);
      const shown = new TextDecoder().decode(text);
      const taken: unknown[] = [];
      const take: ElementInbox["change"] = (id, path, value, notes) => {
        assertEquals(notes, null);
        assert(value !== undefined);
        const { bytes, start, end } = value;
        const json = new TextDecoder().decode(bytes.subarray(start, end));
        taken.push({
          ...{ id: id && Number(id), path, value: JSON.parse(json) },
        });
      };
      const elements: Pick<ElementInbox, Method> = {
        change: take,
        add(id, path, value, options) {
          assertEquals(options, PLAIN_ADD);
          assertEquals(id, `${Number(id)}`);
          take(id, path, value, null);
        },
      };
      try {
        const isRead = repeated.read(bytes, start, end, { elements });
        assertEquals(taken, isRead ? [meaningOf(method, text)] : [], shown);
        if (isRead) count++;
        else {
          const at = scanner.begin(bytes, start, end);
          scanner.finish(scanner.object(at));
          const hasId = typeof message.id() === "string";
          if (message.method() === method && hasId === (method === "add")) {
            repeated.learn(bytes, start, end);
          }
        }
      } catch (error) {
        assert(error instanceof JsonError, `${shown}: ${error}`);
        let parsed: unknown;
        try {
          parsed = meaningOf(method, text);
        } catch {
          continue;
        }
        assert(parsed === undefined, shown);
      }
    }
    assert(count > 400, `${count} were read so`);
  });
}

Deno.test("an add behind another request is taken apart, those behind it are not", () => {
  const message = new MessageReader();
  const repeated = new RepeatedAdd(message);
  const paths: string[] = [];
  const elements: Pick<ElementInbox, "add"> = {
    add: (_id, path) => void paths.push(path),
  };
  const read = (text: string): boolean => {
    const bytes = new TextEncoder().encode(text);
    if (repeated.read(bytes, 0, bytes.length, { elements })) return true;
    message.scanner.finish(
      message.scanner.object(message.scanner.begin(bytes, 0, bytes.length)),
    );
    if (message.method() === "add") repeated.learn(bytes, 0, bytes.length);
    return false;
  };
  const add = (path: string) =>
    read(`{"id":5,"method":"add","params":{"path":"${path}","value":1}}`);
  assertEquals([add("a"), add("b"), add("c\\u0064")], [false, true, true]);
  assert(!read('{"id":6,"method":"set","params":{"path":"a","value":1}}'));
  assertEquals([add("e"), add("f")], [false, true]);
  assertEquals(paths, ["b", "cd", "f"]);
});

Deno.test("an id that is no JSON is left to the whole message, whatever is behind it", () => {
  const message = new MessageReader();
  const repeated = new RepeatedAdd(message);
  const elements: Pick<ElementInbox, "add"> = {
    add: () => assert(false, "an add"),
  };
  const encoder = new TextEncoder();
  const add = (id: string, value: string) =>
    encoder.encode(
      `{"id":${id},"method":"add","params":{"path":"\\ud800","value":${value}}}`,
    );
  const good = add("1", "1");
  for (const id of ["07", "00", "", "-", "1234567890"]) {
    message.scanner.object(message.scanner.begin(good, 0, good.length));
    repeated.learn(good, 0, good.length);
    for (const value of ["1", "[1 2]", "[".repeat(1002), "tru"]) {
      const bytes = add(id, value);
      const before = bytes.slice();
      assert(!repeated.read(bytes, 0, bytes.length, { elements }));
      assertEquals(bytes, before);
      repeated.learn(good, 0, good.length);
    }
  }
});
