import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  BinaryClient,
  f64,
  hex,
  join,
  json,
  type Part,
  u16,
  u32,
  value,
} from "../support/binary_client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";
import { speaker } from "../support/population.ts";

const test = sharedDaemon().onOneRuntime;

const PNG = [0x89, 0x50, 0x4e, 0x47, 0, 255, 128, 1];
const PNG_URL = "data:image/png;base64,iVBORwD/gAE=";

function binary(bus: TestBus): Promise<BinaryClient> {
  return BinaryClient.connect(bus.daemon.binaryPort);
}

/** Types of values, and what JSON peers see of them. */
const SEEN: readonly [name: string, value: Uint8Array, json: string][] = [
  ["JSON", value(1, [...new TextEncoder().encode('{"a":1.10}')]), '{"a":1.10}'],
  ["bytes", value(2, [1, 2]), '"data:application/octet-stream;base64,AQI="'],
  ["text", value(3, 'é"\\\n'), '"é\\"\\\\\\n"'],
  ["MessagePack", value(4, [0x80]), '"data:application/msgpack;base64,gA=="'],
  ["CBOR", value(5, [0xa0]), '"data:application/cbor;base64,oA=="'],
  ["PNG", value(6, PNG), JSON.stringify(PNG_URL)],
  ["SVG", value(10, []), '"data:image/svg+xml;base64,"'],
  ["null", value(16), "null"],
  ["false", value(17), "false"],
  ["true", value(18), "true"],
  ["f64", value(19, f64(-1.5)), "-1.5"],
  ["f64 -0", value(19, f64(-0)), "-0"],
  ["f64 NaN", value(19, f64(NaN)), "null"],
  ["i32", value(20, u32(-7)), "-7"],
  ["u32", value(21, u32(0xffffffff)), "4294967295"],
  ["i64", value(22, [1, 0, 0, 0, 0, 0, 0, 128]), "-9223372036854775807"],
  ["u64", value(23, Array(8).fill(255)), "18446744073709551615"],
  ["f64[]", value(32, join(f64(0.5), f64(2))), "[0.5,2]"],
  ["f32[]", value(33, [0, 0, 192, 63]), "[1.5]"],
  ["i32[]", value(34, u32(-1)), "[-1]"],
  ["u32[]", value(35, []), "[]"],
  ["i16[]", value(36, u16(-2)), "[-2]"],
  ["u16[]", value(37, [1, 2]), "[513]"],
  ["i8[]", value(38, [255, 1]), "[-1,1]"],
  ["u8[]", value(39, [255, 1]), "[255,1]"],
  [
    "unassigned",
    value(99, [7]),
    '"data:application/vnd.jet.type-99;base64,Bw=="',
  ],
  [
    "named",
    value(255, join(9, [...new TextEncoder().encode("image/bmp")], 66)),
    '"data:image/bmp;base64,Qg=="',
  ],
];

for (const kind of KINDS) {
  test(`a ${kind} client sees values of every binary type`, async (bus) => {
    await using owner = await binary(bus);
    const client = await speaker(bus, kind);
    for (const [name, bytes] of SEEN) {
      await owner.do(1, bus.path(name), bytes);
    }
    const params = { id: client.fetchId, path: bus.here() };
    await client.request("fetch", params);
    const received: string[] = [];
    while (received.length <= SEEN.length) {
      received.push(await client.client.text());
    }
    // The answer is the first or the last of them.
    const events = received.filter((text) => text.includes('"value":'));
    SEEN.forEach(([name, , seen], i) => {
      assertMatch(
        events[i],
        new RegExp(`"path":"${bus.path(name).replace(/[[\]]/g, "\\$&")}"`),
      );
      assert(events[i].includes(`"value":${seen}`), `${name}: ${events[i]}`);
    });
  });

  test(`a ${kind} client sets a state of a binary owner`, async (bus) => {
    await using owner = await binary(bus);
    const client = await speaker(bus, kind);
    const set = async (name: string, asked: unknown, forwarded: Uint8Array) => {
      const path = bus.path(name);
      const id = await client.request("set", { path, value: asked });
      const request = await owner.message();
      assertEquals(
        hex(request.slice(5)),
        hex(join(3, path, forwarded)),
        `${name} = ${JSON.stringify(asked)}`,
      );
      await owner.send(3, [...request.slice(1, 5)], 0, value(0));
      const done = client.kind === "cjet" ? {} : true;
      assertEquals(await client.answer(id), {
        result: client.isV3 ? { path, value: asked } : done,
      });
    };
    for (const [name, bytes] of SEEN) await owner.do(1, bus.path(name), bytes);
    await set("JSON", "x", json("x"));
    await set("JSON", PNG_URL, json(PNG_URL));
    await set("f64", 3, value(19, f64(3)));
    await set("i32", 3, value(20, u32(3)));
    await set("i32", 3.5, value(19, f64(3.5)));
    await set("i32", 2 ** 31, value(19, f64(2 ** 31)));
    await set("u32", 2 ** 31, value(21, u32(2 ** 31)));
    await set("u64", 5, value(23, [5, 0, 0, 0, 0, 0, 0, 0]));
    await set("u64", -5, value(19, f64(-5)));
    await set("i64", -1, value(22, Array(8).fill(255)));
    await set("f64", true, value(18));
    await set("f64", null, value(16));
    await set("f64", "wie", value(3, "wie"));
    await set("text", "wie", value(3, "wie"));
    await set("text", 4, json(4));
    await set("PNG", PNG_URL, value(6, PNG));
    await set("bytes", PNG_URL, value(6, PNG));
    await set(
      "bytes",
      "data:,a%20b",
      value(255, join(10, [...new TextEncoder().encode("text/plaina b")])),
    );
    await set(
      "SVG",
      "data:image/svg+xml,%3Csvg%3Eü%",
      value(10, "<svg>ü%"),
    );
    await set("SVG", "DATA:image/svg+xml;BASE64,PA%3D%3D", value(10, "<"));
    await set(
      "bytes",
      "Data:image/png;base64,%2B%2F8%3D",
      value(6, [251, 255]),
    );
    await set(
      "bytes",
      "data:;charset=x,a",
      value(
        255,
        join(20, [...new TextEncoder().encode("text/plain;charset=xa")]),
      ),
    );
    await set("bytes", "data:x", json("data:x"));
    await set("bytes", "date:,x", json("date:,x"));
    await set(
      "bytes",
      "data:image/png;base64,%",
      json("data:image/png;base64,%"),
    );
    await set("PNG", { a: 1 }, json({ a: 1 }));
    await set("PNG", false, value(17));
    await set(
      "named",
      "data:image/bmp;base64,AA==",
      value(255, join(9, [...new TextEncoder().encode("image/bmp")], 0)),
    );
    await set("f64[]", [1, 2.5], value(32, join(f64(1), f64(2.5))));
    await set("i8[]", [1, -1], value(38, [1, 255]));
    await set("i8[]", [1, 200], json([1, 200]));
    await set("u16[]", ["x"], json(["x"]));
  });

  test(`a binary client sets and calls what a ${kind} owner has`, async (bus) => {
    const owner = await speaker(bus, kind);
    await using client = await binary(bus);
    const state = bus.path("state");
    const method = bus.path("method");
    await owner.do("add", { path: state, value: { a: 1 } });
    await owner.do("add", { path: method });
    const asked: readonly [Uint8Array, unknown][] = [
      [json([1]), [1]],
      [value(19, f64(1.5)), 1.5],
      [value(3, "x"), "x"],
      [value(6, PNG), PNG_URL],
    ];
    for (const [sent, seen] of asked) {
      const id = await client.request(3, state, sent);
      const forward = await owner.forwarded();
      assertEquals(forward.request, owner.setForward(state, seen));
      await owner.accept(forward.id, state, seen);
      await client.expect(3, u32(id), 0, value(0));

      const called = await client.request(6, method, sent);
      const call = await owner.forwarded();
      assertEquals(
        call.request,
        owner.callForward(method, Array.isArray(seen) ? seen : [seen]),
      );
      await owner.send({ id: call.id, result: seen });
      await client.expect(3, u32(called), 0, json(seen));
    }
    // The value that the owner took, where the client asks for it.
    const id = await client.request(3, state, json(5), 2, 0, 0);
    const forward = await owner.forwarded();
    await owner.send({ id: forward.id, result: owner.tookValue(state, 6) });
    await client.expect(3, u32(id), 0, json(6));
    // Its errors.
    const refused = await client.request(3, state, json(5));
    const { id: token } = await owner.forwarded();
    await owner.send({
      id: token,
      error: { code: 123, message: "no", data: { a: 1 } },
    });
    await client.expect(3, u32(refused), 1, u32(123), "no", json({ a: 1 }));
  });

  test(`a ${kind} client calls a method of a binary owner`, async (bus) => {
    await using owner = await binary(bus);
    const client = await speaker(bus, kind);
    const path = bus.path("method");
    await owner.do(4, path);
    const answers: readonly [Part, Record<string, unknown>][] = [
      [join(0, value(19, f64(2))), { result: 2 }],
      [join(0, value(0)), { result: null }],
      [join(0, json({ a: 1 })), { result: { a: 1 } }],
      [join(0, value(6, PNG)), { result: PNG_URL }],
    ];
    for (const [answer, seen] of answers) {
      const id = await client.request("call", { path, args: [1] });
      const request = await owner.message();
      assertEquals(hex(request.slice(5)), hex(join(6, path, json([1]))));
      await owner.send(3, [...request.slice(1, 5)], answer);
      assertEquals(await client.answer(id), seen);
    }
    const id = await client.request("call", { path, args: [1] });
    const request = await owner.message();
    await owner.send(
      3,
      [...request.slice(1, 5)],
      1,
      u32(77),
      "broken",
      value(0),
    );
    const { error } = await client.answer(id);
    assertEquals(Object(error).code, 77);
    assertEquals(Object(error).message, "broken");
  });
}

test("binary fetchers get elements of JSON owners, by prefix and by rules", async (bus) => {
  const owner = await bus.tcp();
  await using prefix = await binary(bus);
  await using rules = await binary(bus);
  const path = bus.path("a");
  await owner.do("add", { path, value: 5 });
  const first = (await prefix.ask(8, bus.prefix)).slice(5);
  await prefix.expect(4, 1, [...first], 1, path, json(5));
  await prefix.expect(4, 5, [...first]);
  const second = (await rules.ask(
    10,
    json({
      path: { startsWith: bus.prefix },
      value: { greaterThan: 6 },
    }),
  )).slice(5);
  await rules.expect(4, 5, [...second]);
  await owner.do("change", { path, value: 7.50 });
  await prefix.expect(4, 2, [...first], 1, path, json(7.5));
  await rules.expect(4, 1, [...second], 1, path, json(7.5));
  await owner.do("remove", { path });
  await prefix.expect(4, 3, [...first], 1, path, value(0));
  await rules.expect(4, 3, [...second], 1, path, value(0));
});

test("rules look into binary values as JSON peers see them", async (bus) => {
  await using owner = await binary(bus);
  const client = await bus.tcp();
  const path = bus.path("a");
  await owner.do(1, path, value(20, u32(5)));
  await client.send({
    id: 1,
    method: "fetch",
    params: { id: "f", path: bus.here(), value: { greaterThan: 6 } },
  });
  await client.expect({ id: 1, result: true });
  await owner.do(7, path, value(19, f64(6.5)));
  await client.expect({
    method: "f",
    params: { path, event: "add", value: 6.5 },
  });
  await owner.do(7, path, value(3, "x"));
  await client.expect({
    method: "f",
    params: { path, event: "remove", value: "x" },
  });
});

test("a sorted fetch of a binary peer gets rows", async (bus) => {
  await using owner = await binary(bus);
  await using client = await binary(bus);
  await owner.do(1, bus.path("a"), value(19, f64(2)));
  const id = (await client.ask(
    10,
    json({
      path: bus.here(),
      sort: { byValue: "number", from: 1, to: 2 },
    }),
  )).slice(5);
  const row = (index: number, name: string, n: number) =>
    join(u32(index), 1, bus.path(name), value(19, f64(n)));
  await client.expect(4, 4, [...id], u32(1), u32(1), row(1, "a", 2));
  await client.expect(4, 5, [...id]);
  await owner.do(1, bus.path("b"), value(19, f64(1)));
  await client.expect(
    4,
    4,
    [...id],
    u32(2),
    u32(2),
    row(1, "b", 1),
    row(2, "a", 2),
  );
});
