/**
 * Values and errors on their way between a program and its thread.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import {
  ConnectionClosed,
  type errors,
  FetchOnly,
  InvalidArgument,
  JetError,
  NotFound,
  Occupied,
  PeerError,
  PeerTimeout,
  typed,
  TypedBytes,
  Unauthorized,
} from "../../peer_sync.ts";
import {
  packArguments,
  packReceived,
  packReceivedArguments,
  packValue,
  unpack,
} from "./values.ts";
import { packError, unpackError } from "./errors.ts";

const bytes = new Uint8Array([1, 2, 3]);

Deno.test("values are the same on the other side", () => {
  const values = [
    0,
    "text",
    true,
    null,
    12n,
    { a: [1, null] },
    [],
    bytes,
    new Float64Array([1.5]),
    new Uint8ClampedArray([1]),
    new TypedBytes("image/png", bytes),
  ];
  assertEquals(unpack(packValue(NaN)), NaN);
  assertEquals(unpack(packValue(typed("i32", 7))), typed("i32", 7));
  for (const value of values) {
    assertEquals(unpack(structuredClone(packValue(value))), value);
    assertEquals(unpack(structuredClone(packReceived(value))), value);
    const args = [value, value];
    assertEquals(unpack(structuredClone(packArguments(args))), args);
    assertEquals(unpack(structuredClone(packReceivedArguments(args))), args);
  }
});

Deno.test("a value that takes part in other memory travels without it", () => {
  const large = new Uint8Array(1000);
  const part = travelled(large.subarray(3, 5));
  assertEquals([part.length, part.buffer.byteLength], [2, 2]);
  const shared = new Uint8Array(new SharedArrayBuffer(2));
  const copy = travelled(shared);
  assertInstanceOf(copy.buffer, ArrayBuffer);
});

Deno.test("what can't be sent is refused before it travels", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (const value of [undefined, () => {}, Symbol(), circle, 2n ** 64n]) {
    assertThrows(() => packValue(value, "a"), TypeError);
  }
  assertThrows(() => packValue(new BigInt64Array(1)), TypeError);
});

Deno.test("objects say themselves how they are written", () => {
  const value = { when: new Date(0), toJSON: undefined };
  assertEquals(unpack(packValue(value)), { when: "1970-01-01T00:00:00.000Z" });
});

/** One of each class. */
const FAMILY: Readonly<Record<keyof typeof errors, JetError>> = {
  NotFound: new NotFound("a", { pathNotExists: "a" }),
  Occupied: new Occupied("a", { pathIsNode: "a" }),
  FetchOnly: new FetchOnly("a"),
  InvalidArgument: new InvalidArgument("no", { more: 1 }),
  Unauthorized: new Unauthorized("no"),
  PeerTimeout: new PeerTimeout("late", { code: 5 }),
  PeerError: new PeerError("failed", { data: { stack: "there" } }),
  ConnectionClosed: new ConnectionClosed("gone", { cause: new Error("cut") }),
  JetError: new JetError("own", { code: 17, data: [1] }),
};

Deno.test("errors are of the same class on the other side", () => {
  const others = [
    new TypeError("type"),
    new RangeError("range"),
    new Error("any"),
  ];
  for (const error of [...Object.values(FAMILY), ...others]) {
    const other = unpackError(structuredClone(packError(error)));
    assert(other.constructor === error.constructor, error.name);
    assertEquals(
      [other.name, other.message, other.cause instanceof Error],
      [error.name, error.message, error.cause instanceof Error],
    );
    if (error instanceof JetError && other instanceof JetError) {
      assertEquals([other.code, other.data], [error.code, error.data]);
    }
  }
  assertEquals(unpackError(packError("text")).message, "text");
});

function travelled(value: Uint8Array): Uint8Array {
  const other = unpack(structuredClone(packValue(value)));
  if (other instanceof Uint8Array) return other;
  throw new Error("no bytes");
}
