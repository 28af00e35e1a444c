import { assertEquals, assertMatch } from "@std/assert";
import { Turns } from "../../base/turns.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { FakeStream } from "../../tests/support/fake_stream.ts";
import { LinkTiming } from "../../transport/links/input_progress.ts";
import { HttpConnection } from "./connection.ts";
import type { Serve } from "./raw_upgrade.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A connection whose client does what a test says. */
class TestConnection {
  readonly clock = new VirtualClock();
  readonly stream = new FakeStream();
  readonly asked: string[] = [];
  readonly connection: HttpConnection;

  /** Connections that are counted. */
  counts = 1;

  /** @param refusal Why the connection is refused. */
  constructor(
    serve: Serve = () => new Response("here\n"),
    refusal?: string,
  ) {
    const timing = new LinkTiming(30_000, 0, this.clock);
    this.connection = new HttpConnection(this.stream, {
      serve: (request, env) => {
        this.asked.push(`${request.method} ${new URL(request.url).pathname}`);
        return serve(request, env);
      },
      turns: new Turns(this.clock, (error) => {
        throw error;
      }),
      limits: { maxMessage: 1000, timing },
      admit: () => refusal ?? (() => this.counts--),
    }, () => this.stream.calls.push("ended"));
    this.stream.handler = this.connection;
  }

  async send(...lines: string[]): Promise<void> {
    const bytes = encoder.encode(lines.join("\r\n"));
    this.connection.received(bytes, bytes.length);
    await settled();
  }

  /** Everything that has been written, and not been asked for yet. */
  get written(): string {
    return this.stream.writes.splice(0).map((bytes) => decoder.decode(bytes))
      .join("");
  }

  /** The status of the only response. */
  get status(): number {
    const responses = this.written.split("HTTP/1.1 ");
    assertEquals(responses.length, 2);
    return Number.parseInt(responses[1]);
  }

  async turn(): Promise<void> {
    this.clock.settle();
    await settled();
  }
}

/** Lets promises settle. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const GET = ["GET /a HTTP/1.1", "Host: x", "", ""];

Deno.test("pipelined requests are answered one by one, when the client has taken the response", async () => {
  const test = new TestConnection();
  test.stream.takesAtOnce = false;
  await test.send(
    ...[1, 2, 3].map((n) => `GET /${n} HTTP/1.1\r\nHost: x\r\n\r\n`),
    "",
  );
  assertEquals(test.asked, ["GET /1"]);
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

Deno.test("a request with a body is answered, and the connection closed", async () => {
  for (
    const body of ["Content-Length: 99999999999", "Transfer-Encoding: chunked"]
  ) {
    const test = new TestConnection();
    await test.send("POST / HTTP/1.1", "Host: x", body, "", "", ...GET);
    assertEquals(test.asked, ["POST /"]);
    assertMatch(test.written, /\r\nConnection: close\r\n/);
    assertEquals(test.stream.calls.at(-1), "endWriting");
    test.clock.pass(30_000);
  }
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
      ["CONNECT / HTTP/1.1", "Host: x", "", ""],
      ["GET * HTTP/1.1", "Host: x", "", ""],
    ]
  ) {
    const test = new TestConnection();
    await test.send(...lines);
    assertEquals(test.status, 400, lines[0]);
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
