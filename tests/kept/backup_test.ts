import { assert, assertEquals, assertMatch } from "@std/assert";
import { Graph } from "../../gun.ts";
import { Peer } from "../../peer.ts";
import { DaemonProcess, HostedDaemon } from "../support/daemon_process.ts";
import { runToolHosted } from "../support/jet_tool.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

onEachRuntime(
  "a backup of a daemon at work is of one moment, and is there after a restore",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const files = [
      ...["--keep-file", folder.path("kept.db")],
      ...["--gun-store", folder.path("gun.db")],
    ];
    const args = ["--keep", "n/#", ...files];
    const jet = (...args: string[]) =>
      runToolHosted(runtime, [...args, ...files]);
    const copy = folder.path("backup");
    const none = await jet("backup", copy);
    assertEquals([none.code, none.stdout], [1, ""]);
    assertMatch(none.stderr, /there was nothing to copy/);

    const first = await DaemonProcess.start(runtime, undefined, { args });
    const peer = await Peer.connect(first.url("tcp"), { reconnect: false });
    const url = first.url("websocket").replace(/\/?$/, "/gun");
    const graph = await Graph.connect(url);
    await graph.get("mark").put({ name: "Mark" });
    let acknowledged = 0;
    const writing = (async () => {
      for (let n = 1;; n++) {
        await peer.set("n/a", n);
        await peer.set("n/b", n);
        acknowledged = n;
      }
    })().catch(() => {});
    while (acknowledged < 20) await peer.info();
    const before = acknowledged;
    const made = await jet("backup", copy);
    assertEquals([made.code, made.stderr], [0, ""]);
    const after = acknowledged;
    assert(after > before, `${before} to ${after}`);
    const busy = await jet("restore", copy);
    assertEquals(busy.code, 1);
    assertMatch(busy.stderr, /used by another program/);
    first.signal("SIGKILL");
    await first.ended();
    await writing;
    await graph.close();
    await peer.close();

    await Deno.remove(folder.path("gun.db"));
    const restored = await jet("restore", copy);
    assertEquals([restored.code, restored.stderr], [0, ""]);
    await using second = await HostedDaemon.start(runtime, { args });
    await using reader = await Peer.connect(second.url("tcp"));
    const a = Number(await reader.get("n/a"));
    const b = Number(await reader.get("n/b"));
    assert(a === b || a === b + 1, `${a}, ${b}`);
    assert(b >= before && b <= after + 1, `${before} ${b} ${after}`);
    await reader.set("n/a", -1);
    const path = second.url("websocket").replace(/\/?$/, "/gun");
    await using again = await Graph.connect(path);
    assertEquals(await again.get("mark").get("name").once(), "Mark");
    // What was there is kept beside it.
    await Deno.stat(folder.path("kept.db-before"));
  },
  { beside: true },
);

onEachRuntime(
  "a damaged or foreign backup is refused, and nothing is replaced",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("kept.db");
    const args = ["--keep", "n/#", "--keep-file", file];
    {
      await using daemon = await HostedDaemon.start(runtime, { args });
      await using peer = await Peer.connect(daemon.url("tcp"));
      for (let i = 0; i < 200; i++) await peer.set(`n/${i}`, "x".repeat(500));
    }
    const jet = (...words: string[]) =>
      runToolHosted(runtime, [...words, "--keep-file", file]);
    const copy = folder.path("backup");
    assertEquals((await jet("backup", copy)).code, 0);
    const content = await Deno.readFile(file);
    const damaged = await Deno.readFile(`${copy}/kept.db`);
    damaged.fill(0x5a, 8192, damaged.length - 4096);
    await Deno.writeFile(`${copy}/kept.db`, damaged);
    const refused = await jet("restore", copy);
    assertEquals(refused.code, 1);
    await Deno.writeTextFile(`${copy}/kept.db`, "text ".repeat(100));
    const foreign = await jet("restore", copy);
    assertEquals(foreign.code, 1);
    assertMatch(foreign.stderr, /is not a database of SQLite/);
    const empty = await jet("restore", folder.path("none"));
    assertMatch(empty.stderr, /no backup is in/);
    assertEquals(await Deno.readFile(file), content);
  },
  { beside: true },
);
