import { assert, assertEquals } from "@std/assert";
import type { ElementInbox } from "../../inbox.ts";
import { JsonError } from "../../json/errors.ts";
import { RepeatedChange } from "./changes.ts";
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

/** A message that is a change, or nearly one. */
function messageOf(random: (limit: number) => number): Uint8Array {
  const inner = [
    `"path":${PATHS[random(PATHS.length)]}`,
    `"value":${VALUES[random(VALUES.length)]}`,
  ];
  if (random(8) === 0) inner.reverse();
  if (random(12) === 0) inner.push('"at":1');
  if (random(30) === 0) inner.push('"value":2');
  const space = random(8) === 0 ? " " : "";
  const outer = ['"method":"change"', `"params":{${space}${inner}}`];
  if (random(8) === 0) outer.reverse();
  if (random(8) === 0) outer.unshift('"jsonrpc":"2.0"');
  if (random(12) === 0) outer.push('"id":1');
  if (random(12) === 0) outer.unshift('"params":{"path":"b"}');
  const bytes = new TextEncoder().encode(`{${outer.join(`,${space}`)}}`);
  if (random(4) > 0) return bytes;
  bytes[random(bytes.length)] = REPLACED.charCodeAt(random(REPLACED.length));
  return random(4) > 0 ? bytes : bytes.slice(0, random(bytes.length));
}

/** What a message means as a change without id; `undefined`: something else. */
function meaningOf(bytes: Uint8Array): unknown {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const { method, id, params } = JSON.parse(text);
  const { path, value, ...others } = params;
  const isPlain = id === undefined && Object.keys(others).length === 0;
  return isPlain && method === "change" ? { path, value } : undefined;
}

Deno.test("a change that is written as another one means what its JSON means", () => {
  const random = randomOf(7);
  const message = new MessageReader();
  const repeated = new RepeatedChange(message);
  const { scanner } = message;
  let count = 0;
  for (let n = 0; n < 12_000; n++) {
    const text = messageOf(random);
    const start = random(3);
    const end = start + text.length;
    const bytes = new Uint8Array(end + random(3)).fill(0x7d);
    bytes.set(text, start);
    const shown = new TextDecoder().decode(text);
    const taken: unknown[] = [];
    const elements: Pick<ElementInbox, "change"> = {
      change(id, path, value, notes) {
        assertEquals([id, notes], [undefined, null]);
        assert(value !== undefined);
        const { bytes, start, end } = value;
        const json = new TextDecoder().decode(bytes.subarray(start, end));
        taken.push({ path, value: JSON.parse(json) });
      },
    };
    try {
      const isRead = repeated.read(bytes, start, end, { elements });
      assertEquals(taken, isRead ? [meaningOf(text)] : [], shown);
      if (isRead) count++;
      else {
        const at = scanner.begin(bytes, start, end);
        scanner.finish(scanner.object(at));
        const isChange = message.method() === "change";
        if (isChange && message.id() === undefined) {
          repeated.learn(bytes, start, end);
        }
      }
    } catch (error) {
      assert(error instanceof JsonError, `${shown}: ${error}`);
      let parsed: unknown;
      try {
        parsed = meaningOf(text);
      } catch {
        continue;
      }
      assert(parsed === undefined, shown);
    }
  }
  assert(count > 800, `${count} were read so`);
});
