/**
 * The peer's WebSockets on the sockets of the runtimes: at a server that does
 * what a test says, and at the daemons.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { connect } from "../../transport/connect/raw_websocket.ts";
import type { PeerLink } from "../../transport/links/client_link.ts";
import { Opcode } from "../../protocol/websocket/format.ts";
import { encodeWebSocketFrame } from "../../protocol/websocket/writer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { startNode } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { isMissing, NO_BUN, ROOT, RUNTIMES } from "../support/runtimes.ts";
import { concat } from "../support/stream_client.ts";
import { within } from "../support/within.ts";

const PROGRAM = `${ROOT}tests/websocket/programs/peer.ts`;
const NEVER = new AbortController().signal;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A server for one connection. */
class Server implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #conn: Deno.Conn | undefined;
  /** The request of the client. */
  request = "";

  get url(): string {
    const { addr } = this.#listener;
    return addr.transport === "tcp" ? `ws://127.0.0.1:${addr.port}/p?q` : "";
  }

  async read(): Promise<Uint8Array> {
    const bytes = new Uint8Array(1 << 16);
    const reading = this.#conn?.read(bytes) ?? Promise.resolve(null);
    const length = await within(reading, "bytes of the client");
    return bytes.subarray(0, length ?? 0);
  }

  async write(...parts: (string | Uint8Array)[]): Promise<void> {
    for (const part of parts) {
      await this.#conn?.write(
        typeof part === "string" ? encoder.encode(part) : part,
      );
    }
  }

  /** Takes the connection and its request. */
  async take(): Promise<void> {
    this.#conn = await this.#listener.accept();
    this.request = decoder.decode(await this.read());
  }

  /** The head of an answer that agrees. */
  async agreement(): Promise<string> {
    const key = /Sec-WebSocket-Key: (\S+)/.exec(this.request)?.[1];
    const digest = await crypto.subtle.digest(
      "SHA-1",
      encoder.encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`),
    );
    const accept = new Uint8Array(digest).toBase64();
    return [
      "HTTP/1.1 101 Switching Protocols",
      "upgrade: websocket",
      "connection: upgrade",
      `sec-websocket-accept: ${accept}`,
      "sec-websocket-protocol: jet",
      "\r\n",
    ].join("\r\n");
  }

  /** Agrees, and gives the link of the client. */
  async open(): Promise<PeerLink> {
    const connecting = connect(this.url, NEVER, 1000);
    await this.take();
    await this.write(await this.agreement());
    return await connecting;
  }

  /** Ends the connection. */
  hangUp(): void {
    this.#conn?.close();
    this.#conn = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    this.#listener.close();
    return Promise.resolve();
  }
}

/** Unmasks the only frame in some bytes: its first byte and its payload. */
function unmasked(bytes: Uint8Array): [first: number, payload: string] {
  const key = bytes.subarray(2, 6);
  const payload = bytes.slice(6).map((byte, at) => byte ^ key[at & 3]);
  assertEquals(bytes[1], 0x80 | payload.length);
  return [bytes[0], decoder.decode(payload)];
}

Deno.test("an upgrade asks for the path and the subprotocol", async () => {
  await using server = new Server();
  const link = await server.open();
  const [first, ...fields] = server.request.trimEnd().split("\r\n");
  assertEquals(first, "GET /p?q HTTP/1.1");
  assert(fields.includes("Sec-WebSocket-Protocol: jet"));
  assert(fields.includes(`Host: ${new URL(server.url).host}`));
  link.abort?.();
});

Deno.test("texts are sent masked, and received in pieces", async () => {
  await using server = new Server();
  const link = await server.open();
  const received: string[] = [];
  const two = new Promise<void>((resolve) => {
    link.onmessage = (text) => received.push(text) === 2 && resolve();
  });
  link.send("hé");
  assertEquals(unmasked(await server.read()), [0x81, "hé"]);
  const frames = concat(
    encodeWebSocketFrame(Opcode.text, encoder.encode("one")),
    encodeWebSocketFrame(Opcode.ping, encoder.encode("p")),
    encodeWebSocketFrame(Opcode.text, encoder.encode("twö")),
  );
  await server.write(frames.slice(0, 3), frames.slice(3, 12), frames.slice(12));
  await two;
  assertEquals(received, ["one", "twö"]);
  assertEquals(unmasked(await server.read()), [0x8a, "p"]);
  assert((link.bytesReceived ?? 0) > frames.length);
  link.abort?.();
});

Deno.test("a closing handshake ends the link, with the server's reason", async () => {
  for (const reason of ["", "enough"]) {
    await using server = new Server();
    const link = await server.open();
    const ended = new Promise((resolve) => link.onclose = resolve);
    const payload = concat(Uint8Array.of(0x03, 0xf0), encoder.encode(reason));
    await server.write(encodeWebSocketFrame(Opcode.close, payload));
    const error = await ended;
    assertEquals(
      error instanceof Error ? error.message : error,
      reason === "" ? undefined : "WebSocket closed with 1008: enough",
    );
    assertEquals((await server.read())[0], 0x88);
    assertEquals((await server.read()).length, 0);
  }
});

Deno.test("a link that is closed says so, and waits for the answer", async () => {
  await using server = new Server();
  const link = await server.open();
  const ended = new Promise((resolve) => link.onclose = resolve);
  link.close();
  assertEquals((await server.read())[0], 0x88);
  await server.write(
    encodeWebSocketFrame(Opcode.close, Uint8Array.of(0x03, 0xe8)),
  );
  assertEquals(await ended, undefined);
});

Deno.test("a stream that ends, and frames that are none, break the link", async () => {
  for (const bytes of [undefined, Uint8Array.of(0x8f, 0), "x".repeat(2000)]) {
    await using server = new Server();
    const link = await server.open();
    const ended = new Promise((resolve) => link.onclose = resolve);
    if (bytes !== undefined) {
      await server.write(
        typeof bytes === "string"
          ? encodeWebSocketFrame(Opcode.text, encoder.encode(bytes))
          : bytes,
      );
    } else server.hangUp();
    assert(await ended instanceof Error);
  }
});

Deno.test("a refused upgrade tells its status and when to come back", async () => {
  const soon = new Date(Date.now() + 60_000).toUTCString();
  const refusals: [status: number, field: string, least: number][] = [
    [503, "Retry-After: 7", 7000],
    [429, `retry-after: ${soon}`, 50_000],
    [404, "", 0],
    [200, "Retry-After: x", 0],
  ];
  for (const [status, field, least] of refusals) {
    await using server = new Server();
    const connecting = connect(server.url, NEVER, 1000);
    const refused = assertRejects(
      () => connecting,
      Error,
      `status code: ${status}`,
    );
    await server.take();
    await server.write(`HTTP/1.1 ${status} X\r\n${field}\r\n\r\n`);
    const { retryAfterMs } = Object(await refused);
    assert(retryAfterMs >= least && retryAfterMs <= least + 10_000);
  }
});

Deno.test("an upgrade that is given up ends its connection", async () => {
  await using server = new Server();
  const stop = new AbortController();
  const refused = assertRejects(
    () => connect(server.url, stop.signal, 1000),
    Error,
    "enough",
  );
  await server.take();
  stop.abort(new Error("enough"));
  await refused;
  assertEquals((await server.read()).length, 0);
});

Deno.test("an answer that is none is refused", async () => {
  const answers = [
    "SSH-2.0\r\n\r\n",
    "HTTP/1.1 101 X\r\nSec-WebSocket-Accept: x\r\n\r\n",
    "x".repeat(100_000),
    "",
  ];
  for (const answer of answers) {
    await using server = new Server();
    const refused = assertRejects(
      () => connect(server.url, NEVER, 1000),
      Error,
    );
    await server.take();
    await server.write(answer).catch(() => {});
    if (answer === "") server.hangUp();
    await refused;
  }
});

Deno.test("a set at an owner over WebSocket does not wait for an acknowledgement", async () => {
  const daemons: HostedDaemon[] = [];
  try {
    for (const runtime of RUNTIMES) {
      if (!isMissing(runtime)) daemons.push(await HostedDaemon.start(runtime));
    }
    const args = daemons.map((daemon) => daemon.url("websocket"));
    const starts = [
      () => Program.start("deno", PROGRAM, { args }),
      () => startNode(PROGRAM, args),
    ];
    if (!NO_BUN) starts.push(() => Program.start("bun", PROGRAM, { args }));
    for (const start of starts) {
      await using program = await start();
      const { code } = await program.ended();
      assertEquals([code, program.stderr.all], [0, []]);
      assertEquals(
        program.stdout.all,
        args.flatMap(() => ["quick true", "quick true"]),
      );
    }
  } finally {
    for (const daemon of daemons) await daemon[Symbol.asyncDispose]();
  }
});
