import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { eachPair, everyKind, speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import type { Speaker } from "../support/speaker.ts";

const test = sharedDaemon();

/** Numbers that no double holds, or that it would write in another way. */
const BIG = "[4294967301,9007199254740993,-9223372036854775808,1.10,-0]";

/** A text on the wire, with one number in it as it is to be written. */
function withBig(message: unknown): string {
  return JSON.stringify(message).replace('"BIG"', BIG);
}

/** Sends a message in which "BIG" stands for the big numbers. */
async function sendBig(peer: Speaker, message: unknown): Promise<void> {
  await peer.client.send(withBig(message));
}

/** Takes the next message, asserts that the numbers are in it as they were. */
async function expectBig(peer: Speaker, message: unknown): Promise<void> {
  const text = await peer.client.text();
  assertEquals(text.includes(BIG), true, text);
  assertEquals(JSON.parse(text), JSON.parse(withBig(message)));
}

eachPair(
  test,
  (owner, client) =>
    `64-bit integers pass between a ${owner} owner and a ${client} client unharmed`,
  async (bus, owner, client) => {
    const [state, method] = [bus.path("s"), bus.path("m")];
    await owner.do("add", { path: method });
    // From the owner: add, change and get.
    await client.fetch({ path: { equals: state } });
    const add = { id: owner.nextId(), method: "add" };
    await sendBig(owner, { ...add, params: { path: state, value: "BIG" } });
    assertEquals(await owner.answer(add.id), { result: owner.good });
    await expectBig(client, client.event("add", state, "BIG"));
    const change = { id: owner.nextId(), method: "change" };
    await sendBig(owner, { ...change, params: { path: state, value: "BIG" } });
    assertEquals(await owner.answer(change.id), { result: owner.good });
    await expectBig(client, client.event("change", state, "BIG"));
    const get = await client.request("get", { path: { equals: state } });
    const text = await client.client.text();
    assertEquals(text.includes(BIG), true, text);
    assertEquals(asRecord(JSON.parse(text)).id, get);
    // From the client: set and call, and what the owner answers.
    const set = { id: client.nextId(), method: "set" };
    await sendBig(client, {
      ...set,
      params: { path: state, value: "BIG", valueAsResult: true },
    });
    await answerBig(owner, owner.tookValue(state, "BIG"));
    await expectBig(client, {
      id: set.id,
      result: client.isV3 ? { path: state, value: "BIG" } : "BIG",
    });
    const call = { id: client.nextId(), method: "call" };
    await sendBig(client, { ...call, params: { path: method, args: "BIG" } });
    await answerBig(owner, "BIG");
    await expectBig(client, { id: call.id, result: "BIG" });
  },
);

/** Asserts that the numbers were forwarded, and answers with `result`. */
async function answerBig(owner: Speaker, result: unknown): Promise<void> {
  const text = await owner.client.text();
  assertEquals(text.includes(BIG), true, text);
  await sendBig(owner, { id: asRecord(JSON.parse(text)).id, result });
}

test("request ids come back as they were, of any kind and size", async (bus) => {
  for (const peer of await everyKind(bus)) {
    const marker = peer.kind === "cjet" ? '"jsonrpc":"2.0",' : "";
    const { client } = peer;
    for (const id of ["4294967296", "9007199254740993", "0", '"1"', "1.5"]) {
      await client.send(`{${marker}"id":${id},"method":"echo","params":[]}`);
      assertEquals(await client.text(), `{"id":${id},"result":[]}`);
      // Also where the answer takes a way around.
      await client.send(`{${marker}"id":${id},"method":"remove","params":{}}`);
      const text = await client.text();
      assertEquals(text.startsWith(`{"id":${id},"error":`), true, text);
    }
  }
});

test("ids of requests to an owner come back as they were", async (bus) => {
  for (const owner of await everyKind(bus)) {
    const path = bus.path(owner.kind);
    await owner.do("add", { path });
    const client = await bus.tcp();
    for (const id of ["4294967296", "9007199254740993", '"a"', "-7"]) {
      await client.send(
        `{"jsonrpc":"2.0","id":${id},"method":"call","params":{"path":"${path}"}}`,
      );
      const forward = await owner.forwarded();
      await owner.send({ id: forward.id, result: 1 });
      assertEquals(await client.text(), `{"id":${id},"result":1}`);
    }
  }
});

test("numeric fetch ids come back as numbers, however large", async (bus) => {
  const owner = await speaker(bus, "3.x");
  for (const kind of ["2.x", "lua", "cjet"] as const) {
    const { client } = await speaker(bus, kind);
    const ids = ["7", "4294967301", "9007199254740993"];
    const marker = kind === "cjet" ? '"jsonrpc":"2.0",' : "";
    const ask = async (method: string, params: string) => {
      await client.send(
        `{${marker}"id":1,"method":"${method}","params":${params}}`,
      );
      await client.expect({ id: 1, result: true });
    };
    const path = bus.path(kind);
    for (const id of ids) {
      await ask("fetch", `{"id":${id},"path":{"equals":"${path}"}}`);
    }
    await owner.do("add", { path, value: 1 });
    for (const id of ids) {
      const text = await client.text();
      assertEquals(text.startsWith(`{"method":${id},"params":`), true, text);
    }
    // A text of the same digits is another id: nothing ends. (Without an id of
    // its own, for not every dialect forgives it.)
    const [id] = ids;
    await client.send(
      `{${marker}"method":"unfetch","params":{"id":"${id}"}}`,
    );
    await client.quiet();
    await owner.change(path, 2);
    const received = await client.take(3);
    assertEquals(
      received.map((event) => asRecord(event).method),
      ids.map(Number),
    );
    for (const id of ids) await ask("unfetch", `{"id":${id}}`);
    await owner.change(path, 3);
    await client.quiet();
  }
});
