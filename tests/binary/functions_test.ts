import { assertEquals, assertMatch } from "@std/assert";
import {
  BinaryClient,
  f64,
  hex,
  join,
  json,
  type Part,
  readError,
  u16,
  u32,
  value,
} from "../support/binary_client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onOneRuntime } from "../support/runtimes.ts";

const test = sharedDaemon().onOneRuntime;

function binary(bus: TestBus): Promise<BinaryClient> {
  return BinaryClient.connect(bus.daemon.binaryPort);
}

const decoder = new TextDecoder();

/** A row of a listing or a query. */
function row(index: number, kind: number, key: string, content = value(0)) {
  return join(u32(index), kind, key, content);
}

test("what is wrong with a path is said by code, text and data", async (bus) => {
  await using a = await binary(bus);
  await using b = await binary(bus);
  const state = bus.path("state");
  const method = bus.path("method");
  const nowhere = bus.path("nowhere");
  await a.do(1, state, value(16));
  await a.do(4, method);
  const invalid = async (data: unknown, fn: number, ...payload: Uint8Array[]) =>
    assertEquals(await b.refused(fn, ...payload), {
      code: -32602,
      text: "Invalid params",
      data,
    });
  const none = value(16);
  await invalid({ pathAlreadyExists: state }, 1, join(state), none);
  await invalid({ pathAlreadyExists: state }, 4, join(state));
  await invalid({ parentIsLeaf: state }, 1, join(`${state}/x`), none);
  await invalid(
    { pathIsNode: bus.prefix.slice(0, -1) },
    1,
    join(bus.prefix.slice(0, -1)),
    none,
  );
  await invalid({ pathNotExists: nowhere }, 3, join(nowhere), none);
  await invalid({ pathNotExists: nowhere }, 2, join(nowhere));
  await invalid({ pathNotExists: nowhere }, 15, join(nowhere));
  await invalid({ pathIsNotState: method }, 3, join(method), none);
  await invalid({ pathIsNotState: method }, 15, join(method));
  await invalid({ pathIsNotMethod: state }, 6, join(state), none);
  await invalid({ foreignPath: state }, 2, join(state));
  await invalid({ foreignPath: state }, 7, join(state), none);
  await invalid({ unknownFetch: 77 }, 9, join(u32(77)));
  assertEquals((await a.refused(5, state)).data, { pathIsNotMethod: state });
  assertEquals((await a.refused(2, method)).data, { pathIsNotState: method });
  await a.do(2, state);
  await a.do(5, method);
});

test("values that are not what their type says are refused", async (bus) => {
  await using peer = await binary(bus);
  const wrong: readonly [Uint8Array, RegExp][] = [
    [value(0), /missing/],
    [value(1, []), /not JSON/],
    [value(1, [0x7b]), /not JSON/],
    [value(1, [0x22, 0xff, 0x22]), /not JSON: not UTF-8/],
    [value(3, [0xc3]), /not UTF-8/],
    [value(16, [0]), /type 16 has 0 bytes/],
    [value(19, [1, 2]), /type 19 has 8 bytes/],
    [value(20, []), /type 20 has 4 bytes/],
    [value(22, u32(1)), /type 22 has 8 bytes/],
    [value(32, u32(1)), /multiple of 8/],
    [value(36, [1]), /multiple of 2/],
    [value(64, [...u32(0), ...u32(0)]), /rows/],
    [value(255, []), /name of the type/],
    [value(255, [0, 1]), /name of the type/],
    [value(255, [9, 65]), /name of the type/],
    [value(255, join(3, [...new TextEncoder().encode("png")])), /no MIME type/],
    [
      value(255, join(5, [...new TextEncoder().encode('a/"b,')])),
      /no MIME type/,
    ],
  ];
  for (const [bytes, reason] of wrong) {
    const { code, data } = await peer.refused(1, bus.path("x"), bytes);
    assertEquals(code, -32602);
    assertMatch(String(data), reason);
  }
  // A value that announces more than there is.
  assertMatch(
    String((await peer.refused(1, bus.path("x"), 2, u32(0xffffffff))).data),
    /ends too early/,
  );
  // Nothing of all that has come onto the bus.
  assertEquals((await peer.refused(15, bus.path("x"))).code, -32602);
});

test("messages that can't be read are answered with id 0 and disturb no other peer", async (bus) => {
  const bystander = await bus.bystander();
  await using peer = await binary(bus);
  const failure = async (code: number, ...message: number[]) => {
    await peer.send(message);
    assertEquals(readError(0, await peer.message()).code, code);
  };
  await failure(-32600, 9);
  await failure(-32600, 0);
  await failure(-32700, 2);
  await failure(-32700, 2, 1, 0, 0);
  await failure(-32600, 2, 0, 0, 0, 0, 1);
  await failure(-32700, 4);
  await failure(-32700, 3, 1);
  // A request with an id has an answer of its own.
  await peer.send(2, u32(7));
  assertEquals(readError(7, await peer.message()).code, -32602);
  assertEquals((await peer.refused(200)).code, -32601);
  assertEquals((await peer.refused(0)).data, "0");
  // Unexpected events and answers are ignored, and so are empty frames.
  await peer.send(4, 200);
  await peer.send(4, 1, u16(99));
  await peer.send(3, u32(12345), 0, value(0));
  await peer.write(new Uint8Array(8));
  assertEquals(hex(await peer.ask(12, value(3, "x"))), hex(value(3, "x")));
  await bystander.noticedNothing();
});

test("unknown options and what follows them are ignored", async (bus) => {
  await using peer = await binary(bus);
  const path = bus.path("x");
  await peer.do(
    1,
    path,
    value(19, f64(1)),
    200,
    u16(3),
    [1, 2, 3],
    3,
    u16(0),
    77,
  );
  assertEquals((await peer.refused(3, path, value(19, f64(2)))).data, {
    fetchOnly: path,
  });
});

test("a request without response is carried out and not answered", async (bus) => {
  await using owner = await binary(bus);
  await using client = await binary(bus);
  const path = bus.path("x");
  await owner.send(4, 1, path, value(20, u32(1)));
  assertEquals(hex(await owner.ask(15, path)), hex(value(20, u32(1))));
  // The owner is asked with an id; no event follows.
  await client.send(4, 3, path, value(20, u32(2)));
  const request = await owner.message();
  assertEquals(hex(request.slice(5)), hex(join(3, path, value(20, u32(2)))));
  assertEquals(request[0], 2);
  await owner.send(3, [...request.slice(1, 5)], 0, value(0));
  assertEquals(hex(await client.ask(15, path)), hex(value(20, u32(1))));
  await owner.send(4, 2, path);
  assertEquals((await owner.refused(15, path)).data, { pathNotExists: path });
});

test("an owner that is silent, leaves or answers nonsense", async (bus) => {
  await using client = await binary(bus);
  await using owner = await binary(bus);
  const path = bus.path("x");
  await owner.do(4, path, 1, u16(4), u32(60_000));
  const late = await client.request(6, path, value(0), 1, u16(4), u32(50));
  assertEquals(readError(late, await client.message()), {
    code: -32001,
    text: "Response Timeout",
    data: undefined,
  });
  const request = await owner.message();
  await owner.send(3, [...request.slice(1, 5)], 0, value(0));
  for (const answer of [[0], [0, 1, 1, 0, 0, 0, 123], [1, 1, 2], []]) {
    const id = await client.request(6, path, value(0));
    const { 1: a, 2: b, 3: c, 4: d } = await owner.message();
    await owner.send(3, [a, b, c, d], answer);
    assertEquals(readError(id, await client.message()).code, -32603);
  }
  const id = await client.request(6, path, value(0));
  await owner.message();
  await owner[Symbol.asyncDispose]();
  assertEquals(readError(id, await client.message()).code, -32603);
  assertEquals((await client.refused(6, path, value(0))).data, {
    pathNotExists: path,
  });
});

test("nodes, lists, subtrees", async (bus) => {
  await using owner = await binary(bus);
  await using client = await binary(bus);
  const top = bus.prefix.slice(0, -1);
  const state = bus.path("n/s");
  const method = bus.path("n/m");
  const id = (await client.ask(8, bus.prefix, 5, u16(1), 7)).slice(5);
  await client.expect(4, 5, [...id]);
  await owner.do(1, state, value(3, "x"));
  await owner.do(4, method);
  await client.expect(4, 1, [...id], 3, bus.path("n"), value(0));
  await client.expect(4, 1, [...id], 1, state, value(3, "x"));
  await client.expect(4, 1, [...id], 2, method, value(0));
  assertEquals(
    hex(await client.ask(14, top)),
    hex(value(64, join(u32(1), u32(1), row(2, 3, bus.path("n"))))),
  );
  assertEquals(
    hex(await client.ask(14, bus.path("n"), 8, u16(0), 7, u16(4), u32(1))),
    hex(value(64, join(u32(2), u32(1), row(0, 1, state, value(3, "x"))))),
  );
  assertEquals(
    hex(await client.ask(18, json({ path: bus.here(), nodes: true }))),
    hex(
      value(
        64,
        join(
          u32(3),
          u32(3),
          row(1, 3, bus.path("n")),
          row(2, 1, state, value(3, "x")),
          row(3, 2, method),
        ),
      ),
    ),
  );
  await owner.do(20, bus.prefix.slice(0, -1), u32(1), "n/s", value(3, "y"));
  await client.expect(4, 2, [...id], 1, state, value(3, "y"));
  assertEquals(
    (await owner.refused(
      20,
      top,
      u32(2),
      "n/s",
      value(3, "z"),
      "n/x",
      value(16),
    )).data,
    { pathNotExists: bus.path("n/x") },
  );
  await owner.do(19, top);
  await client.expect(4, 3, [...id], 1, state, value(0));
  await client.expect(4, 3, [...id], 2, method, value(0));
  await client.expect(4, 3, [...id], 3, bus.path("n"), value(0));
});

test("fetches of states leave out methods; those of all have the whole rules", async (bus) => {
  await using owner = await binary(bus);
  await using client = await binary(bus);
  await owner.do(4, bus.path("m"));
  await owner.do(1, bus.path("s"), value(18), 3, u16(0));
  const states = (await client.ask(8, bus.prefix)).slice(5);
  await client.expect(4, 1, [...states], 129, bus.path("s"), value(18));
  await client.expect(4, 5, [...states]);
  const all = (await client.ask(10, json({ path: bus.here() }))).slice(5);
  await client.expect(4, 1, [...all], 2, bus.path("m"), value(0));
  await client.expect(4, 1, [...all], 129, bus.path("s"), value(18));
  await client.expect(4, 5, [...all]);
  await client.do(9, [...states]);
  await owner.do(2, bus.path("s"));
  await client.expect(4, 3, [...all], 1, bus.path("s"), value(0));
  for (const rules of [[], 5, { path: 5 }, { path: { nope: 1 } }]) {
    assertEquals((await client.refused(10, json(rules))).code, -32602);
  }
  assertEquals(
    (await client.refused(10, value(3, "{}"))).data,
    "rules must be JSON",
  );
});

test("fetch ids are unique in the daemon", async (bus) => {
  const ids = new Set<string>();
  for (let i = 0; i < 3; i++) {
    await using peer = await binary(bus);
    for (let k = 0; k < 3; k++) {
      const id = await peer.ask(8, bus.path("nothing"));
      assertEquals(id[0], 21);
      ids.add(hex(id));
      await peer.message();
    }
  }
  assertEquals(ids.size, 9);
});

test("a peer may say its version and name; another major version can't stay", async (bus) => {
  await using peer = await binary(bus);
  await peer.send(1, u32(1), u32(9), u32(0), 4, "me", 99, u16(1), 0);
  assertEquals(hex(await peer.ask(12, value(16))), hex(value(16)));
  await peer.send(1, u32(2), u32(0), u32(0));
  const { code, data } = readError(0, await peer.message());
  assertEquals(code, -32600);
  assertMatch(JSON.stringify(data), /version 2/);
  await peer.ending();
});

test("a frame that is too long is skipped and answered by its id", async (bus) => {
  const bystander = await bus.bystander();
  await using peer = await binary(bus);
  const long = new Uint8Array((1 << 20) + (1 << 16));
  await peer.send(2, u32(7), 3, long);
  assertEquals(readError(7, await peer.message()).code, -32600);
  // What has no id gets no answer.
  await peer.send(4, 7, long);
  await using client = await binary(bus);
  const path = bus.path("method");
  await peer.do(4, path);
  const call = client.refused(6, path, value(0));
  const request = await peer.message();
  await peer.send(3, request.slice(1, 5), 0, long);
  assertEquals((await call).code, -32603);
  await bystander.noticedNothing();
});

test("PING is answered, as an event it is not", async (bus) => {
  await using peer = await binary(bus);
  assertEquals(hex(await peer.ask(22)), hex(value(0)));
  await peer.send(4, 22);
  assertEquals(hex(await peer.ask(22)), hex(value(0)));
});

test("a frame that is far too long is refused, and the connection ends", async (bus) => {
  const bystander = await bus.bystander();
  await using peer = await binary(bus);
  await peer.write(join(u32(0x7fffffff), [1, 2, 3]));
  assertEquals(readError(0, await peer.message()).code, -32600);
  await peer.ending();
  await bystander.noticedNothing();
});

test("a picture of 1 MiB passes, also to JSON peers", async (bus) => {
  await using owner = await binary(bus);
  await using client = await binary(bus);
  const jsonClient = await bus.tcp();
  const picture = new Uint8Array(1 << 20).map((_, i) => i * 7);
  const path = bus.path("camera");
  await owner.do(1, path, value(6, picture));
  assertEquals(await client.ask(15, path), value(6, picture));
  const answer = await jsonClient.ask("get", { path: { equals: path } });
  const [found] = Object(answer).result;
  const { value: url } = Object(found);
  const response = await fetch(url);
  assertEquals(response.headers.get("content-type"), "image/png");
  assertEquals(await response.bytes(), picture);
});

test("info and config are as those of JSON peers", async (bus) => {
  await using peer = await binary(bus);
  await peer.do(11, "my name");
  const info = await peer.ask(21);
  assertEquals(info[0], 1);
  const { name, protocolVersion } = JSON.parse(decoder.decode(info.slice(5)));
  assertEquals({ name, protocolVersion }, {
    name: "jet",
    protocolVersion: "1.0.0",
  });
});

test("a path longer than a text can hold is refused to everybody", async (bus) => {
  const client = await bus.tcp();
  const longest = bus.path(
    "é".repeat(Math.floor((0xffff - bus.prefix.length) / 2)),
  );
  await client.do("add", { path: longest, value: 1 });
  const answer = await client.ask("add", { path: `${longest}éé`, value: 1 });
  const { error } = Object(answer);
  assertEquals(error.data, { pathTooLong: longest.slice(0, 1024) });
});

onOneRuntime(
  "the default binary port is taken where it is free, and only asked for otherwise",
  async (runtime) => {
    const occupied = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = occupied.addr;
    const failing = HostedDaemon.start(runtime, {
      args: ["--binary-port", `${port}`],
    });
    const error = await failing.then(() => undefined, (error) => error);
    occupied.close();
    assertMatch(
      String(error),
      /can't listen on jetb:\/\/127\.0\.0\.1:\d+: address already in use/,
    );
  },
);

test("JSON values have no half surrogate pairs and no infinite numbers", async (bus) => {
  await using a = await binary(bus);
  const path = bus.path("s");
  const jsonClient = await bus.tcp();
  const text = (json: string) => value(1, new TextEncoder().encode(json));
  const get = () => jsonClient.ask("get", { path: { equals: path } });
  await a.do(1, path, text('"\\ud83d"'));
  const expected = { result: [{ path, event: "add", value: "\ufffd" }] };
  assertEquals(await get(), expected);
  assertEquals((await a.refused(1, bus.path("t"), text("1e400"))).code, -32602);
  assertEquals(await get(), expected);
});

test("signals have functions, an event and a kind of their own", async (bus) => {
  await using owner = await binary(bus);
  await using plain = await binary(bus);
  await using asking = await binary(bus);
  const key = bus.path("opened");
  const state = bus.path("state");
  await owner.do(1, state, value(16));
  const [KIND, NONE] = [4, value(0)];
  const fetched = async (peer: BinaryClient, ...options: number[]) => {
    const [type, ...id] = await peer.ask(8, bus.prefix, options);
    assertEquals(type, 21);
    return id.slice(4);
  };
  const event = (type: number, id: number[], ...rest: Part[]) =>
    hex(join(4, type, ...id, ...rest));
  const next = async (peer: BinaryClient) => hex(await peer.message());
  const old = await fetched(plain);
  const signals = await fetched(asking, 5, 1, 0, 8);
  assertEquals(await next(asking), event(5, signals));
  assertEquals(await next(plain), event(1, old, 1, state, value(16)));
  assertEquals(await next(plain), event(5, old));
  await owner.do(25, key);
  await owner.do(26, key, value(16));
  await owner.do(27, key);
  assertEquals(await next(asking), event(1, signals, KIND, key, NONE));
  assertEquals(await next(asking), event(12, signals, KIND, key, value(16)));
  assertEquals(await next(asking), event(3, signals, KIND, key, NONE));
  assertEquals(await next(plain), event(1, old, 1, key, value(16)));
  assertEquals(await next(plain), event(3, old, 1, key, NONE));
  await owner.do(25, key);
  const refused = async (fn: number, ...parts: Part[]) =>
    (await owner.refused(fn, ...parts)).data;
  assertEquals(await refused(2, key), { pathIsNotState: key });
  assertEquals(await refused(5, key), { pathIsNotMethod: key });
  assertEquals(await refused(7, key, value(16)), { pathIsNotState: key });
  assertEquals(await refused(6, key, value(0)), { pathIsNotMethod: key });
  assertEquals(await refused(26, state, value(16)), { pathIsNotSignal: state });
  assertEquals(await refused(27, state), { pathIsNotSignal: state });
  const list = (...kinds: number[]) =>
    owner.ask(14, bus.prefix.slice(0, -1), kinds);
  const rows = (count: number, ...rows: Uint8Array[]) =>
    value(64, join(u32(count), u32(rows.length), ...rows));
  assertEquals(hex(await list()), hex(rows(1, row(0, 1, state))));
  assertEquals(
    hex(await list(5, 1, 0, 8)),
    hex(rows(1, row(0, KIND, key))),
  );
});
