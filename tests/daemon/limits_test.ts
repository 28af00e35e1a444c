import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { State } from "../../peer.ts";
import { asRecord, type Client } from "../support/client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon(
  "--max-elements",
  "3",
  "--max-fetches",
  "3",
  "--max-operands",
  "3",
);

/** How often a limit was reached. */
async function reached(peer: Client, name: string): Promise<number> {
  const { result } = asRecord(await peer.ask("info", { limits: true }));
  return Number(asRecord(asRecord(asRecord(result).limits)[name]).reached);
}

/** Asks for one thing too many; the reason has to name the limit. */
async function mustReach(
  peer: Client,
  name: string,
  method: string,
  params: unknown,
): Promise<void> {
  const before = await reached(peer, name);
  const { error } = asRecord(await peer.ask(method, params));
  assertStringIncludes(JSON.stringify(error), name);
  assertEquals(await reached(peer, name), before + 1);
}

test("a peer adds no more elements than the limit, until it has removed one", async (bus) => {
  const peer = await bus.tcp();
  for (let i = 0; i < 3; i++) await peer.do("add", { path: bus.path(`e${i}`) });
  await mustReach(peer, "maxElements", "add", { path: bus.path("e3") });
  await peer.do("remove", { path: bus.path("e0") });
  await peer.do("add", { path: bus.path("e3") });
});

test("a peer has no more fetches than the limit, until it has ended one", async (bus) => {
  const peer = await bus.tcp();
  const path = { equals: bus.path("nothing") };
  for (let id = 0; id < 3; id++) await peer.do("fetch", { id, path });
  await mustReach(peer, "maxFetches", "fetch", { id: 3, path });
  await peer.do("unfetch", { id: 0 });
  await peer.do("fetch", { id: 3, path });
});

test("the texts of all fetches of a peer are limited together, those of a get alone", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("fetch", { id: 1, path: { containsOneOf: ["a", "b"] } });
  const path = { containsAllOf: ["x", "y", "z", "zz"] };
  await mustReach(peer, "maxOperands", "get", { path });
  const two = { containsAllOf: ["x", "y"] };
  await mustReach(peer, "maxOperands", "fetch", { id: 2, path: two });
  await peer.do("unfetch", { id: 1 });
  await peer.do("fetch", { id: 2, path: two });
});

test("info tells of the limits only who asks for them", async (bus) => {
  const peer = await bus.tcp();
  const { result } = asRecord(await peer.ask("info", {}));
  assert(!("limits" in asRecord(result)));
});

Deno.test("values are limited in all", async () => {
  await using daemon = new Daemon({ limits: { maxValues: 30 } });
  const peer = daemon.peer();
  const state = await peer.add(new State("a", "x".repeat(10)));
  let refused: unknown;
  await peer.add(new State("b", "x".repeat(30))).catch((e) => refused = e);
  assertStringIncludes(String(refused), "maxValues");
  await state.remove();
  await peer.add(new State("b", "x".repeat(20)));
  assertEquals(daemon.limits.maxValues, { limit: 30, reached: 1 });
});

Deno.test("connections are limited, and free when they have ended", async () => {
  await using daemon = new Daemon({ limits: { maxConnectionsPerAddress: 3 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  const connected = () =>
    new Promise<void>((resolve) =>
      daemon.addEventListener("connect", () => resolve(), { once: true })
    );
  const open: Deno.Conn[] = [];
  const connect = async () => {
    const connection = connected();
    open.push(await Deno.connect({ port }));
    await connection;
  };
  for (let i = 0; i < 3; i++) await connect();
  const fourth = await Deno.connect({ port });
  assertEquals(await fourth.read(new Uint8Array(1)), null);
  fourth.close();
  assertEquals(daemon.limits.maxConnectionsPerAddress.reached, 1);
  const left = new Promise<void>((resolve) =>
    daemon.addEventListener("disconnect", () => resolve(), { once: true })
  );
  open.pop()?.close();
  await left;
  await connect();
  for (const connection of open) connection.close();
});
