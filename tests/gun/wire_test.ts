import { assert, assertEquals } from "@std/assert";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onEachRuntime, onOneRuntime } from "../support/runtimes.ts";
import { ownDaemon } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { Opcode, WebSocketClient } from "../support/websocket_client.ts";
import { node } from "./bench.ts";
import { WireClient } from "./wire_client.ts";

// Its souls have no prefix.
const test = ownDaemon("--gun-store", ":memory:");
const testWithout = ownDaemon("--no-gun").onOneRuntime;

test("gun: the place is /gun, with or without a query, and nothing else", async (bus) => {
  const { wsPort } = bus.daemon;
  for (const path of ["/gun", "/gun?x=y"]) {
    await using client = await WireClient.connect(wsPort, path);
    assertEquals(
      client.socket.head.headers.get("sec-websocket-protocol"),
      null,
    );
  }
  for (const path of ["/gun/", "/guns", "/gun/x"]) {
    assertEquals(
      await WebSocketClient.refusal(wsPort, { path, protocol: null }),
      404,
    );
  }
  const answer = await fetch(`http://127.0.0.1:${wsPort}/gun`);
  await answer.body?.cancel();
  assertEquals(answer.status, 426);
  for (const [origin, status] of [["https://evil.example", 403]] as const) {
    const headers = { Origin: origin };
    assertEquals(
      await WebSocketClient.refusal(wsPort, { path: "/gun", headers }),
      status,
    );
  }
});

onEachRuntime(
  "gun: gun.js and sea.js are served from the folder named, or missed with a hint",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    await Deno.writeTextFile(folder.path("gun.js"), "var é = 1");
    const args = ["--gun-store", ":memory:", "--gun-files", folder.path("")];
    await using daemon = await HostedDaemon.start(runtime, {
      args,
    });
    const url = `http://127.0.0.1:${daemon.wsPort}`;
    const found = await fetch(`${url}/gun.js`);
    assertEquals(await found.text(), "var é = 1");
    assertEquals(
      found.headers.get("content-type"),
      "text/javascript; charset=utf-8",
    );
    const missed = await fetch(`${url}/gun/sea.js`);
    assertEquals(missed.status, 404);
    assertEquals(await missed.text(), "sea.js can't be read in --gun-files\n");
  },
);

test("gun: without gun's files the response names their source", async (bus) => {
  const url = `http://127.0.0.1:${bus.daemon.wsPort}/gun.js`;
  const response = await fetch(url);
  assertEquals(response.status, 404);
  assert((await response.text()).includes("npm package gun"));
});

testWithout("gun: a daemon without it has no such place", async (bus) => {
  assertEquals(
    await WebSocketClient.refusal(bus.daemon.wsPort, { path: "/gun" }),
    404,
  );
});

test("gun: the examples of the protocol's description", async (bus) => {
  const { wsPort } = bus.daemon;
  await using writer = await WireClient.connect(wsPort);
  await using reader = await WireClient.connect(wsPort);
  await reader.get({ "#": "ASDF" });
  await reader.get({ "#": "FDSA" });
  const first = {
    ...node("ASDF", { name: "Mark Nadal", boss: { "#": "FDSA" } }, 2),
    ...node("FDSA", {
      name: "Fluffy",
      species: "a kitty",
      slave: { "#": "ASDF" },
    }, 2),
  };
  await writer.say({ "#": "yb2", put: first });
  const { ok } = await writer.until((said) => said["@"] === "yb2");
  assertEquals(ok, true);
  assertEquals(await reader.until((said) => said["#"] === "yb2"), {
    "#": "yb2",
    put: first,
  });
  await reader.say({ "#": "i9b", get: { "#": "FDSA", ".": "species" } });
  const { put } = await reader.until((said) => said["@"] === "i9b");
  assertEquals(put, node("FDSA", { species: "a kitty" }, 2));
  await writer.put({
    ...node("ASDF", { name: "Mark" }, 1),
    ...node("FDSA", { species: "felis silvestris", color: "ginger" }, {
      species: 2,
      color: 3,
    }),
  });
  assertEquals(await reader.value("FDSA", "species"), "felis silvestris");
  assertEquals(await reader.value("FDSA", "color"), "ginger");
  assertEquals(await reader.value("ASDF", "name"), "Mark Nadal");
});

test("gun: no frame ends the relay, and none disturbs others", async (bus) => {
  const { wsPort } = bus.daemon;
  await using witness = await WireClient.connect(wsPort);
  await using hostile = await WireClient.connect(wsPort);
  const soul = bus.path("witness");
  await witness.put(node(soul, { a: 1 }));
  const names = [
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "__proto__",
    "small",
    "link",
    "put",
    "length",
  ];
  for (const name of names) {
    const put =
      `{"${name}":{"_":{"#":"${name}",">":{"${name}":5}},"${name}":1}}`;
    await hostile.say(`{"#":"put${name}","put":${put}}`);
    const { ok } = await hostile.until((said) => said["@"] === `put${name}`);
    assertEquals(ok, true, name);
    const answer = await hostile.get({ "#": name, ".": name });
    assertEquals(JSON.stringify(answer.put), put);
    await hostile.say({ "#": `ack${name}`, "@": name, ok: 1 });
    await hostile.say({ "#": name, dam: name });
    await hostile.say({ "#": `get${name}`, get: { "#": name } });
  }
  for (
    const frame of [
      "{bad json",
      "[".repeat(100_000),
      '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000),
      `{"#":"deep","@":"x","ok":${"[".repeat(9000)}${"]".repeat(9000)}}`,
      '{"#":[],"@":{},"##":{},"><":5,"get":{"#":"x"}}',
      '{"#":"m","dam":"mob","peers":{"http://127.0.0.1:9/gun":{}}}',
      "\0\x01",
      "null",
      "[[[]]]",
    ]
  ) await hostile.say(frame);
  await hostile.socket.frame(Opcode.binary, '{"#":"bin","get":{"#":"none"}}');
  await hostile.until((said) => said["@"] === "bin");
  assertEquals(await witness.value(soul, "a"), 1);
});

test("gun: a message that is too long is answered, and no more", async (bus) => {
  await using client = await WireClient.connect(bus.daemon.wsPort);
  const soul = bus.path("s");
  await client.say(`{"#":"huge","x":"${"y".repeat(1 << 24)}"}`);
  const { err } = await client.until((said) => said.dam === "!");
  assertEquals(err, "Message too big!");
  const put = node(bus.path("long"), { text: "z".repeat(1 << 24) });
  await client.say({ put, ok: { "@": 9, "/": 1 }, "#": "hugeput" });
  const answer = await client.until((said) => said["@"] === "hugeput");
  assertEquals(answer.err, "Message too big!");
  await client.put(node(soul, { a: 1 }));
  assertEquals(await client.value(soul, "a"), 1);
});

test("gun: every key of a large put is there, in one answer", async (bus) => {
  await using client = await WireClient.connect(bus.daemon.wsPort);
  const soul = bus.path("s");
  const keys = Array.from({ length: 4000 }, (_, i) => `key${i}`);
  const values = Object.fromEntries(keys.map((key, i) => [key, `v${i}`]));
  assertEquals((await client.put(node(soul, values, 1.7e12))).ok, true);
  const { put } = await client.get({ "#": soul });
  assertEquals(put, node(soul, values, 1.7e12));
});

test("gun: forged writes to a user's space are refused", async (bus) => {
  await using client = await WireClient.connect(bus.daemon.wsPort);
  const user = `~${"x".repeat(43)}.${"y".repeat(43)}`;
  const refused = await client.put({
    ...node(bus.path("public"), { a: 1 }),
    ...node(user, { alias: "me" }),
  });
  assert(refused.err);
  assertEquals(await client.value(user, "alias"), undefined);
  assertEquals(await client.value(bus.path("public"), "a"), undefined);
});

onOneRuntime(
  "gun: a daemon without apps leaves no file",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const env = { XDG_DATA_HOME: folder.path("data") };
    const file = folder.path("data/jet/gun.db");
    {
      await using daemon = await HostedDaemon.start(runtime, {
        env,
      });
      assertEquals(await exists(folder.path("data")), false);
      await using client = await WireClient.connect(daemon.wsPort);
      // The next start finds that apps were connected.
      assertEquals(await exists(file), true);
      assertEquals(await client.value("s", "a"), undefined);
      assertEquals((await client.put(node("s", { a: 1 }))).ok, true);
    }
    await using daemon = await HostedDaemon.start(runtime, { env });
    await using client = await WireClient.connect(daemon.wsPort);
    assertEquals(await client.value("s", "a"), 1);
  },
  { index: 1 },
);

onOneRuntime(
  "gun: after a restart twelve subscribers get what was written meanwhile",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const args = ["--gun-store", folder.path("gun.db")];
    const start = () => HostedDaemon.start(runtime, { args });
    {
      await using daemon = await start();
      await using client = await WireClient.connect(daemon.wsPort);
      assertEquals((await client.put(node("s", { a: "old" }))).ok, true);
    }
    await using daemon = await start();
    await using apps = new AsyncDisposableStack();
    const app = async (pid: string) => {
      const client = apps.use(await WireClient.connect(daemon.wsPort));
      await client.say({ "#": `hello${pid}`, dam: "?", pid, "@": "x" });
      return client;
    };
    const subscribe = async (count: number) => {
      const some = Array.from({ length: count }, async (_, i) => {
        const client = await app(`${count}subscriber${i}`);
        await client.get({ "#": "s" });
        return client;
      });
      return await Promise.all(some);
    };
    // Half of them return before the writer, who subscribes to nothing.
    const early = await subscribe(6);
    const writer = await app("writer");
    const query = await writer.until(({ get }) => get !== undefined);
    const late = await subscribe(6);
    const put = node("s", { a: "new" }, 20);
    await writer.say({ "#": "meanwhile", "@": query["#"], put });
    for (const client of [...early, ...late]) {
      const said = await client.until(({ put }) =>
        JSON.stringify(put)?.includes("new") ?? false
      );
      assertEquals(said.put, put);
    }
  },
  { index: 1 },
);

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

onEachRuntime(
  "gun: three daemons in a triangle hold the same",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const start = (...peers: HostedDaemon[]) =>
      HostedDaemon.start(runtime, {
        args: [
          ...["--gun-store", folder.path(`${peers.length}.db`)],
          ...peers.length === 0 ? [] : [
            "--gun-peer",
            peers.map((peer) => `http://127.0.0.1:${peer.wsPort}/gun`).join(
              ",",
            ),
          ],
        ],
      });
    await using first = await start();
    await using second = await start(first);
    await using third = await start(first, second);
    const daemons = [first, second, third];
    const clients: WireClient[] = [];
    for (const { wsPort } of daemons) {
      clients.push(await WireClient.connect(wsPort));
    }
    for (const client of clients) await client.get({ "#": "s" });
    // Each one gets the writes of the others, also from before its link.
    for (const [i, client] of clients.entries()) {
      assertEquals((await client.put(node("s", { [`k${i}`]: i }))).ok, true);
    }
    for (const [i, client] of clients.entries()) {
      for (const key of ["k0", "k1", "k2"]) {
        if (key === `k${i}`) continue;
        while (await client.value("s", key) === undefined) {
          await client.until(({ put }) => put !== undefined);
        }
      }
    }
    for (const client of clients) await client[Symbol.asyncDispose]();
  },
);
