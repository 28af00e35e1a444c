import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { everyKind, speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

/** What strings become, as they stand between their quotes. */
const STRINGS: readonly [sent: string, received: string][] = [
  ["\\ud83d", "\\ufffd"],
  ["\\uD83D", "\\ufffd"],
  ["\\ude00", "\\ufffd"],
  ["a\\udfffb", "a\\ufffdb"],
  ["\\ud83d\\ud83d\\ude00", "\\ufffd\\ud83d\\ude00"],
  ["\\ude00\\ud83d", "\\ufffd\\ufffd"],
  ["\\ud83dude00", "\\ufffdude00"],
  ["\\ud83d\\n", "\\ufffd\\n"],
  ["\\ud83d\\u0041", "\\ufffd\\u0041"],
  ["\\ud83d\\ude00", "\\ud83d\\ude00"],
  ["\\uDBFF\\uDFFF", "\\uDBFF\\uDFFF"],
  ["\\ud7ff\\ue000\\u00e4", "\\ud7ff\\ue000\\u00e4"],
  ["\\\\ud83d", "\\\\ud83d"],
];

test("an escape of a surrogate without partner is overwritten, in values, names and paths of all dialects", async (bus) => {
  for (const owner of await everyKind(bus)) {
    const fetcher = await speaker(bus, "cjet");
    await fetcher.fetch({ path: { startsWith: bus.path(owner.kind) } });
    const jsonrpc = owner.kind === "cjet" ? '"jsonrpc":"2.0",' : "";
    for (const [i, [sent, received]] of STRINGS.entries()) {
      const id = owner.nextId();
      const path = bus.path(`${owner.kind}${i}`);
      await owner.client.send(
        `{"id":${JSON.stringify(id)},${jsonrpc}"method":"add","params":` +
          `{"path":"${path} ${sent}","value":[{"${sent}":"${sent}"}]}}`,
      );
      assertEquals(await owner.answer(id), { result: owner.good });
      const text = await fetcher.client.text();
      const end = `"event":"add","value":[{"${received}":"${received}"}]}}`;
      assertEquals(text.slice(-end.length), end);
      assertEquals(
        asRecord(asRecord(JSON.parse(text)).params).path,
        `${path} ${JSON.parse(`"${received}"`)}`,
      );
    }
  }
});

const INFINITE = [
  "1e400",
  "-1e400",
  "1E+309",
  "1" + "0".repeat(309),
  `1${"0".repeat(320)}.5`,
  '[1,{"a":1e999}]',
];
const FINITE = ["1e308", "-1.7976931348623157e308", "1e-400", "9".repeat(308)];

test("a number that is infinite as a double is refused by the id of its request", async (bus) => {
  for (const peer of await everyKind(bus)) {
    const path = bus.path(peer.kind);
    await peer.do("add", { path, value: 1 });
    const jsonrpc = peer.kind === "cjet" ? ',"jsonrpc":"2.0"' : "";
    const change = (value: string, id: unknown) =>
      `{"method":"change","params":{"value":${value},"path":"${path}"},` +
      `"id":${JSON.stringify(id)}${jsonrpc}}`;
    for (const value of INFINITE) {
      const id = peer.nextId();
      await peer.client.send(change(value, id));
      const { error } = await peer.answer(id);
      assertEquals(asRecord(error).code, -32602, value);
      // Without an id it is not answered.
      await peer.client.send(
        `{"method":"change","params":{"path":"${path}","value":${value}}${jsonrpc}}`,
      );
      await peer.quiet();
    }
    for (const value of FINITE) {
      const id = peer.nextId();
      await peer.client.send(change(value, id));
      assertEquals(await peer.answer(id), { result: peer.good });
    }
    const [bad, good] = [peer.nextId(), peer.nextId()];
    await peer.client.send(`[${change("1e400", bad)},${change("2", good)}]`);
    assertEquals(Object.keys(await peer.answer(bad)), ["error"]);
    assertEquals(await peer.answer(good), { result: peer.good });
  }
});

test("an owner's response with an infinite number fails the request", async (bus) => {
  for (const owner of await everyKind(bus)) {
    const client = await speaker(bus, "cjet");
    const path = bus.path(owner.kind);
    await owner.do("add", { path });
    const id = await client.request("call", { path, args: [] });
    const forward = await owner.forwarded();
    await owner.client.send(
      `{"id":${JSON.stringify(forward.id)},"result":[1e400]}`,
    );
    const { error } = await client.answer(id);
    assertEquals(asRecord(error).code, -32603);
  }
});

test("an id that is an infinite number is not sent back", async (bus) => {
  const client = await bus.tcp();
  await client.send('{"id":1e400,"method":"info"}');
  const { id, error } = asRecord(await client.next());
  assertEquals([id, asRecord(error).code], [undefined, -32700]);
});
