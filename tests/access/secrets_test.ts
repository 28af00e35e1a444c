import { assertEquals } from "@std/assert";
import { HostedDaemon } from "../support/daemon_process.ts";
import { speaker } from "../support/population.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { TestBus } from "../support/shared_daemon.ts";
import { KINDS, Speaker } from "../support/speaker.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { basic, upgrade } from "../support/upgrade.ts";
import { daemonWithUsers, PASSWORD, USERS } from "../support/users.ts";

const test = await daemonWithUsers();

const CANARY = "canary-4711";

/** Requests with a password in them that can't be carried out. */
const MALFORMED: [string, unknown][] = [
  ["authenticate", { password: CANARY }],
  ["authenticate", { user: 7, password: CANARY }],
  ["authenticate", { user: "joe", password: [CANARY] }],
  ["authenticate", [CANARY]],
  ["authenticate", CANARY],
  ["passwd", { password: CANARY }],
  ["passwd", { user: "joe", password: { new: CANARY } }],
  ["passwd", { user: "joe", password: CANARY }],
  ["addUser", { password: CANARY, groups: [] }],
  ["addUser", { user: "x", password: CANARY, groups: "admin" }],
  ["addUser", { user: "x", password: CANARY, groups: [] }],
  ["Authenticate", { user: "joe", password: CANARY }],
];

for (const [index, kind] of KINDS.entries()) {
  test.onOneRuntime(
    `${kind}: the error of a login does not contain the password`,
    async (bus) => {
      const peer = await speaker(bus, kind);
      for (const [method, params] of MALFORMED) {
        const { error } = await peer.ask(method, params);
        const answer = JSON.stringify(error);
        assertEquals(answer.includes(CANARY), false, `${method}: ${answer}`);
      }
      // Text that breaks off behind it.
      await peer.client.send(
        `{"id":1,"method":"authenticate","params":{"password":"${CANARY}"`,
      );
      const answer = await peer.client.text();
      assertEquals(answer.includes(CANARY), false, answer);
    },
    { index },
  );
}

onOneRuntime(
  "passwords and their hashes are never in the log",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = await folder.write("users.json", USERS);
    const args = ["--users", file, "--log", "debug"];
    await using daemon = await HostedDaemon.start(runtime, {
      args,
    });
    {
      await using bus = new TestBus(runtime, daemon, "");
      for (const kind of KINDS) {
        const peer = await speaker(bus, kind);
        for (const [method, params] of MALFORMED) {
          await peer.ask(
            method,
            params,
          );
        }
        await peer.client.send(`{"password":"${CANARY}"`);
        await peer.client.next();
        await peer.do("config", { name: kind });
      }
      const root = await speaker(bus, "3.x");
      await root.do("authenticate", { user: "root", password: PASSWORD });
      await root.do("addUser", { user: "ann", password: CANARY, groups: [] });
      await root.do("passwd", { user: "ann", password: `${CANARY} new` });
      await root.ask("authenticate", { user: "root", password: CANARY });
      const { status } = await upgrade(daemon.wsPort, {
        headers: { Authorization: basic("joe", CANARY) },
      });
      assertEquals(status, 401);
      const headers = { Authorization: basic("ann", `${CANARY} new`) };
      await Speaker.begin("2.x", await bus.websocket({ headers }));
    }
    daemon.signal("SIGTERM");
    await daemon.ended();
    const log = [...daemon.stdout.all, ...daemon.stderr.all].join("\n");
    assertEquals(log.includes(" connected"), true, "the log is that of debug");
    const secrets = [
      CANARY,
      PASSWORD,
      btoa(`joe:${CANARY}`),
      "$5$",
      "$scrypt$",
    ];
    for (const secret of secrets) {
      assertEquals(
        log.includes(secret),
        false,
        log,
      );
    }
  },
);
