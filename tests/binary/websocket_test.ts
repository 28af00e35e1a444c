import { assertEquals } from "@std/assert";
import {
  binaryFrame,
  hex,
  join,
  u32,
  value,
} from "../support/binary_client.ts";
import { concat } from "../support/stream_client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";

const test = sharedDaemon();

/** A WebSocket of binary Jet as browsers have it, and what comes by it. */
class BinarySocket implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #reader: ReadableStreamDefaultReader<MessageEvent>;
  /** Fulfilled when it is closed. */
  readonly closed: Promise<CloseEvent>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.onclose = resolve);
    const messages = new ReadableStream<MessageEvent>({
      start(controller) {
        socket.onmessage = (event) => controller.enqueue(event);
      },
    });
    this.#reader = messages.getReader();
  }

  static async open(bus: TestBus, protocols: string[]): Promise<BinarySocket> {
    const url = `ws://127.0.0.1:${bus.daemon.wsPort}/`;
    const socket = new WebSocket(url, protocols);
    socket.binaryType = "arraybuffer";
    const opened = new BinarySocket(socket);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    assertEquals(socket.protocol, "jet-binary");
    return opened;
  }

  send(message: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(message);
  }

  async next(): Promise<Uint8Array> {
    const { value } = await this.#reader.read();
    return new Uint8Array(value?.data);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }
}

function request(id: number, fn: number, ...payload: Parameters<typeof join>) {
  return binaryFrame(join(2, u32(id), fn, ...payload));
}

function done(id: number): Uint8Array {
  return binaryFrame(join(3, u32(id), 0, value(0)));
}

test("several frames come in one message, and what they cause leaves in one", async (bus) => {
  await using socket = await BinarySocket.open(bus, ["foo", "jet-binary"]);
  assertEquals((await socket.next())[4], 1, "the info is first");
  const path = bus.path("x");
  const ready = (id: Uint8Array) => binaryFrame(join(4, 5, id));
  socket.send(
    new Uint8Array(concat(
      request(1, 1, path, value(18)),
      new Uint8Array(4),
      request(2, 8, bus.prefix),
      request(3, 7, path, value(17)),
    )),
  );
  const answer = await socket.next();
  const fetchId = answer.slice(done(1).length + 15, done(1).length + 19);
  assertEquals(
    hex(answer),
    hex(concat(
      done(1),
      binaryFrame(join(3, u32(2), 0, value(21, fetchId))),
      binaryFrame(join(4, 1, fetchId, 1, path, value(18))),
      ready(fetchId),
      binaryFrame(join(4, 2, fetchId, 1, path, value(17))),
      done(3),
    )),
  );
});

test("a frame that is not whole, and a text, end the WebSocket", async (bus) => {
  const bystander = await bus.bystander();
  for (
    const [message, code] of [
      [new Uint8Array([5, 0, 0, 0, 1]), 1002],
      [new Uint8Array([5, 0]), 1002],
      ["{}", 1003],
      [new Uint8Array([0, 0, 0, 255]), 1009],
    ] as const
  ) {
    await using socket = await BinarySocket.open(bus, ["jet-binary"]);
    socket.send(message);
    assertEquals((await socket.closed).code, code);
  }
  await bystander.noticedNothing();
});

test("a subprotocol that is not known is refused, and both are known", async (bus) => {
  await using json = await bus.websocket({ protocol: "jet, jet-binary" });
  assertEquals(json.head.headers.get("sec-websocket-protocol"), "jet");
  await json.quiet();
  const client = await bus.websocket({ protocol: "jet-binary,jet" })
    .catch(() => undefined);
  assertEquals(
    client?.head.headers.get("sec-websocket-protocol"),
    "jet-binary",
  );
});
