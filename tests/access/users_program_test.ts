import { assertEquals, assertMatch } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { speaker } from "../support/population.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { TestBus } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { usersProgram } from "../support/users.ts";

onEachRuntime(
  "users that the command line has made log in to the daemon",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("users.json");
    const run = (args: string[], input: string) =>
      usersProgram(runtime, [...args, "--file", file], input);

    const groups = ["--fetch-groups", "public,staff", "--set-groups", "staff"];
    const joe = await run(["add", "joe", ...groups], "a pass:word é\n");
    assertEquals([joe.code, joe.stderr], [0, ""]);
    const root = await run(["add", "root", "--admin"], "top");
    assertEquals([root.code, root.stderr], [0, ""]);
    const again = await run(["add", "joe"], "x\n");
    assertEquals(again.code, 1);
    assertMatch(again.stderr, /joe exists already/);
    const changed = await run(["passwd", "root"], "topmost\n");
    assertEquals([changed.code, changed.stderr], [0, ""]);
    const text = await Deno.readTextFile(file);
    assertEquals(/pass:word|topmost/.test(text), false);

    const options = { args: ["--users", file] };
    await using daemon = await HostedDaemon.start(runtime, {
      ...options,
      cheap: true,
    });
    await using bus = new TestBus(runtime, daemon, "");
    const peer = await speaker(bus, "2.x");
    const params = { user: "joe", password: "a pass:word é" };
    assertEquals(await peer.ask("authenticate", params), {
      result: {
        fetchGroups: ["public", "staff"],
        setGroups: ["staff"],
        callGroups: [],
      },
    });
    const admin = await speaker(bus, "3.x");
    await admin.do("authenticate", { user: "root", password: "topmost" });
    await admin.do("addUser", { user: "ann", password: "x", groups: [] });

    // A user who is added while the daemon runs needs no new start.
    const late = await run(["add", "late"], "x\n");
    assertEquals([late.code, late.stderr], [0, ""]);
    const second = await speaker(bus, "cjet");
    await second.do("authenticate", { user: "late", password: "x" });
    const removed = await run(["remove", "late"], "");
    assertEquals(removed.code, 0);
    const third = await speaker(bus, "cjet");
    const { error } = await third.ask("authenticate", {
      user: "late",
      password: "x",
    });
    assertEquals(asRecord(error).code, -32602);
    await second.client.ending();
  },
);
