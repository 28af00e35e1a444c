/**
 * Requests over HTTP as no library makes them: methods, encodings of paths,
 * headers, and values that could break a response.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { Method, State } from "../../peer.ts";

/** Status line, headers and body of an answer. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly head: string;
  readonly body: string;
}

type Ask = (
  method: string,
  target: string,
  headers?: Record<string, string>,
  body?: string,
) => Promise<Answer>;

/** Registers a test of a daemon whose requests are written byte by byte. */
function test(
  name: string,
  body: (ask: Ask, daemon: Daemon, port: number) => Promise<void>,
): void {
  Deno.test(name, async () => {
    await using daemon = new Daemon({ hierarchy: "open" });
    const [{ port = 0 }] = await daemon.listen({ wsPort: 0 });
    const ask: Ask = async (method, target, headers = {}, content) => {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port });
      const fields = Object.entries({
        Host: `127.0.0.1:${port}`,
        Connection: "close",
        ...content === undefined
          ? {}
          : { "Content-Length": `${content.length}` },
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
      const text = `${method} ${target} HTTP/1.1\r\n${fields}\r\n${
        content ?? ""
      }`;
      await conn.write(new TextEncoder().encode(text));
      const answer = await new Response(conn.readable).text();
      const end = answer.indexOf("\r\n\r\n");
      const [line, ...lines] = answer.slice(0, end).split("\r\n");
      return {
        status: Number(line.split(" ")[1]),
        headers: new Headers(lines.map((field): [string, string] => {
          const colon = field.indexOf(":");
          return [field.slice(0, colon), field.slice(colon + 1).trim()];
        })),
        head: answer.slice(0, end),
        body: answer.slice(end + 4),
      };
    };
    await body(ask, daemon, port);
  });
}

test("each route says which methods it has", async (ask, daemon) => {
  await using owner = daemon.peer();
  await owner.add(new State("a", 1));
  await owner.add(new Method("m", () => 1));
  for (
    const [target, allow] of [
      ["/v1/states/a", "GET, PUT, HEAD, OPTIONS"],
      ["/v1/methods/m", "POST, OPTIONS"],
      ["/v1/nodes/", "GET, POST, HEAD, OPTIONS"],
      ["/v1/fetch", "GET, HEAD, OPTIONS"],
      ["/openapi.json", "GET, HEAD, OPTIONS"],
    ]
  ) {
    const options = await ask("OPTIONS", target, {
      Origin: "http://localhost",
    });
    assertEquals([options.status, options.headers.get("allow")], [204, allow]);
    assertEquals(options.headers.get("access-control-allow-methods"), allow);
    for (const method of ["DELETE", "PATCH", "POST", "GET"]) {
      if (allow.split(", ").includes(method)) continue;
      const answer = await ask(method, target, {}, "1");
      assertEquals([answer.status, answer.headers.get("allow")], [405, allow]);
    }
    if (!allow.includes("HEAD")) continue;
    const head = await ask("HEAD", target);
    assertEquals([head.status, head.body], [200, ""]);
  }
  assertEquals((await ask("OPTIONS", "/v1/none")).status, 404);
  assertEquals((await ask("GET", "/v1/none")).status, 404);
});

const PATHS: Readonly<Record<string, string>> = {
  "/v1/states/a//b": "a//b",
  "/v1/states/a/": "a/",
  "/v1/states//a": "/a",
  "/v1/states/%2Fa": "/a",
  "/v1/states/a%20b": "a b",
  "/v1/states/a%252Fb": "a%2Fb",
  "/v1/states/x%3Fy": "x?y",
  "/v1/states/x%23y": "x#y",
  "/v1/states/%C3%BC": "ü",
  "/v1/states/%F0%9F%98%80": "😀",
  "/v1/states/a%0D%0AX-Evil:%201": "a\r\nX-Evil: 1",
  "/v1/states/": "",
  "/v1/states": "",
  "/v1/states/?path=a/../b": "a/../b",
  "/v1/states/?path=..": "..",
};

test(
  "every path has an address, and none breaks the head of an answer",
  async (ask, daemon) => {
    await using owner = daemon.peer();
    const paths = [...new Set(Object.values(PATHS))];
    for (const [index, path] of paths.entries()) {
      await owner.add(new State(path, index));
    }
    for (const [target, path] of Object.entries(PATHS)) {
      const answer = await ask("GET", target);
      assertEquals(answer.body, String(paths.indexOf(path)), target);
      assert(!/^x-evil/im.test(answer.head));
    }
    for (
      const target of [
        "/v1/states/none%0D%0AX-Evil:%201?path=%0D%0AX-Evil:%201",
        "/v1/nodes/?limit=1&after=%0D%0AX-Evil:1",
        "/v1/fetch?path=a&lastEventId=%0D%0AX-Evil:1",
        "/radar?x=%0D%0AX-Evil:1",
        "/%0D%0AX-Evil:1",
      ]
    ) {
      const { head } = await ask("GET", target, { Accept: "text/html" });
      assert(!/^x-evil/im.test(head), head);
    }
    const [page] = [await ask("GET", "/v1/nodes/?limit=1")];
    assertEquals(
      page.headers.get("link"),
      '</v1/nodes/?limit=1&after=1>; rel="next"',
    );
    assertEquals((await ask("GET", "/v1/states/%ff")).status, 422);
  },
);

test(
  "line breaks in an owner's JSON do not end a line of a stream",
  async (ask, daemon) => {
    await using owner = daemon.peer();
    await owner.add(new State("nested", 0, { set: () => {} }));
    // The daemon passes on what was written.
    const socket = await daemon.listen({ port: 0 });
    const tcp = await Deno.connect({ port: socket[0].port ?? 0 });
    const bytes = new TextEncoder().encode(
      '{"method":"add","params":{"path":"lines","value":{\n"event":\r\n\n"x\\n\\ndata: y"}}}',
    );
    const frame = new Uint8Array(4 + bytes.length);
    new DataView(frame.buffer).setUint32(0, bytes.length);
    frame.set(bytes, 4);
    await tcp.write(frame);
    const found = Promise.withResolvers<void>();
    owner.fetch({ path: "lines" }, () => found.resolve());
    await found.promise;
    const value = { event: "x\n\ndata: y" };
    const { body } = await ask("GET", "/v1/states/lines");
    assertEquals(JSON.parse(body), value);
    for (const type of ["application/x-ndjson", "text/event-stream"]) {
      const url = `http://127.0.0.1:${
        daemon.addresses[0].port
      }/v1/fetch?path=lines`;
      const stream = await fetch(url, { headers: { Accept: type } });
      let text = "";
      const chunks = stream.body?.pipeThrough(new TextDecoderStream());
      for await (const chunk of chunks ?? []) {
        text += chunk;
        if (text.includes("ready")) break;
      }
      const line = text.split("\n").find((one) => one.includes('"add"')) ?? "";
      assertEquals(JSON.parse(line.replace(/^data: /, "")).value, value);
    }
    tcp.close();
  },
);

test(
  "content of unknown type, coding or range is refused, and nothing is set",
  async (ask, daemon) => {
    await using owner = daemon.peer();
    let sets = 0;
    await owner.add(new State("a", 1, { set: () => void sets++ }));
    await owner.add(new Method("m", () => "ok"));
    const put = async (headers: Record<string, string>, body = "1") =>
      (await ask("PUT", "/v1/states/a", headers, body)).status;
    assertEquals(await put({ "Content-Type": "nonsense" }), 415);
    assertEquals(await put({ "Content-Type": "image/ü" }), 415);
    assertEquals(await put({ "Content-Type": "image/png,text/html" }), 415);
    assertEquals(await put({ "Content-Encoding": "gzip" }), 415);
    assertEquals(await put({ "Content-Range": "bytes 0-0/1" }), 400);
    assertEquals(await put({ "If-None-Match": "*" }), 412);
    assertEquals(await put({ "If-Match": 'W/"x-1"' }), 412);
    assertEquals(await put({ "If-Match": '"x-1", "y-2"' }), 412);
    assertEquals(await put({}, "1 2"), 400);
    assertEquals(await put({}, ""), 400);
    assertEquals(sets, 0);
    assertEquals(await put({ "Content-Type": "application/ld+json" }), 204);
    assertEquals(await put({ "Content-Encoding": "identity" }), 204);
    assertEquals(await put({ "Content-Type": 'text/x; a="b c"; d=e' }), 204);
    assertEquals(sets, 3);
    const call = async (type: string) =>
      (await ask("POST", "/v1/methods/m", { "Content-Type": type }, "[]"))
        .status;
    assertEquals(await call("image/png"), 415);
    assertEquals(await call("application/json; charset=utf-8"), 200);
  },
);

test(
  "value and entry have tags of their own, weak ones count for reading only",
  async (ask, daemon) => {
    await using owner = daemon.peer();
    await owner.add(new State("a", 1, { set: () => {} }));
    const entry = { Accept: "application/vnd.jet+json" };
    const get = (headers: Record<string, string>) =>
      ask("GET", "/v1/states/a", headers);
    const tag = (await get({})).headers.get("etag") ?? "";
    const whole = (await get(entry)).headers.get("etag") ?? "";
    assert(tag !== whole && tag !== "");
    assertMatch(whole, /^"[\w-]+-\d+\.entry"$/);
    assertEquals((await get({ "If-None-Match": tag })).status, 304);
    assertEquals((await get({ "If-None-Match": `W/${tag}` })).status, 304);
    assertEquals((await get({ "If-None-Match": whole })).status, 200);
    assertEquals((await get({ ...entry, "If-None-Match": tag })).status, 200);
    assertEquals((await get({ ...entry, "If-None-Match": whole })).status, 304);
    const none = "application/vnd.jet+json;q=0, */*";
    assertEquals((await get({ Accept: none })).body, "1");
    for (const match of [tag, whole]) {
      const headers = { "If-Match": match };
      const { status } = await ask("PUT", "/v1/states/a", headers, "1");
      assertEquals(status, match === tag ? 204 : 412);
      if (status === 412) continue;
      const now = (await get(entry)).headers.get("etag") ?? "";
      const again = await ask("PUT", "/v1/states/a", { "If-Match": now }, "2");
      assertEquals(again.status, 204);
    }
  },
);

test(
  "the type that the client likes best is given, or none and 406",
  async (ask, daemon) => {
    await using owner = daemon.peer();
    let calls = 0;
    await owner.add(new State("a", 1));
    await owner.add(new Method("m", () => ++calls));
    const json = "application/json";
    const whole = "application/vnd.jet+json";
    const lines = "application/x-ndjson";
    const none = "application/problem+json";
    for (
      const [method, target, accept, type] of [
        ["GET", "/v1/states/a", "", json],
        ["GET", "/v1/states/a", "*/*", json],
        ["GET", "/v1/states/a", "text/html, */*;q=0.1", json],
        ["GET", "/v1/states/a", "Application/*", json],
        ["GET", "/v1/states/a", `*/*, ${whole}`, whole],
        ["GET", "/v1/states/a", `${json}, ${whole};q=0.5`, json],
        ["GET", "/v1/states/a", `${json};q=0.5, ${whole}; q=0.7`, whole],
        ["GET", "/v1/states/a", `${json};q=0, */*`, none],
        ["GET", "/v1/states/a", "image/png", none],
        ["HEAD", "/v1/states/a", "image/png", none],
        ["GET", "/v1/nodes/", "image/png", none],
        ["GET", "/v1/nodes/", "application/*;q=0.1", json],
        ["POST", "/v1/methods/m", "image/png", none],
        ["POST", "/v1/methods/m", "*/*", json],
        ["GET", "/v1/fetch?path=a", "*/*", json],
        ["GET", "/v1/fetch?path=a", "image/*", none],
        ["HEAD", "/v1/fetch?path=a", `${lines}, ${json};q=0.1`, lines],
        ["HEAD", "/v1/fetch?path=a", `${lines};q=0.1, ${json}`, json],
        ["HEAD", "/v1/fetch?path=a", "text/event-stream", "text/event-stream"],
      ]
    ) {
      const body = method === "POST" ? "[]" : undefined;
      const answer = await ask(method, target, { Accept: accept }, body);
      assertEquals(
        [answer.status, answer.headers.get("content-type")],
        [type === none ? 406 : 200, type],
        `${method} ${target} as ${accept}`,
      );
      if (type === none && method !== "HEAD") {
        assertEquals(JSON.parse(answer.body).code, "notAcceptable");
      }
    }
    assertEquals(calls, 1);
  },
);
