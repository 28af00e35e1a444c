import { assertEquals, assertMatch } from "@std/assert";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { Peer, State } from "../../peer.ts";
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
