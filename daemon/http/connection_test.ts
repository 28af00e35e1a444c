import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  GET,
  settled,
  TestConnection,
} from "../../tests/support/http_connection.ts";
import { RawUpgrade } from "./raw_upgrade.ts";

const encoder = new TextEncoder();

Deno.test("pipelined requests are answered one by one, when the client has taken the response", async () => {
  const test = new TestConnection();
  test.stream.takesAtOnce = false;
  await test.send(
    ...[1, 2, 3].map((n) => `GET /${n} HTTP/1.1\r\nHost: x\r\n\r\n`),
    "",
  );
  assertEquals(test.asked, ["GET /1"]);
  await test.send("x".repeat(1 << 14));
  assertEquals(test.stream.calls, ["pause"]);
  for (let n = 0; n < 3; n++) await test.turn();
  assertEquals(test.asked, ["GET /1"]);
  assertMatch(test.written, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhere\n$/);
  test.stream.take();
  assertEquals(test.asked, ["GET /1"], "the next one waits its turn");
  await test.turn();
  assertEquals(test.asked, ["GET /1", "GET /2"]);
});

Deno.test("after a response the next request is read", async () => {
  const test = new TestConnection();
  for (let n = 0; n < 3; n++) {
    await test.send(...GET);
    assertEquals(test.status, 200);
  }
  assertEquals(test.stream.calls.at(-1), "resume");
});

Deno.test("a head may come in pieces", async () => {
  const test = new TestConnection();
  for (const character of GET.join("\r\n")) await test.send(character);
  assertEquals(test.asked, ["GET /a"]);
});

/** A connection that responds with the bodies of its requests. */
function echoes(): TestConnection {
  return new TestConnection(async (request) =>
    new Response(`<${await request.text()}>`)
  );
}

Deno.test("a body is read to its end, and the next request is found behind it", async () => {
  for (
    const body of [
      ["Content-Length: 5", "", "hello"],
      ["Transfer-Encoding: chunked", "", "2", "he", "3;x=y", "llo", "0"]
        .concat(["Trailer: z", "", ""]),
    ]
  ) {
    const whole = ["POST / HTTP/1.1", "Host: x", ...body].join("\r\n");
    for (const size of [1, 7, 1000]) {
      const test = echoes();
      const text = whole + GET.join("\r\n");
      for (let at = 0; at < text.length; at += size) {
        await test.send(text.slice(at, at + size));
      }
      await test.turn();
      assertEquals(test.asked, ["POST /", "GET /a"]);
      assertMatch(test.written, /<hello>HTTP\/1\.1 200 OK[^]*<>$/);
    }
  }
});

Deno.test("a body that programs could frame differently is refused", async () => {
  for (
    const [status, ...body] of [
      [400, "Content-Length: 5", "Content-Length: 5", "", "hello"],
      [400, "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", "", ""],
      [400, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", "", ""],
      [501, "Transfer-Encoding: gzip, chunked", "", ""],
      [501, "Transfer-Encoding: \vchunked", "", ""],
      [400, "Content-Length: +5", "", "hello"],
      [400, "Content-Length: 0x5", "", "hello"],
      [400, "Content-Length:", "", ""],
      [400, "Transfer-Encoding: chunked", "", "-1", ""],
      [400, "Transfer-Encoding: chunked", "", "0x1", "a", ""],
      [400, "Transfer-Encoding: chunked", "", "1\na", "", ""],
      [400, "Transfer-Encoding: chunked", "", "1", "ab", ""],
      [413, "Transfer-Encoding: chunked", "", "7fffffff", ""],
      [
        413,
        "Transfer-Encoding: chunked",
        "",
        "300",
        "x".repeat(768),
        "300",
        "",
      ],
      [413, "Content-Length: 1001", "", ""],
    ] as const
  ) {
    const test = echoes();
    await test.send("POST / HTTP/1.1", "Host: x", ...body);
    assertEquals(test.status, status, body.join());
    assertEquals(test.asked, []);
    assertEquals(test.stream.calls.at(-1), "endWriting");
    test.clock.pass(30_000);
  }
});

Deno.test("a client that expects it is asked for the body, unless that is refused", async () => {
  const test = echoes();
  await test.send(
    ...["POST / HTTP/1.1", "Host: x", "Expect: 100-continue"],
    ...["Content-Length: 5", "", ""],
  );
  assertEquals(test.written, "HTTP/1.1 100 Continue\r\n\r\n");
  await test.send("hello");
  assertMatch(test.written, /^HTTP\/1\.1 200 OK\r\n[^]*<hello>$/);
  const large = echoes();
  await large.send(
    ...["POST / HTTP/1.1", "Host: x", "Expect: 100-continue"],
    ...["Content-Length: 5000", "", ""],
  );
  assertEquals(large.status, 413);
});

Deno.test("a body that does not come is cut off", async () => {
  const test = echoes();
  await test.send("POST / HTTP/1.1", "Host: x", "Content-Length: 5", "", "hel");
  test.clock.pass(25_000);
  assertEquals(test.stream.calls.includes("destroy"), false);
  test.clock.pass(10_000);
  assertEquals(test.stream.calls.slice(-2), ["destroy", "ended"]);
});

Deno.test("a request that comes byte by byte has no more time", async () => {
  const chunked = ["POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked"];
  for (
    const [seconds, begin, drop] of [
      [10, "GET / HTTP/1.1\r\n", "X"],
      [30, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n", "x"],
      [30, [...chunked, "", ""].join("\r\n"), "1\r\nx\r\n"],
      [30, [...chunked, "", "1;"].join("\r\n"), "x"],
      [30, [...chunked, "", "0", ""].join("\r\n"), "a: b\r\n"],
    ] as const
  ) {
    const test = echoes();
    await test.send(begin);
    let passed = 0;
    while (!test.stream.calls.includes("destroy") && passed < 60) {
      test.clock.pass(1000);
      passed++;
      await test.send(drop);
    }
    assert(passed >= seconds - 1 && passed <= seconds + 5, `${passed} s`);
    assertEquals(test.asked, []);
  }
});

/** A stream of a response, and how often it was asked. */
function pulled(
  chunk: (n: number) => string | undefined,
): { response: Response; asked: () => number; cancelled: () => boolean } {
  let asked = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const text = chunk(++asked);
      if (text === undefined) controller.close();
      else controller.enqueue(encoder.encode(text));
    },
    cancel() {
      cancelled = true;
    },
  }, { highWaterMark: 0 });
  const headers = { "Transfer-Encoding": "chunked" };
  return {
    response: new Response(body, { headers }),
    asked: () => asked,
    cancelled: () => cancelled,
  };
}

Deno.test("a stream is sent in chunks, and the next request is answered after it", async () => {
  const { response } = pulled((n) => n < 3 ? "x".repeat(n * 10) : undefined);
  const test = new TestConnection(({ method }) =>
    method === "GET" ? response : new Response("b")
  );
  await test.send(...GET, "POST /b HTTP/1.1", "Host: x", "", "");
  let written = "";
  for (let turns = 0; turns < 100 && !written.endsWith("b"); turns++) {
    await test.turn();
    written += test.written;
  }
  assertMatch(
    written,
    /\r\n\r\na\r\nx{10}\r\n14\r\nx{20}\r\n0\r\n\r\nHTTP\/1\.1 200 OK[^]*b$/,
  );
});

Deno.test("a client that does not read stops a stream, and its end cancels it", async () => {
  const stream = pulled(() => "x".repeat(10_000));
  const test = new TestConnection(() => stream.response);
  test.stream.takesAtOnce = false;
  await test.send(...GET);
  for (let n = 0; n < 5; n++) await test.turn();
  const before = stream.asked();
  assertEquals(before < 10, true);
  test.stream.take();
  await test.turn();
  assertEquals(stream.cancelled(), false);
  test.clock.pass(15_000);
  assertEquals(test.stream.calls.slice(-2), ["destroy", "ended"]);
  await settled();
  assertEquals(stream.cancelled(), true);
});

Deno.test("a client that has gone cancels its stream", async () => {
  for (const end of ["ended", "lost"] as const) {
    const { promise } = Promise.withResolvers<void>();
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: () => promise,
      cancel() {
        cancelled = true;
      },
    });
    const headers = { "Transfer-Encoding": "chunked" };
    const test = new TestConnection(() => new Response(body, { headers }));
    await test.send(...GET);
    test.clock.pass(120_000);
    assertEquals(test.counts, 1, "a quiet stream has no limit of time");
    test.connection[end]();
    await settled();
    assertEquals(cancelled, true);
    assertEquals(test.counts, 0);
  }
});

Deno.test("a response to HEAD has no body, and HTTP/1.0 gets no chunks", async () => {
  const endless = pulled(() => "x");
  const head = new TestConnection(() => endless.response);
  await head.send("HEAD / HTTP/1.1", "Host: x", "", "");
  assertMatch(head.written, /^HTTP\/1\.1 200 [^]*\r\n\r\n$/);
  assertEquals(endless.cancelled(), true);
  const { response } = pulled((n) => n < 3 ? "ab" : undefined);
  const old = new TestConnection(() => response);
  await old.send("GET / HTTP/1.0", "", "");
  await settled();
  assertMatch(old.written, /Connection: close\r\n\r\nabab$/);
  assertEquals(old.stream.calls.at(-1), "endWriting");
  old.connection.lost();
});

Deno.test("what is no HTTP is refused at once", async () => {
  for (
    const lines of [
      ["\x16\x03\x01\x02\x00"],
      ["GET /a b HTTP/1.1", "Host: x", "", ""],
      ["GET / HTTP/2.0", "", ""],
      ["GET / HTTP/1.1", "Host: x", " folded: x", "", ""],
      ["GET / HTTP/1.1", "Host: x", "no field", "", ""],
      ["GET / HTTP/1.1", "Host: x", "a: b\nc: d", "", ""],
      ["GET / HTTP/1.1", "", ""],
      ["GET / HTTP/1.1", "Hos: x", "", ""],
      ["GET / HTTP/1.1", "Host: x", "Host: x", "", ""],
      ["GET / HTTP/1.1", "Upgrade: websocket", "", ""],
      ["GET / HTTP/1.1", "Host: a b", "", ""],
      ["GET / HTTP/1.1", "Host: a/b?", "", ""],
      ["GET / HTTP/1.1", "Host: b@a", "", ""],
      ["GET * HTTP/1.1", "Host: x", "", ""],
    ]
  ) {
    const test = new TestConnection();
    await test.send(...lines);
    assertEquals(test.status, 400, lines[0]);
    assertEquals(test.asked, []);
  }
  for (const method of ["CONNECT", "TRACE", "FOO", "get"]) {
    const test = new TestConnection();
    await test.send(`${method} / HTTP/1.1`, "Host: x", "", "");
    assertEquals(test.status, 501, method);
    assertEquals(test.asked, []);
  }
});

Deno.test("a head that is too long is refused", async () => {
  const test = new TestConnection();
  await test.send("GET / HTTP/1.1", `X: ${"y".repeat(16 << 10)}`);
  assertEquals(test.status, 431);
});

Deno.test("a head of too many fields is refused", async () => {
  const fields = Array.from({ length: 129 }, (_, n) => `X${n}: y`);
  const test = new TestConnection();
  await test.send("GET / HTTP/1.1", "Host: x", ...fields, "", "");
  assertEquals(test.status, 431);
  assertEquals(test.asked, []);
});

Deno.test("HTTP/1.0 knows no upgrades", async () => {
  const upgrades: (string | null)[] = [];
  const test = new TestConnection(({ headers }) => {
    upgrades.push(headers.get("upgrade"));
    return new Response();
  });
  await test.send("GET / HTTP/1.0", "Upgrade: websocket", "", "");
  assertEquals(upgrades, [null]);
});

Deno.test("a head that never ends is cut off, as is a response that is not taken", async () => {
  const slow = new TestConnection();
  await slow.send("GET / HTTP/1.1", "");
  const unread = new TestConnection();
  unread.stream.takesAtOnce = false;
  await unread.send(...GET);
  for (const { clock, stream } of [slow, unread]) {
    clock.pass(9000);
    assertEquals(stream.calls.includes("destroy"), false);
    clock.pass(6000);
    assertEquals(stream.calls.slice(-2), ["destroy", "ended"]);
  }
});

Deno.test("a response that takes its time, as after a wrong login, still comes", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const test = new TestConnection(() => promise);
  await test.send(...GET);
  test.clock.pass(60_000);
  resolve(new Response("", { status: 401 }));
  await settled();
  assertEquals(test.status, 401);
});

Deno.test("a request before the client's half-close is answered", async () => {
  const test = new TestConnection();
  test.stream.takesAtOnce = false;
  await test.send(...GET);
  test.connection.ended();
  test.stream.take();
  await settled();
  assertMatch(test.written, /^HTTP\/1\.1 200 OK\r\n/);
  assertEquals(test.stream.calls.slice(-2), ["close", "ended"]);
});

Deno.test("a failure of the router is answered", async () => {
  const test = new TestConnection(() => {
    throw new Error("a bug");
  });
  await test.send(...GET);
  assertEquals(test.status, 500);
});

Deno.test("a connection counts until its end", async () => {
  const test = new TestConnection();
  await test.send(...GET);
  assertEquals(test.counts, 1);
  test.connection.lost();
  assertEquals(test.counts, 0);
});

Deno.test("a connection that is refused gets the reason, and reads nothing", async () => {
  const test = new TestConnection(undefined, "at most 3 connections");
  await test.send(...GET);
  assertMatch(
    test.written,
    /^HTTP\/1\.1 503 [^]*\r\n\r\nat most 3 connections\n$/,
  );
  assertEquals(test.asked, []);
  assertEquals(test.stream.calls.at(-1), "endWriting");
  test.connection.ended();
  assertEquals(test.stream.calls.slice(-2), ["close", "ended"]);
  assertEquals(test.counts, 1);
});

Deno.test("a client that ends its side is noticed while its request is answered, and gets the answer", async () => {
  const answer = Promise.withResolvers<Response>();
  const events: string[] = [];
  const test = new TestConnection((_, env) => {
    const upgrade: unknown = env?.upgrade;
    assert(upgrade instanceof RawUpgrade);
    upgrade.whenGone(() => events.push("gone"));
    return answer.promise;
  });
  await test.send(...GET);
  assertEquals(test.stream.calls, [], "it reads on");
  test.connection.ended();
  assertEquals(events, ["gone"]);
  answer.resolve(new Response("here"));
  await settled();
  assertEquals(test.status, 200);
});
