import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Backlogs } from "../../bus/limits/backlogs.ts";
import { Limits } from "../../bus/limits/limits.ts";
import { Daemon, type DaemonOptions } from "../../daemon.ts";
import { GunClient } from "../support/gun_client.ts";
import { basic } from "../support/upgrade.ts";
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
  {
    await using fourth = await GunClient.connect(port);
    const reason = await reasonOf(fourth);
    assertStringIncludes(reason, "maxConnectionsPerAddress");
  }
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
