import { assertEquals, assertMatch } from "@std/assert";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { Group, InvalidArgument, Peer, State } from "../../peer.ts";
import { Method } from "../../mod.ts";

const test = sharedDaemon();

function urlOf(bus: TestBus, route: string): string {
  return `http://localhost:${bus.daemon.wsPort}${route}`;
}

/** An owner of a state that is rounded, a fixed one, a picture and a method. */
async function ownerAt(bus: TestBus): Promise<Peer> {
  const peer = new Peer(`tcp://localhost:${bus.daemon.port}`);
  await peer.add(
    new State(bus.path("round"), 21.5, {
      set: (value) => ({ value: Math.round(Number(value)) }),
    }),
  );
  await peer.add(new State(bus.path("fixed"), "x"));
  await peer.add(new State(bus.path("big"), 12345678901234567890n));
  await peer.add(
    new State(
      bus.path("failing"),
      1,
      {
        set: () => {
          throw new Error("broken");
        },
      },
    ),
  );
  await peer.add(
    new Method(bus.path("sum"), (numbers: number[]) => numbers[0] + numbers[1]),
  );
  return peer;
}

/** Status and document of a problem. */
async function problemOf(
  response: Response,
): Promise<[number, string | undefined]> {
  const type = response.headers.get("content-type");
  assertEquals(type, "application/problem+json");
  const document = await response.json();
  assertEquals(document.status, response.status);
  return [response.status, document.code];
}

test("a state is read as it is, and asked for again by its ETag", async (bus) => {
  await using _owner = await ownerAt(bus);
  const url = urlOf(bus, `/v1/states/${bus.path("big")}`);
  const response = await fetch(url);
  assertEquals(response.headers.get("content-type"), "application/json");
  assertEquals(await response.text(), "12345678901234567890");
  const tag = response.headers.get("etag") ?? "";
  assertMatch(tag, /^"[\w-]+-\d+"$/);
  const again = await fetch(url, { headers: { "If-None-Match": tag } });
  assertEquals([again.status, await again.text()], [304, ""]);
  const head = await fetch(url, { method: "HEAD" });
  assertEquals([head.status, head.headers.get("etag")], [200, tag]);
  const entry = await fetch(url, {
    headers: { Accept: "application/vnd.jet+json" },
  });
  assertMatch(
    await entry.text(),
    /^\{"path":".*big","value":12345678901234567890,"fetchOnly":true,"time":\d+,"revision":\d+\}$/,
  );
});

test("values of many members are put and read over HTTP as they are, and refused if they are no JSON", async (bus) => {
  await using peer = new Peer(`tcp://localhost:${bus.daemon.port}`);
  const members = Array.from({ length: 20_000 }, (_, i) => [`m${i}`, i]);
  const wide = Object.fromEntries(members);
  const path = bus.path("wide");
  await peer.add(new State(path, {}, { set: (value) => ({ value }) }));
  const url = urlOf(bus, `/v1/states/${path}`);
  const put = (body: string) =>
    fetch(url, {
      method: "PUT",
      body,
      headers: { "Content-Type": "application/json" },
    });
  const text = JSON.stringify(wide);
  for (const body of [text, JSON.stringify(wide, null, 1)]) {
    const taken = await put(body);
    assertEquals([taken.status, await taken.text()], [204, ""]);
    assertEquals(await (await fetch(url)).text(), text);
  }
  for (const body of [`${text},`, `${text}}`, `[${text}`, text.slice(0, -3)]) {
    assertEquals(await problemOf(await put(body)), [400, "badJson"]);
  }
  assertEquals(await problemOf(await put(" ".repeat(50_000))), [
    400,
    "badJson",
  ]);
});

test("a set gives what the owner has made of it", async (bus) => {
  await using _owner = await ownerAt(bus);
  const put = (name: string, body: string, headers?: HeadersInit) =>
    fetch(urlOf(bus, `/v1/states/${bus.path(name)}`), {
      method: "PUT",
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });
  const rounded = await put("round", "3.2");
  assertEquals([rounded.status, await rounded.text()], [200, "3"]);
  const taken = await put("round", "4");
  assertEquals([taken.status, await taken.text()], [204, ""]);
  const fixed = await put("fixed", "1");
  assertEquals(fixed.headers.get("allow"), "GET, HEAD");
  assertEquals(await problemOf(fixed), [405, "fetchOnly"]);
  assertEquals(await problemOf(await put("none", "1")), [404, "notFound"]);
  assertEquals(await problemOf(await put("round", "{")), [400, "badJson"]);
  const failed = await put("failing", "2");
  assertEquals(await problemOf(failed), [502, "ownerFailed"]);
});

test("If-Match sets only what has not changed since", async (bus) => {
  await using _owner = await ownerAt(bus);
  const url = urlOf(bus, `/v1/states/${bus.path("round")}`);
  const tag = (await fetch(url)).headers.get("etag") ?? "";
  const put = async (body: string) => {
    const headers = { "If-Match": tag, "Content-Type": "application/json" };
    const response = await fetch(url, { method: "PUT", body, headers });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await put("7"), 204);
  assertEquals(await put("8"), 412);
  assertEquals(await (await fetch(url)).text(), "7");
});

test("states of a group are set together, or none of them is", async (bus) => {
  await using owner = new Peer(`tcp://localhost:${bus.daemon.port}`);
  const supply = new Group(bus.path("psu"), { voltage: 1, current: 1n }, {
    set({ voltage, current }) {
      if (voltage === 99) throw new InvalidArgument("60 V at most");
      return voltage === 50 ? { warning: "hot" } : void current;
    },
  });
  await owner.add(supply);
  await owner.add(new State(bus.path("psu/alone"), 1, { set: () => {} }));
  const url = urlOf(bus, `/v1/nodes/${bus.path("psu")}`);
  const post = async (body: string, headers: HeadersInit = {}) => {
    const response = await fetch(url, { method: "POST", body, headers });
    const text = await response.text();
    return { status: response.status, text, code: /"code":"(\w+)"/.exec(text) };
  };
  const big = "12345678901234567890";
  const set = await post(`{"voltage": 12, "current": ${big}}`);
  assertEquals([set.status, set.text], [204, ""]);
  assertEquals(supply.values, { voltage: 12, current: BigInt(big) });
  const hot = await post('{"voltage": 50}');
  assertEquals([hot.status, JSON.parse(hot.text)], [200, {
    warning: { code: 1, message: "hot" },
  }]);
  for (
    const [status, code, body] of [
      [422, "invalid", '{"voltage":99,"current":0}'],
      [422, "invalid", '{"voltage":3,"alone":0}'],
      [404, "notFound", '{"voltage":3,"none":0}'],
      [422, "invalid", "[1]"],
      [422, "invalid", "null"],
      [422, "invalid", "{}"],
      [400, "badJson", "{"],
    ] as const
  ) {
    const refused = await post(body);
    assertEquals([refused.status, refused.code?.[1]], [status, code], body);
  }
  const typed = await post("{}", { "Content-Type": "text/xml" });
  assertEquals([typed.status, typed.code?.[1]], [415, "unsupportedType"]);
  assertEquals(supply.values, { voltage: 50, current: BigInt(big) });
});

test("If-Match sets a group only if none of its states has changed since", async (bus) => {
  await using owner = new Peer(`tcp://localhost:${bus.daemon.port}`);
  const supply = new Group(bus.path("psu"), { a: 1, b: 1, c: 1 }, {
    set: () => {},
  });
  const other = new State(bus.path("psu/other"), 1);
  await owner.add(supply);
  await owner.add(other);
  const url = urlOf(bus, `/v1/nodes/${bus.path("psu")}`);
  const tagOf = async (url: string) =>
    (await fetch(url, { method: "HEAD" })).headers.get("etag") ?? "";
  const post = async (tag: string, body: string) => {
    const headers = { "If-Match": tag };
    const response = await fetch(url, { method: "POST", body, headers });
    await response.body?.cancel();
    return response.status;
  };
  const tag = await tagOf(url);
  assertMatch(tag, /^"[\w-]+-\d+\.[0-9a-f]{12}"$/);
  const again = await fetch(url, { headers: { "If-None-Match": tag } });
  assertEquals(again.status, 304);
  await other.change(2);
  assertEquals(await post(tag, '{"a":2,"b":2}'), 204);
  assertEquals(await post(tag, '{"b":3,"c":3}'), 412);
  assertEquals(supply.values, { a: 2, b: 2, c: 1 });
  assertEquals(await post(tag, '{"c":4}'), 204);
  const ofState = await tagOf(urlOf(bus, `/v1/states/${bus.path("psu/c")}`));
  assertEquals(await post(ofState, '{"a":5,"c":5}'), 204);
  assertEquals(await post(ofState, '{"a":6,"c":6}'), 412);
  assertEquals(await post('"x-1"', '{"a":7}'), 412);
  assertEquals(await post("*", '{"a":8}'), 204);
});

test("values of other types keep them, and can't act as pages", async (bus) => {
  await using owner = await ownerAt(bus);
  const path = bus.path("page");
  await owner.add(new State(path, "", { set: () => {} }));
  const url = urlOf(bus, `/v1/states/${path}`);
  const headers = { "Content-Type": "image/svg+xml" };
  const body = "<svg/>";
  const put = await fetch(url, { method: "PUT", headers, body });
  assertEquals(put.status, 204);
  const got = await fetch(url);
  const policy = got.headers.get("content-security-policy");
  assertEquals(policy, "default-src 'none'; sandbox");
  await got.body?.cancel();
});

test("a method is called with the arguments of the body", async (bus) => {
  await using _owner = await ownerAt(bus);
  const url = urlOf(bus, `/v1/methods/${bus.path("sum")}`);
  const response = await fetch(url, { method: "POST", body: "[1,2]" });
  assertEquals([response.status, await response.text()], [200, "3"]);
  const none = await fetch(urlOf(bus, `/v1/methods/${bus.path("fixed")}`), {
    method: "POST",
  });
  assertEquals(await problemOf(none), [404, "notFound"]);
});

test("a node is listed page by page", async (bus) => {
  await using _owner = await ownerAt(bus);
  const names: string[] = [];
  const node = bus.prefix.replace(/\/$/, "");
  let next: string | undefined = `/v1/nodes/${node}?limit=2`;
  while (next !== undefined) {
    const response: Response = await fetch(urlOf(bus, next));
    const { children, n } = await response.json();
    assertEquals(n, 5);
    for (const { name } of children) names.push(name);
    next = /<(.*)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  }
  assertEquals(names.sort(), ["big", "failing", "fixed", "round", "sum"]);
});

test("a fetch gives what matches, and names parameters that are wrong", async (bus) => {
  await using _owner = await ownerAt(bus);
  const query = new URLSearchParams({
    startsWith: bus.prefix,
    "value.lessThan": "100",
  });
  const response = await fetch(urlOf(bus, `/v1/fetch?${query}`));
  const found: { path: string }[] = await response.json();
  assertEquals(
    found.map(({ path }) => path).sort(),
    [bus.path("failing"), bus.path("round")],
  );
  const wrong = await fetch(urlOf(bus, "/v1/fetch?startWith=x&depth=-1"));
  assertEquals(wrong.status, 422);
  const { issues } = await wrong.json();
  assertEquals(issues.map(({ name }: { name: string }) => name), [
    "startWith",
    "depth",
  ]);
});

test(
  "a stream in lines begins, is ready, reports changes, and is alive",
  async (bus) => {
    await using owner = await ownerAt(bus);
    const state = new State(bus.path("live"), 1);
    await owner.add(state);
    const response = await fetch(
      urlOf(bus, `/v1/fetch?path=${bus.path("live")}`),
      { headers: { Accept: "application/x-ndjson" } },
    );
    const reader = response.body?.pipeThrough(new TextDecoderStream())
      .getReader();
    let text = "";
    const line = async (): Promise<Record<string, unknown>> => {
      while (!text.includes("\n")) text += (await reader?.read())?.value ?? "";
      const end = text.indexOf("\n");
      const parsed = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      return parsed;
    };
    assertEquals((await line()).event, "begin");
    assertEquals((await line()).event, "add");
    assertEquals((await line()).event, "ready");
    state.value = 2;
    const { event, value, id } = await line();
    assertEquals([event, value], ["change", 2]);
    const alive = await line();
    assertEquals(alive.event, "alive");
    assertMatch(`${id} ${alive.id}`, /^\S+-\d+ \S+-\d+$/);
    await reader?.cancel();
  },
  { beside: true },
);

test("pages of other origins and hosts may not ask", async (bus) => {
  const ask = async (headers: HeadersInit) => {
    const url = urlOf(bus, "/v1/fetch?below=none");
    const response = await fetch(url, { headers });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await ask({}), 200);
  assertEquals(await ask({ Origin: "http://localhost:3000" }), 200);
  assertEquals(await ask({ Origin: "https://evil.example" }), 403);
  assertEquals(await ask({ Origin: "null" }), 403);
});

test("a long answer is sent in pieces, a short one with its length", async (bus) => {
  await using peer = new Peer(`tcp://localhost:${bus.daemon.port}`);
  const values = Array.from(
    { length: 3000 },
    (_, at) => `${at} ${"ü".repeat(50)}`,
  );
  await Promise.all(
    values.map((value, at) => peer.add(new State(bus.path(`s/${at}`), value))),
  );
  const all = urlOf(bus, `/v1/fetch?startsWith=${bus.path("s/")}`);
  const response = await fetch(all);
  assertEquals(response.headers.get("content-length"), null);
  const text = await response.text();
  const elements: { path: string; value: string }[] = JSON.parse(text);
  assertEquals(elements.map(({ value }) => value), values);
  const head = await fetch(all, { method: "HEAD" });
  const { length } = new TextEncoder().encode(text);
  assertEquals(head.headers.get("content-length"), `${length}`);
  const one = await fetch(urlOf(bus, `/v1/fetch?path=${bus.path("s/1")}`));
  const only = await one.arrayBuffer();
  assertEquals(one.headers.get("content-length"), `${only.byteLength}`);
});
