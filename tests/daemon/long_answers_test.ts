// Answers that are longer than a piece of output: the bytes are those of short
// answers, whatever the transport and the encoding.
import { assertEquals } from "@std/assert";
import {
  BinaryClient,
  binaryFrame,
  isSame,
  join,
  json,
  u32,
} from "../support/binary_client.ts";
import type { AnyClient } from "../support/daemon_process.ts";
import { asRecord } from "../support/client.ts";
import {
  MSGPACK_TRANSPORTS,
  MsgpackClient,
} from "../support/msgpack_client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";

const test = sharedDaemon();

const STATES = 60;
/** Lengths of values: some are longer than a piece, some are not ASCII. */
const LENGTHS = [0, 10, 3000, 70_000, 20_000, 65_400, 140_000];

/** Adds the states; returns their values in order. */
async function populate(
  bus: TestBus,
): Promise<[path: string, value: string][]> {
  const owner = await bus.tcp();
  const states = Array.from(
    { length: STATES },
    (_, index): [string, string] => {
      const length = LENGTHS[index % LENGTHS.length];
      return [
        bus.path(`s${index}`),
        (index % 2 === 0 ? "x" : "é").repeat(length),
      ];
    },
  );
  for (const [path, value] of states) await owner.do("add", { path, value });
  return states;
}

/** The answers to `get` of each state alone, put together. */
async function inShort(client: AnyClient, states: [string, string][]) {
  const elements: string[] = [];
  for (const [equals] of states) {
    await client.send({ id: 1, method: "get", params: { path: { equals } } });
    const text = await client.text();
    elements.push(text.slice('{"id":1,"result":['.length, -"]}".length));
  }
  return `{"id":1,"result":[${elements.join(",")}]}`;
}

test("a long answer has the bytes of short ones, with what is sent after it", async (bus) => {
  const states = await populate(bus);
  const message = {
    id: 1,
    method: "get",
    params: { path: bus.here() },
  };
  for (const transport of ["tcp", "unix", "websocket"] as const) {
    const client = await bus.connect(transport);
    const expected = await inShort(client, states);
    const info = { id: 2, method: "info" };
    await client.send(info);
    const short = await client.text();
    // Two long ones with a short one before, between and after them.
    for (const sent of [info, message, info, message, info]) {
      await client.send(sent);
    }
    for (const answer of [short, expected, short, expected, short]) {
      assertEquals(await client.text() === answer, true, transport);
    }
  }
});

test("the rows of a long sorted answer are all there", async (bus) => {
  const states = await populate(bus);
  const client = await bus.tcp();
  const params = { path: bus.here(), sort: { byPath: true, to: 1000 } };
  const { result } = asRecord(await client.ask("get", params));
  const rows = Array.isArray(result) ? result : [];
  const paths = states.map(([path]) => path).sort();
  assertEquals(
    rows.map((row) => [asRecord(row).path, asRecord(row).index]),
    paths.map((path, index) => [path, index + 1]),
  );
});

for (const transport of MSGPACK_TRANSPORTS) {
  test(`a long answer in MessagePack is one message over ${transport}`, async (bus) => {
    const states = await populate(bus);
    const { port, wsPort } = bus.daemon;
    using client = transport === "tcp"
      ? await MsgpackClient.tcp(port)
      : await MsgpackClient.websocket(wsPort);
    await client.switch();
    await client.send({ id: 7, method: "get", params: { path: bus.here() } });
    await client.send({ id: 8, method: "echo", params: [1] });
    const { id, result } = asRecord(await client.next());
    const rows = Array.isArray(result) ? result : [];
    assertEquals(
      rows.map((row) => [asRecord(row).path, asRecord(row).value]),
      states,
    );
    assertEquals(id, 7);
    // The answer is encoded in slices: what follows waits for it.
    await client.expect({ id: 8, result: [1] });
  });
}

test("a long answer of binary Jet has the lengths that precede it", async (bus) => {
  const states = await populate(bus);
  await using client = await BinaryClient.connect(bus.daemon.binaryPort);
  const socket = new WebSocket(
    `ws://127.0.0.1:${bus.daemon.wsPort}/`,
    "jet-binary",
  );
  socket.binaryType = "arraybuffer";
  const messages = new ReadableStream<MessageEvent>({
    start: (controller) => {
      socket.onmessage = (event) => controller.enqueue(event);
    },
  }).getReader();
  await new Promise((resolve) => socket.onopen = resolve);
  await messages.read();

  const rules = { path: bus.here() };
  const id = await client.request(18, json(rules));
  const answer = await client.message();
  const view = new DataView(answer.buffer, answer.byteOffset);
  // Type, id, status, type of the value: its length, rows, and rows that follow.
  assertEquals(view.getUint32(7, true), answer.length - 11);
  assertEquals(view.getUint32(11, true), STATES);
  assertEquals(view.getUint32(15, true), STATES);
  const text = new TextDecoder().decode(answer);
  let at = 0;
  for (const [path, value] of states) {
    at = text.indexOf(path, at);
    assertEquals(at > 0, true, path);
    at += path.length;
    const found = text.indexOf(value, at);
    assertEquals(found >= at && found < at + 40, true, path);
    at = found + value.length;
  }
  const request = binaryFrame(join(2, u32(id), 18, json(rules)));
  socket.send(new Uint8Array(request));
  const { value } = await messages.read();
  const same = new Uint8Array(value?.data);
  const framed = binaryFrame(answer);
  assertEquals(same.subarray(0, 40), framed.subarray(0, 40));
  assertEquals(isSame(same, framed), true);
  socket.close();
  await new Promise((resolve) => socket.onclose = resolve);
});
