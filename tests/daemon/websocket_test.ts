import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { invalidRequest } from "../support/errors.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { concat } from "../support/stream_client.ts";
import {
  Opcode,
  WebSocketClient,
  webSocketFrame,
} from "../support/websocket_client.ts";

const MAX = 100_000;
const test = sharedDaemon("--max-message", `${MAX}`);
const encoder = new TextEncoder();

test("the subprotocol jet is agreed to, alone or among others", async (bus) => {
  for (const protocol of ["jet", "foo, jet", "jet, foo", "foo,jet"]) {
    const peer = await bus.websocket({ protocol });
    assertEquals(peer.head.headers.get("sec-websocket-protocol"), "jet");
    await peer.quiet();
  }
});

test("without an offered subprotocol none is agreed to", async (bus) => {
  const peer = await bus.websocket({ protocol: null });
  assertEquals(peer.head.headers.get("sec-websocket-protocol"), null);
  await peer.quiet();
});

test("other subprotocols alone are refused", async (bus) => {
  for (const protocol of ["foo", "JET", "jets", "foo, bar"]) {
    assertEquals(
      await WebSocketClient.refusal(bus.daemon.wsPort, { protocol }),
      400,
      protocol,
    );
  }
});

test("the paths / and below /api/jet/ lead to the bus, others nowhere", async (bus) => {
  for (
    const path of ["/", "/?x=y", "/api/jet/", "/api/jet/x", "/api/jet/x/y?z"]
  ) {
    const peer = await bus.websocket({ path });
    await peer.quiet();
  }
  for (const path of ["/x", "/api", "/api/jets", "/jet"]) {
    assertEquals(
      await WebSocketClient.refusal(bus.daemon.wsPort, { path }),
      404,
      path,
    );
  }
});

test("a plain GET is answered with 426", async (bus) => {
  const at = `http://127.0.0.1:${bus.daemon.wsPort}`;
  for (const path of ["/", "/api/jet/"]) {
    const answer = await fetch(at + path);
    await answer.body?.cancel();
    assertEquals(answer.status, 426);
    assertEquals(answer.headers.get("upgrade"), "websocket");
  }
  const answer = await fetch(`${at}/`, { method: "POST" });
  await answer.body?.cancel();
  assertEquals(answer.status, 404);
});

test("the words of a handshake may be written in any case, among others", async (bus) => {
  for (const Upgrade of ["websocket", "WebSocket", "h2c, websocket"]) {
    for (const Connection of ["upgrade", "keep-alive, Upgrade"]) {
      const peer = await bus.websocket({ headers: { Upgrade, Connection } });
      await peer.quiet();
    }
  }
});

test("a handshake that lacks something is the client's fault", async (bus) => {
  for (const name of ["Upgrade", "Sec-WebSocket-Key"]) {
    const status = await WebSocketClient.refusal(bus.daemon.wsPort, {
      headers: { [name]: null },
    });
    assertEquals(Math.floor(status / 100), 4, `${name} gives ${status}`);
  }
});

test("compression is offered in vain", async (bus) => {
  const peer = await bus.websocket({
    headers: {
      "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
    },
  });
  assertEquals(peer.head.headers.get("sec-websocket-extensions"), null);
  await peer.quiet();
});

test("binary messages with JSON are understood and answered with text", async (bus) => {
  const peer = await bus.websocket();
  const text = '{"id":1,"method":"echo","params":{"é":1}}';
  await peer.frame(Opcode.binary, text);
  await peer.expect({ id: 1, result: { "é": 1 } });
});

test("a message in fragments is one message", async (bus) => {
  const peer = await bus.websocket();
  const bytes = encoder.encode('{"id":1,"method":"echo","params":"é"}');
  // One cut is in the middle of the é.
  const cut = bytes.length - 3;
  await peer.frame(Opcode.text, bytes.subarray(0, 10), false);
  await peer.frame(Opcode.continuation, bytes.subarray(10, cut), false);
  await peer.frame(Opcode.ping, "between");
  await peer.frame(Opcode.continuation, bytes.subarray(cut), true);
  await peer.expect({ id: 1, result: "é" });
  assertEquals(await peer.pong(), "between");
});

test("pings are answered", async (bus) => {
  const peer = await bus.websocket();
  await peer.frame(Opcode.ping, "abc");
  assertEquals(await peer.pong(), "abc");
});

test("empty messages are ignored", async (bus) => {
  const peer = await bus.websocket();
  await peer.frame(Opcode.text, "");
  await peer.frame(Opcode.binary, "");
  await peer.quiet();
});

test("what is not JSON is answered as over TCP, and the connection lives on", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.websocket();
  for (const text of ["{bad json", "\0\0\0\x02{}", "[1,]"]) {
    await peer.send(text);
    assertEquals(asRecord(asRecord(await peer.next()).error).code, -32700);
  }
  await peer.send("42");
  await peer.expect(invalidRequest(42));
  await peer.quiet();
  await bystander.noticedNothing();
});

test("null is a goodbye and closes with 1000", async (bus) => {
  const peer = await bus.websocket();
  await peer.send("null");
  assertEquals((await peer.ending()).code, 1000);
});

test("a message that is too long is skipped and answered by its id", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.websocket();
  // Counted in bytes: this text has fewer characters than are allowed.
  const texts = [
    '{"id":1,"method":"'.padEnd(MAX + 1),
    "é".repeat(MAX / 2 + 1),
    '{"id":1,"method":"'.padEnd(MAX * 16),
  ];
  for (const text of texts) {
    const length = encoder.encode(text).length;
    const reason = `message of ${length} bytes, at most ${MAX} are accepted`;
    const refused = invalidRequest({ reason });
    const answers = text.startsWith("{") ? [{ id: 1, ...refused }] : [];
    for (const opcode of [Opcode.text, Opcode.binary]) {
      await peer.frame(opcode, text);
      await peer.expect(...answers);
    }
    await peer.frame(Opcode.text, text.slice(0, MAX - 9), false);
    await peer.frame(Opcode.continuation, text.slice(MAX - 9));
    await peer.expect(...answers);
    await peer.quiet();
  }
  await bystander.noticedNothing();
});

test("a message that is far too long is answered and closes with 1009", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.websocket();
  const length = MAX * 16 + 1;
  const whole = webSocketFrame(Opcode.text, " ".repeat(length));
  // The daemon does not wait for the rest.
  await peer.write(whole.subarray(0, 1000));
  const reason = `message of ${length} bytes, at most ${MAX} are accepted`;
  await peer.expect(invalidRequest({ reason }));
  assertEquals(await peer.ending(), { code: 1009, reason });
  await bystander.noticedNothing();
});

test("a message of exactly the greatest length is taken", async (bus) => {
  const peer = await bus.websocket();
  const empty = '{"id":1,"method":"echo","params":""}';
  const params = "x".repeat(MAX - empty.length);
  await peer.send(empty.replace('""', `"${params}"`));
  await peer.expect({ id: 1, result: params });
});

test("a message far too long ends the connection and nothing else", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.websocket();
  // The daemon need not read it to its end.
  await peer.frame(Opcode.binary, new Uint8Array(8 << 20)).catch(() => {});
  while ((await peer.text().catch(() => null)) !== null);
  await bystander.noticedNothing();
});

test("text that is not UTF-8 ends the connection and nothing else", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.websocket();
  await peer.frame(Opcode.text, Uint8Array.of(0x22, 0xff, 0x22));
  assertEquals((await peer.ending()).code, 1007);
  await bystander.noticedNothing();
});

test("broken frames end the connection and nothing else", async (bus) => {
  const bystander = await bus.bystander();
  const path = bus.path("s");
  const fetcher = await bus.tcp();
  await fetcher.do("fetch", { id: "f", path: { equals: path } });
  const broken = [
    // Of an unknown kind, with a reserved bit, a continuation of nothing, a
    // ping in fragments.
    Uint8Array.of(0x83, 0x80, 0, 0, 0, 0),
    Uint8Array.of(0xf1, 0x80, 0, 0, 0, 0),
    Uint8Array.of(0x80, 0x80, 0, 0, 0, 0),
    Uint8Array.of(0x09, 0x80, 0, 0, 0, 0),
  ];
  for (const bytes of broken) {
    const peer = await bus.websocket();
    await peer.do("add", { path, value: 1 });
    await fetcher.next();
    await peer.write(bytes);
    await fetcher.expect({
      method: "f",
      params: { path, event: "remove", value: 1 },
    });
  }
  await bystander.noticedNothing();
});

test("a peer that closes is answered, and what it owned goes", async (bus) => {
  const [peer, fetcher] = [await bus.websocket(), await bus.tcp()];
  const path = bus.path("s");
  await peer.do("add", { path, value: 1 });
  await fetcher.do("fetch", { id: "f", path: { equals: path } });
  await fetcher.next();
  await peer.frame(Opcode.close, Uint8Array.of(0x03, 0xe8));
  assertEquals((await peer.ending()).code, 1000);
  await fetcher.expect({
    method: "f",
    params: { path, event: "remove", value: 1 },
  });
});

test("all requests before a close frame are answered", async (bus) => {
  const peer = await bus.websocket();
  // More than a turn is for.
  const params = "x".repeat(MAX - 100);
  const requests = Array.from({ length: 50 }, (_, id) => {
    const request = { id, method: "echo", params };
    return webSocketFrame(Opcode.text, JSON.stringify(request));
  });
  const close = webSocketFrame(Opcode.close, Uint8Array.of(0x03, 0xe8));
  const written = peer.write(concat(...requests, close));
  for (let id = 0; id < requests.length; id++) {
    await peer.expect({ id, result: params });
  }
  assertEquals((await peer.ending()).code, 1000);
  await written;
});
