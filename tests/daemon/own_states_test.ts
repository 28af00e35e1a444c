/**
 * The daemon's own figures and connections as states below `$daemon/`.
 */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { VERSION } from "../../base/version.ts";
import { BinaryClient } from "../support/binary_client.ts";
import { asRecord } from "../support/client.ts";
import { everyKind, speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";
import { daemonWithUsers, login } from "../support/users.ts";

const onEach = sharedDaemon();
const test = onEach.onOneRuntime;
const withUsers = (await daemonWithUsers()).onOneRuntime;

const VERSION_PATH = "$daemon/version";

for (const kind of KINDS) {
  test(`a ${kind} peer fetches figures by their path only`, async (bus) => {
    const peer = await speaker(bus, kind);
    const everything = await peer.request("fetch", { id: "all", path: {} });
    const part = await peer.request("fetch", {
      id: "part",
      path: { contains: "daemon" },
    });
    const pending = new Set<unknown>([everything, part]);
    const barrier = await peer.request("info", {});
    for (;;) {
      const message = asRecord(await peer.client.next());
      if (message.id === barrier) break;
      pending.delete(message.id);
      const params = message.params === undefined
        ? {}
        : asRecord(message.params);
      assert(!String(params.path).startsWith("$daemon"), "seen unasked");
    }
    assertEquals(pending.size, 0);
    await peer.client.send({
      ...(kind === "cjet" ? { jsonrpc: "2.0" } : {}),
      id: "own",
      method: "fetch",
      params: { id: "own", path: { equals: VERSION_PATH } },
    });
    let added: Record<string, unknown> | undefined;
    while (added === undefined) {
      const message = asRecord(await peer.client.next());
      if (message.method === "own") added = asRecord(message.params);
    }
    assertEquals(String(added.event).toLowerCase(), "add");
    assertEquals(added.path, VERSION_PATH);
    assertEquals(added.value, VERSION);
  });
}

test("a pattern finds all that is below $daemon", async (bus) => {
  const peer = await speaker(bus, "2.x");
  for (const matches of ["$daemon/#", "$daemon/+"]) {
    const { result } = await peer.ask("get", { path: { matches } });
    assert(Array.isArray(result));
    assert(result.some(({ path }) => path === VERSION_PATH), matches);
  }
  const { result } = await peer.ask("get", { path: { matches: "$daemo/#" } });
  assertEquals(result, []);
});

test("no peer adds, sets or calls below $daemon/", async (bus) => {
  for (const peer of await everyKind(bus)) {
    for (const path of [VERSION_PATH, "$daemon/other", "$daemon"]) {
      assert("error" in await peer.ask("add", { path, value: 1 }), path);
    }
    assert("error" in await peer.ask("set", { path: VERSION_PATH, value: 1 }));
    assert("error" in await peer.ask("call", { path: VERSION_PATH }));
  }
});

test("a binary peer gets figures", async (bus) => {
  await using peer = await BinaryClient.connect(bus.daemon.binaryPort);
  const text = new TextDecoder().decode(await peer.ask(15, VERSION_PATH));
  assert(text.includes(VERSION));
});

test("HTTP gives figures", async (bus) => {
  const { wsPort } = bus.daemon;
  const url = `http://127.0.0.1:${wsPort}/v1/states/$daemon/version`;
  const response = await fetch(url);
  assertEquals(response.status, 200);
  assertEquals(await response.json(), VERSION);
});

onEach("figures and connections change while they are fetched", async (bus) => {
  await using peer = await Peer.connect(bus.daemon.url("tcp"), {
    name: "watcher",
  });
  const values = new Map<string, unknown>();
  let check = () => {};
  const fetcher = await peer.fetch(
    { path: { startsWith: "$daemon/" } },
    ({ path, event, value }) => {
      if (event === "remove") values.delete(path);
      else values.set(path, value);
      check();
    },
  );
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => holds() && resolve();
      check();
    });
  const named = (name: string) =>
    [...values].find(([path, value]) =>
      path.startsWith("$daemon/peers/") && asRecord(value).name === name
    )?.[1];
  await until(() => named("watcher") !== undefined);
  assertMatch(String(values.get("$daemon/runtime")), new RegExp(bus.runtime));
  const own = asRecord(named("watcher"));
  assertEquals([own.transport, own.dialect, own.fetches, own.elements], [
    "tcp",
    "classic",
    1,
    0,
  ]);
  for (
    const name of ["uptime", "memory", "elements", "fetches", "connections"]
  ) assertEquals(typeof values.get(`$daemon/${name}`), "number", name);
  const other = await Peer.connect(bus.daemon.url("tcp"), { name: "other" });
  await other.add(new State(bus.path("s"), 1));
  await until(() => named("other") !== undefined);
  assertEquals(asRecord(named("other")).elements, 1);
  await other.close();
  await until(() => named("other") === undefined);
  await until(() => Number(values.get("$daemon/loopDelay") ?? -1) >= 0);
  const before = asRecord(values.get("$daemon/traffic"));
  await until(() =>
    Number(asRecord(values.get("$daemon/traffic")).messagesIn) >
      Number(before.messagesIn) ||
    Number(asRecord(values.get("$daemon/traffic")).bytesOut) >
      Number(before.bytesOut)
  );
  await fetcher.close();
}, { beside: true });

test("without users connections are seen by who may list them", async (bus) => {
  const path = { startsWith: "$daemon/peers/" };
  const seen = async (url: string, name: string) => {
    await using peer = await Peer.connect(url, { name });
    let ids = 0;
    const fetcher = await peer.fetch({ path }, () => ids++);
    const rows = await peer.get({ path });
    const methodAnswers = await peer.call("$jet/peers", []).then(
      () => true,
      () => false,
    );
    await fetcher.close();
    assertEquals(rows.length > 0, methodAnswers, url);
    assertEquals(ids > 0, methodAnswers, url);
    assertEquals(await peer.get(VERSION_PATH), VERSION);
    return methodAnswers;
  };
  assertEquals(await seen(bus.daemon.url("tcp"), "near"), true);
  assertEquals(await seen(bus.daemon.url("unix"), "near"), true);
  assertEquals(await seen(bus.daemon.url("websocket"), "page"), false);
  const url = `http://127.0.0.1:${bus.daemon.wsPort}/v1/fetch`;
  const response = await fetch(`${url}?startsWith=$daemon/peers/`);
  assertEquals(await response.json(), []);
});

withUsers("with users only administrators see the connections", async (bus) => {
  const path = { startsWith: "$daemon/peers/" };
  const rows = async (name: "root" | "joe" | null) => {
    const peer = await speaker(bus, "2.x");
    if (name !== null) await login(peer, name);
    const { result } = await peer.ask("get", { path });
    assert(Array.isArray(result));
    return result.length;
  };
  assertEquals(await rows(null), 0);
  assertEquals(await rows("joe"), 0);
  assert(await rows("root") > 0);
  await using peer = await Peer.connect(bus.daemon.url("tcp"));
  await assertRejects(() => peer.get("$daemon/peers/1"));
  assertEquals(await peer.get(VERSION_PATH), VERSION);
});
