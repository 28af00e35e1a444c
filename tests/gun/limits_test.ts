import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Backlogs } from "../../bus/limits/backlogs.ts";
import { Limits } from "../../bus/limits/limits.ts";
import { Daemon, type DaemonOptions } from "../../daemon.ts";
import { asRecord } from "../support/client.ts";
import { graph, GunClient } from "../support/gun_client.ts";
import { basic } from "../support/upgrade.ts";
import { StreamClient } from "../support/stream_client.ts";
import type { RelayLimit } from "../../gun/relay/options.ts";
import { MemoryStore } from "../../gun/store/memory_store.ts";
import { Bench, node, type TestPeer } from "./bench.ts";

/** A daemon with GUN, and the port of it. */
async function started(options: DaemonOptions) {
  const daemon = new Daemon({ gun: {}, ...options });
  const [tcp, webSocket] = await daemon.listen({ port: 0, wsPort: 0 });
  return { daemon, tcp: tcp.port ?? 0, port: webSocket.port ?? 0 };
}

/** The reason for which a connection ends. */
async function reasonOf({ closed }: GunClient): Promise<string> {
  const event = await closed;
  assert(event instanceof CloseEvent);
  assertEquals(event.code, 1008);
  return event.reason;
}

Deno.test("apps of GUN count among the connections of an address", async () => {
  const { daemon, tcp, port } = await started({
    limits: { maxConnectionsPerAddress: 3 },
  });
  await using _ = daemon;
  const connected = new Promise((resolve) =>
    daemon.addEventListener("connect", resolve, { once: true })
  );
  using _peer = await Deno.connect({ port: tcp });
  await connected;
  await using first = await GunClient.connect(port);
  await using second = await GunClient.connect(port);
  for (const app of [first, second]) await app.put({ s: { a: [1, 1] } });
  const fourth = await fetch(`http://127.0.0.1:${port}/gun`);
  assertEquals(fourth.status, 503);
  assertStringIncludes(await fourth.text(), "maxConnectionsPerAddress");
  const { maxConnectionsPerAddress } = daemon.limits;
  assertEquals(maxConnectionsPerAddress, { limit: 3, reached: 1 });
});

Deno.test("apps of GUN count among the connections of their user until they end", async () => {
  const { daemon, port } = await started({
    limits: { maxConnectionsPerUser: 1 },
    authorize: () =>
      Promise.resolve({
        name: "joe",
        rights: { fetchGroups: [], setGroups: [], callGroups: [] },
      }),
  });
  await using _ = daemon;
  const headers = { Authorization: basic("joe", "x") };
  {
    await using app = await GunClient.connect(port, headers);
    await app.put({ s: { a: [1, 1] } });
    await using another = await GunClient.connect(port, headers);
    assertStringIncludes(await reasonOf(another), "maxConnectionsPerUser");
  }
  for (;;) {
    // The end of the first one may arrive after the next connection.
    await using next = await GunClient.connect(port, headers);
    const outcome = await Promise.race([next.closed, next.ask({ get: {} })]);
    if (!(outcome instanceof CloseEvent)) break;
  }
});

Deno.test("the unread output of GUN's connections counts in the sum of all", () => {
  const limits = new Limits({ maxBacklog: 10_000 });
  const bench: Bench = new Bench((clock) => {
    const backlogs = new Backlogs(limits, clock);
    backlogs.include(() => bench.relay.connections);
    return { onBacklog: (bytes) => backlogs.grown(bytes) };
  });
  const slow = (): TestPeer => {
    const peer = bench.peer();
    peer.sendText = (text) => peer.backlog += text.length;
    return peer;
  };
  const writer = bench.peer();
  writer.put(node("s", { a: "x".repeat(1000) }));
  const [little, much] = [slow(), slow()];
  bench.clock.pass(2000);
  const young = slow();
  for (const [peer, gets] of [[little, 1], [much, 5], [young, 6]] as const) {
    for (let i = 0; i < gets; i++) {
      peer.get({ "#": "s" });
      if (much.code !== undefined) much.leave();
    }
  }
  const codes = [little, much, young].map(({ code }) => code);
  assertEquals(codes, [undefined, 1008, undefined]);
  assertEquals(limits.report().maxBacklog.reached, 1);
});

Deno.test("the limits of GUN stand in info, each with its count", async () => {
  const limits = { maxMessage: 4000, maxStore: 65_536, memory: 2000 };
  const { daemon, tcp, port } = await started({ gun: limits });
  await using _ = daemon;
  await using app = await GunClient.connect(port);
  const reached = (name: "maxMessage" | "maxStore" | "memory") =>
    daemon.limits[`gun.${name}`]?.reached;
  assertEquals(reached("maxMessage"), 0);
  const long = { "#": "long", put: { s: "x".repeat(4000) } };
  app.send(long);
  const tooBig = await app.until((message) => message["@"] === "long");
  assertEquals(tooBig.err, "Message too big!");
  assertEquals(reached("maxMessage"), 1);
  let refusal: unknown;
  for (let i = 0; refusal === undefined; i++) {
    const put = graph({ [`soul${i}`]: { a: ["x".repeat(3000), 1] } });
    refusal = asRecord(await app.ask({ put })).err;
  }
  assertEquals(refusal, "the store is full: it may take 65536 bytes");
  assertEquals(reached("maxStore"), 1);
  assert(Number(reached("memory")) > 0);
  await using peer = await StreamClient.tcp(tcp);
  const { result } = asRecord(await peer.ask("info", { limits: true }));
  const reported = asRecord(result).limits;
  const { "gun.maxStore": maxStore, "gun.hardBacklog": hardBacklog } = asRecord(
    reported,
  );
  assertEquals(maxStore, { limit: 65_536, reached: 1 });
  assertEquals(hardBacklog, { limit: 1 << 26, reached: 0 });
});

Deno.test("the limits of what waits for an app of GUN are counted when they are reached", () => {
  const reached: RelayLimit[] = [];
  const bench = new Bench({
    softBacklog: 1000,
    hardBacklog: 3000,
    onLimit: (limit) => reached.push(limit),
  });
  const [writer, slow] = [bench.peer(), bench.peer()];
  slow.sendText = (text) => slow.backlog += text.length;
  slow.get({ "#": "s" });
  const value = "x".repeat(1100);
  writer.put(node("s", { a: value }));
  assertEquals(reached, []);
  writer.put(node("s", { a: `${value}x` }));
  writer.put(node("s", { b: 1 }));
  assertEquals(reached, ["softBacklog"]);
  slow.backlog = 3001;
  slow.get({ "#": "s" });
  assertEquals(reached, ["softBacklog"]);
  const many = Array.from({ length: 30 }, (_, index) => [`k${index}`, 1]);
  writer.put(node("s", Object.fromEntries(many)));
  assertEquals(reached, ["softBacklog", "hardBacklog"]);
  assertEquals(slow.code, 1008);
  assertStringIncludes(slow.reason, "at most 3000 bytes wait for it");
});

Deno.test("a peer waits while the store is behind with what is to be saved", () => {
  const waiting: (() => void)[] = [];
  const store = new MemoryStore((task) => waiting.push(task));
  const bench = new Bench(() => ({ store, limits: { unsaved: 40_000 } }));
  const peer = bench.peer();
  const value = "x".repeat(9000);
  const first = peer.put(node("a", { value }));
  assert(!peer.paused, "9 kB of 10 are unsaved");
  const second = peer.put(node("b", { value }));
  assert(peer.paused, "18 kB are unsaved");
  const third = peer.put(node("c", { value }));
  assertEquals(peer.take(), []);
  for (const task of waiting.splice(0)) task();
  bench.clock.settle();
  assert(!peer.paused, "it is read from again");
  for (const task of waiting.splice(0)) task();
  bench.clock.settle();
  const acknowledged = peer.take().map((said) => said["@"]);
  assertEquals(acknowledged, [first, second, third]);
});
