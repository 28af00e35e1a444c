import { assertEquals, assertMatch } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { failure, invalidRequest } from "../support/errors.ts";
import { seededRandom } from "../support/seeded_random.ts";
import { concat, frame, header } from "../support/stream_client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const MAX = 100_000;
const test = sharedDaemon("--max-message", `${MAX}`);
const encoder = new TextEncoder();

/** Texts that are not JSON, and what is said of them. */
const GARBAGE: [string, RegExp][] = [
  ["{bad json", /unexpected byte/],
  ["{", /too early/],
  ['{"id":1,"method":"info"', /too early/],
  ['{"id":1,"method":"info"}}', /unexpected byte/],
  ['{"id":1,}', /unexpected byte/],
  ["[1,]", /unexpected byte/],
  ['{"id":1 "method":"info"}', /unexpected byte/],
  ["{'id':1}", /unexpected byte/],
  ['{"id":NaN}', /unexpected byte/],
  ['{"id":01}', /unexpected byte/],
  ['{"id":1.}', /unexpected byte/],
  ['{"id":+1}', /unexpected byte/],
  ['{"id":tru}', /unexpected byte|too early/],
  ['{"id":"\t"}', /unexpected byte/],
  ['{"id":"\\x"}', /unexpected byte/],
  ['{"id":"\\u12"}', /unexpected byte/],
  ['{"id":"', /too early/],
  ["GET / HTTP/1.1\r\n\r\n", /unexpected byte/],
  ["\ufeff{}", /unexpected byte/],
  ["   ", /empty text/],
  ["\0\0\0\0", /unexpected byte/],
];

test("a text that is not JSON is answered without an id, and the connection lives on", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  for (const [text, reason] of GARBAGE) {
    await peer.send(text);
    const { error, ...rest } = asRecord(await peer.next());
    assertEquals(rest, {}, text);
    const { data, ...kind } = asRecord(error);
    assertEquals(kind, { code: -32700, message: "Parse error" }, text);
    // The text itself, as in lua-jet, if it may be quoted.
    if (typeof data === "string") assertEquals(data, text);
    else assertMatch(String(asRecord(data).reason), reason, text);
  }
  await peer.quiet();
  await bystander.noticedNothing();
});

test("of a message that is not JSON nothing is carried out", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("s");
  const add = JSON.stringify({ method: "add", params: { path, value: 1 } });
  await peer.send(`[${add},{]`);
  assertEquals("error" in asRecord(await peer.next()), true);
  await peer.send(`${add},`);
  assertEquals("error" in asRecord(await peer.next()), true);
  assertEquals(await peer.ask("get", { path: bus.here() }), { result: [] });
});

test("invalid UTF-8 is no JSON, wherever it is", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  const broken = [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [
    0xf4,
    0x90,
    0x80,
    0x80,
  ]];
  const places: [string, string][] = [
    ['{"id":1,"method":"echo","params":"', '"}'],
    ['{"id":1,"method":"', '"}'],
    ['{"id":1,"method":"add","params":{"path":"', '","value":1}}'],
    ['{"id":1,"method":"echo","params":{"', '":1}}'],
  ];
  for (const [before, after] of places) {
    for (const bytes of broken) {
      await peer.write(frame(
        concat(
          encoder.encode(before),
          Uint8Array.from(bytes),
          encoder.encode(after),
        ),
      ));
      await peer.expect(
        failure(-32700, "Parse error", { reason: "not UTF-8" }),
      );
    }
  }
  await bystander.noticedNothing();
});

test("a JSON scalar is no request", async (bus) => {
  const peer = await bus.tcp();
  for (const scalar of [42, -0.5, "text", true, false]) {
    await peer.send(JSON.stringify(scalar));
    await peer.expect(invalidRequest(scalar));
  }
  await peer.quiet();
});

test("null is a goodbye: the peer's elements go, its connection is closed", async (bus) => {
  const bystander = await bus.bystander();
  const [peer, fetcher] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await fetcher.do("fetch", { id: "f", path: { equals: path } });
  await peer.do("add", { path, value: 1 });
  await fetcher.next();
  // What follows in the same write is not looked at any more.
  await peer.write(concat(frame("null"), frame('{"id":1,"method":"info"}')));
  await fetcher.expect({
    method: "f",
    params: { path, event: "remove", value: 1 },
  });
  await peer.ending();
  await bystander.noticedNothing();
});

test("what is no object in a batch is refused, the rest is carried out", async (bus) => {
  const peer = await bus.tcp();
  await peer.send(
    `[1,{"id":1,"method":"echo"},null,"x",[{"id":2,"method":"echo"}],{"id":3,"method":"echo"}]`,
  );
  await peer.expect(
    invalidRequest(1),
    { id: 1, result: true },
    invalidRequest(null),
    invalidRequest("x"),
    invalidRequest([{ id: 2, method: "echo" }]),
    { id: 3, result: true },
  );
});

test("an object that is neither request nor answer is refused, with its id", async (bus) => {
  const peer = await bus.tcp();
  const bad: Record<string, unknown>[] = [
    {},
    { id: 8 },
    { id: "8", params: {} },
    { id: 0, method: 42 },
    { id: 1, method: null },
    { id: 2, method: ["info"] },
    { method: {} },
  ];
  for (const message of bad) {
    await peer.send(message);
    const id = "id" in message ? { id: message.id } : {};
    await peer.expect({ ...id, ...invalidRequest(message) });
  }
});

test("an id that is neither text nor number is refused, and nothing carried out", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("s");
  for (const id of [true, false, {}, [1]]) {
    const message = { id, method: "add", params: { path, value: 1 } };
    await peer.send(message);
    await peer.expect(invalidRequest(message));
  }
  assertEquals(await peer.ask("get", { path: bus.here() }), { result: [] });
});

test("nesting is taken up to 1000 levels and refused beyond", async (bus) => {
  const bystander = await bus.bystander();
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("deep");
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const add = (depth: number) =>
    `{"id":1,"method":"add","params":{"path":"${path}","value":${
      nested(depth)
    }}}`;
  const refused = failure(-32700, "Parse error", {
    reason: "nested deeper than 1000",
  });
  for (const depth of [1001, 10_000, 40_000]) {
    await owner.send(add(depth));
    await owner.expect({ id: 1, ...refused });
    await owner.send(nested(depth));
    await owner.expect(refused);
    await owner.send('{"a":'.repeat(depth / 4 + 1001));
    await owner.expect(refused);
  }
  await owner.send(add(1000));
  await owner.expect({ id: 1, result: true });
  assertEquals(await client.ask("get", { path: bus.here({ equals: path }) }), {
    result: [{ path, event: "add", value: JSON.parse(nested(1000)) }],
  });
  // Looked into, as well: a rule is one level deeper than the value it names.
  await owner.do("remove", { path });
  await owner.send(add(999));
  await owner.expect({ id: 1, result: true });
  const equals: unknown = JSON.parse(nested(999));
  const rules = { path: bus.here({ equals: path }), value: { equals } };
  assertEquals(await client.ask("get", rules), {
    result: [{ path, event: "add", value: equals }],
  });
  await bystander.noticedNothing();
});

test("a frame that is too long is skipped and answered by its id", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  for (const length of [MAX + 1, MAX * 16]) {
    const begin = `{"id":"x","method":"set","params":{"path":"`;
    const refused = invalidRequest({
      reason: `message of ${length} bytes, at most ${MAX} are accepted`,
    });
    await peer.send(begin.padEnd(length, "x"));
    await peer.expect({ ...refused, id: "x" });
    await peer.send(begin.replace('"id":"x",', "").padEnd(length, "x"));
    // Without id there is no answer: lua-jet's peer would call itself for ever.
    await peer.quiet();
  }
  await bystander.noticedNothing();
});

test("a response that is too long or nested too deep fails the request", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("method");
  await owner.do("add", { path });
  const deep = `[${"[".repeat(1000)}${"]".repeat(1000)}]`;
  const long = `"${"x".repeat(MAX)}"`;
  const tooLong = `message of ${MAX + 100} bytes, at most ${MAX} are accepted`;
  const reasons: [result: string, length: number, reason: string][] = [
    [long, MAX + 100, tooLong],
    [deep, 0, "nested deeper than 1000"],
  ];
  for (const [result, length, reason] of reasons) {
    await client.send({ id: 1, method: "call", params: { path } });
    const { id } = asRecord(await owner.next());
    await owner.send(`{"id":"${id}","result":${result}}`.padEnd(length));
    const message = `the owner's response: ${reason}`;
    await client.expect({
      id: 1,
      ...failure(-32603, "Internal error", { message, stack: "" }),
    });
    await owner.quiet();
  }
});

test("a frame that announces far too much is answered, then the connection closed", async (bus) => {
  const bystander = await bus.bystander();
  for (const length of [MAX * 16 + 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
    const peer = await bus.tcp();
    await peer.write(
      concat(frame('{"id":1,"method":"echo"}'), header(length)),
    );
    await peer.expect(
      { id: 1, result: true },
      invalidRequest({
        reason: `message of ${length} bytes, at most ${MAX} are accepted`,
      }),
    );
    await peer.ending();
  }
  await bystander.noticedNothing();
});

test("a frame of exactly the greatest length is taken", async (bus) => {
  const peer = await bus.tcp();
  const empty = '{"id":1,"method":"echo","params":""}';
  const params = "x".repeat(MAX - empty.length);
  await peer.send(empty.replace('""', `"${params}"`));
  await peer.expect({ id: 1, result: params });
});

test("an error does not send back more than a bit of what was wrong", async (bus) => {
  const peer = await bus.tcp();
  const long = "x".repeat(5000);
  await peer.send({ id: 1, method: long });
  const { error } = asRecord(await peer.next());
  assertEquals(asRecord(error).code, -32601);
  assertEquals(String(asRecord(error).data).length <= 1024, true);
  await peer.send(JSON.stringify(long));
  await peer.expect(invalidRequest({}));
  await peer.send({ id: 2, method: "add", params: { long } });
  await peer.expect({
    id: 2,
    ...failure(-32602, "Invalid params", { missingParam: "path", got: {} }),
  });
});

test("whatever bytes come, the daemon and the others live on", async (bus) => {
  const bystander = await bus.bystander();
  const random = seededRandom(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const seeds = [
    '{"id":1,"method":"add","params":{"path":"p","value":{"a":[1,2.5,"é\\n"]}}}',
    '{"id":"x","method":"fetch","params":{"id":"f","path":{"contains":"p"}}}',
    '{"id":2,"method":"set","params":{"path":"p","value":null,"timeout":0.1}}',
    '{"id":3,"method":"get","params":{"sort":{"byValue":"number","from":1}}}',
    '[{"id":4,"method":"call","params":{"path":"m","args":[true]}},{"id":5}]',
    '{"id":"1","result":{"a":1}}',
    '{"id":6,"method":"fetch","params":{"id":1,"valueField":{"a[0].b":{"equals":1}}}}',
  ].map((text) => encoder.encode(text.replaceAll('"p"', `"${bus.path("p")}"`)));
  for (let round = 0; round < 20; round++) {
    const peer = await bus.tcp();
    for (let i = 0; i < 100; i++) {
      const bytes = seeds[below(seeds.length)].slice();
      for (let hits = below(4); hits >= 0; hits--) {
        bytes[below(bytes.length)] = below(256);
      }
      const length = below(4) === 0 ? below(bytes.length) : bytes.length;
      await peer.write(frame(bytes.subarray(0, length)));
    }
    peer.close();
  }
  await bystander.noticedNothing();
});
