import { assertEquals, assertMatch } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { invalidParams } from "../support/errors.ts";
import { GunClient } from "../support/gun_client.ts";
import { jet, jetOk } from "../support/jet_tool.ts";
import { speaker } from "../support/population.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS, Speaker } from "../support/speaker.ts";
import { basic } from "../support/upgrade.ts";
import { daemonWithUsers, login, PASSWORD } from "../support/users.ts";

const GUN = ["--gun-store", ":memory:"];
const test = (await daemonWithUsers()).onOneRuntime;
const open = sharedDaemon(...GUN).onOneRuntime;

const PEERS = "$jet/peers";
const KICK = "$jet/kick";

/** The connections, by their names. */
async function namesOf(peer: Speaker): Promise<Map<unknown, unknown>> {
  const { result } = await peer.ask("call", { path: PEERS, args: [] });
  if (!Array.isArray(result)) throw new TypeError("no list");
  return new Map(
    result.map(asRecord).map(({ id, name, dialect }) => [name || dialect, id]),
  );
}

for (const kind of KINDS) {
  test(`${kind}: only administrators list and end connections`, async (bus) => {
    const victim = await speaker(bus, "2.x");
    await victim.do("config", { name: bus.path("victim") });
    const peer = await speaker(bus, kind);
    for (const user of [undefined, "joe"] as const) {
      if (user !== undefined) await login(peer, user);
      // As what does not exist.
      for (const path of [PEERS, KICK]) {
        const answer = await peer.ask("call", { path, args: [1] });
        const none = await peer.ask("call", { path: "$jet/none", args: [1] });
        assertEquals(
          JSON.stringify(answer),
          JSON.stringify(none).replaceAll("$jet/none", path),
        );
      }
    }
    await login(peer, "root");
    const id = (await namesOf(peer)).get(bus.path("victim"));
    assertEquals(typeof id, "number");
    assertEquals(await peer.ask("call", { path: KICK, args: [id] }), {
      result: [id],
    });
    await victim.client.ending();
    assertEquals((await namesOf(peer)).has(bus.path("victim")), false);
    const { error } = await peer.ask("call", { path: KICK, args: [id] });
    assertEquals(typeof asRecord(error).code, "number");
  });
}

test("the methods of the daemon are invisible, and their paths are taken", async (bus) => {
  const root = await speaker(bus, "2.x");
  await login(root, "root");
  await root.fetch({ path: { startsWith: "$jet" } });
  assertEquals(await root.ask("get", { path: { startsWith: "$jet" } }), {
    result: [],
  });
  await root.do("unfetch", { id: root.fetchId });
  const stranger = await speaker(bus, "2.x");
  assertEquals(
    await stranger.ask("add", { path: PEERS }),
    invalidParams({ pathAlreadyExists: PEERS }),
  );
  assertEquals((await namesOf(root)).size > 0, true);
  await stranger.quiet();
});

test("apps of GUN are connections, too", async (bus) => {
  const app = await GunClient.connect(bus.daemon.wsPort, {
    Authorization: basic("joe", PASSWORD),
  });
  const root = await speaker(bus, "2.x");
  await login(root, "root");
  const id = (await namesOf(root)).get("gun");
  await root.ask("call", { path: KICK, args: [id] });
  await app.closed;
});

open(
  "without users they are for this machine, but not for pages",
  async (bus) => {
    for (const client of [await bus.tcp(), await bus.daemon.connect("unix")]) {
      const peer = await Speaker.begin("2.x", client);
      assertEquals((await namesOf(peer)).size > 0, true);
    }
    const page = await Speaker.begin("2.x", await bus.websocket());
    assertEquals(
      await page.ask("call", { path: PEERS, args: [] }),
      invalidParams({ pathNotExists: PEERS }),
    );
  },
);

test("jet peers lists, jet kick ends", async (bus) => {
  const name = bus.path("evil\u001b[2Jname");
  const victim = await speaker(bus, "2.x");
  await victim.do("config", { name });
  const env = { JET_PASSWORD: PASSWORD };
  const root = ["--user", "root"];
  const json = await jetOk(bus, ["peers", ...root, "--json"], { env });
  const rows = json.trim().split("\n").map((line) =>
    asRecord(JSON.parse(line))
  );
  const row = rows.find((row) => row.name === name);
  assertEquals([row?.user, row?.transport, row?.dialect], [
    "",
    "tcp",
    "classic",
  ]);
  await jetOk(bus, ["kick", String(row?.id), ...root], { env });
  await victim.client.ending();
  const refused = await jet(bus, ["peers", "--user", "joe"], { env });
  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /administrators/);
  assertEquals((await jet(bus, ["kick", "x", ...root], { env })).code, 2);
});

onOneRuntime(
  "names and reasons of peers don't feign lines of the log",
  async (runtime) => {
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--log", "debug"],
    });
    const client = await daemon.connect("tcp");
    const name = `x\n2026-01-01T00:00:00.000Z error forged \u001b[2J\u202e${
      "y".repeat(1 << 19)
    }`;
    await client.send({ id: 1, method: "config", params: { name } });
    await client.next();
    client.close();
    const [line] = await daemon.stdout.match(/^.*disconnected.*$/);
    assertMatch(
      line,
      /"x\\n2026[^\n]* error forged \\u001b\[2J\\u202ey+" disc/,
    );
    assertEquals(line.length < 1000, true);
    assertEquals(
      [...daemon.stdout.all, ...daemon.stderr.all].filter((line) =>
        /^2026-01-01/.test(line)
      ),
      [],
    );
  },
);

for (
  const [host, warns] of [["0.0.0.0", true], ["127.0.0.1", false]] as const
) {
  onOneRuntime(
    `a daemon at ${host} without users ${warns ? "warns" : "does not warn"}`,
    async (runtime) => {
      await using daemon = await HostedDaemon.start(runtime, {
        args: ["--host", host],
      });
      await using _ = await daemon.connect("tcp");
      const warned = /OPEN TO OTHER MACHINES WITHOUT USERS/;
      if (warns) await daemon.stderr.match(warned);
      assertEquals(daemon.stderr.all.some((line) => warned.test(line)), warns);
    },
  );
}
