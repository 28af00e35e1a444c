import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { BinaryClient, hex, join, value } from "../support/binary_client.ts";
import { asRecord } from "../support/client.ts";
import { HostedDaemon, startDaemonProgram } from "../support/daemon_process.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { Speaker } from "../support/speaker.ts";
import { StreamClient } from "../support/stream_client.ts";
import { TemporaryFolder } from "../support/temporary.ts";

function start(
  runtime: RuntimeName,
  file: string,
  ...more: string[]
): Promise<HostedDaemon> {
  const args = ["--no-gun", "--keep-file", file, ...more];
  return HostedDaemon.start(runtime, { args });
}

/** A daemon with a kept state, and the peer that has set it. */
async function keeping(
  runtime: RuntimeName,
  file: string,
): Promise<[HostedDaemon, Speaker]> {
  const daemon = await start(runtime, file, "--keep", "config/#");
  const peer = await connect(daemon);
  await peer.do("set", { path: "config/a", value: 1 });
  return [daemon, peer];
}

async function connect(daemon: HostedDaemon): Promise<Speaker> {
  return await Speaker.begin("2.x", await StreamClient.tcp(daemon.port));
}

async function end(daemon: HostedDaemon): Promise<void> {
  daemon.signal("SIGTERM");
  await daemon.ended();
  assertEquals(daemon.stderr.all, []);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

onEachRuntime(
  "the files of kept values are for the daemon's user only",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("kept.db");
    const [daemon, peer] = await keeping(runtime, file);
    await using _ = daemon;
    for (const name of ["", "-wal", "-shm", "-lock"]) {
      const { mode } = await Deno.stat(`${file}${name}`);
      if (mode !== null) assertEquals(mode & 0o777, 0o600, name);
    }
    peer.client.close();
    await end(daemon);
  },
);

onEachRuntime(
  "kept values are there after a restart, with type, order and time",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("below/kept.db");
    const keep = ["--keep", "config/#"];
    const all = { path: {}, times: true };
    await using first = await start(runtime, file, ...keep);
    const peer = await connect(first);
    // Nothing is made before anything is kept.
    assertEquals(await exists(folder.path("below")), false);
    await peer.do("set", { path: "config/z", value: 1 });
    await peer.do("set", { path: "config/a", value: { text: "ä\u0000" } });
    await peer.do("set", { path: "config/nul\u0000l", value: true });
    await peer.do("set", { path: "config/gone", value: 1 });
    await peer.do("set", { path: "config/z", value: 2.5 });
    await peer.do("remove", { path: "config/gone" });
    await using binary = await BinaryClient.connect(first.binaryPort);
    await binary.do(3, join("config/png"), value(6, [1, 2, 3]));
    await peer.do("add", { path: "sensor", value: 1, keep: true });
    await peer.do("change", { path: "sensor", value: 2 });
    await peer.do("remove", { path: "sensor" });
    await peer.do("add", { path: "lamp", value: 1, keep: true });
    await peer.do("change", { path: "lamp", value: 3 });
    const { result: before } = await peer.ask("get", all);
    peer.client.close();
    await end(first);
    await using second = await start(runtime, file, ...keep);
    const again = await connect(second);
    const { result: after } = await again.ask("get", all);
    assert(Array.isArray(before) && Array.isArray(after));
    const entries = before.filter((entry) => asRecord(entry).path !== "lamp");
    const untold = (entry: unknown) => ({ ...asRecord(entry), revision: 0 });
    assertEquals(after.map(untold), entries.map(untold));
    assertEquals(
      after.map((entry) => asRecord(entry).path),
      ["config/z", "config/a", "config/nul\u0000l", "config/png"],
    );
    await using reader = await BinaryClient.connect(second.binaryPort);
    const png = await reader.ask(15, join("config/png"));
    assertEquals(hex(png), hex(value(6, [1, 2, 3])));
    await again.do("add", { path: "sensor", value: 1, keep: true });
    const { result } = await again.ask("add", {
      path: "lamp",
      value: 1,
      keep: true,
    });
    assertEquals(asRecord(result).kept, 3);
    again.client.close();
    await end(second);
  },
  { beside: true },
);

onEachRuntime(
  "a file of kept values has one daemon, and is of this version",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("kept.db");
    const [daemon, peer] = await keeping(runtime, file);
    await using _ = daemon;
    peer.client.close();
    const refusal = async () => {
      const free = ["--port", "0", "--ws-port", "0", "--no-unix", "--no-gun"];
      const args = [...free, "--keep-file", file];
      await using other = await Program.start(runtime, `${ROOT}daemon.ts`, {
        args,
      });
      assertEquals((await other.ended()).code, 1);
      return other.stderr.all.join("\n");
    };
    assertMatch(await refusal(), /kept\.db is used by another program/);
    await end(daemon);
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version=2");
    database.close();
    assertMatch(await refusal(), /kept\.db is a store of version 2, not 1/);
  },
  { beside: true },
);

onEachRuntime(
  "a value that the disk does not take is refused, the next one is tried again",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = folder.path("below/kept.db");
    await using daemon = await start(runtime, file, "--keep", "config/#");
    const blocked = await folder.write("below", "no folder");
    const peer = await connect(daemon);
    const path = "config/a";
    for (let i = 0; i < 2; i++) {
      const { error } = await peer.ask("set", { path, value: i });
      assertMatch(JSON.stringify(error), /the disk does not take it/);
    }
    assertEquals(await peer.ask("get", { path: {} }), { result: [] });
    await Deno.remove(blocked);
    await peer.do("set", { path, value: 3 });
    const { result } = await peer.ask("get", { path: {} });
    assertEquals(asRecord(Object(result)[0]).value, 3);
    peer.client.close();
    daemon.signal("SIGTERM");
    await daemon.ended();
    // It was logged once, in one line.
    assertEquals(daemon.stderr.all.length, 1, daemon.stderr.all.join("\n"));
    assertMatch(
      daemon.stderr.all[0],
      / error the file of kept values .*below\/kept\.db can't be written: ./,
    );
  },
  { beside: true },
);

onEachRuntime(
  "a file that was named and can't be made is an error at the start",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    await folder.write("file", "no folder");
    const path = folder.path("file/below/jet.db");
    const ports = ["--port", "0", "--ws-port", "0", "--binary-port", "0"];
    for (
      const [args, contents] of [
        [["--no-gun", "--keep-file", path], "kept values"],
        [["--gun-store", path], "GUN's graph"],
      ] as const
    ) {
      await using program = await startDaemonProgram(runtime, {
        args: [...ports, "--no-unix", ...args],
      });
      assertEquals((await program.ended()).code, 1);
      const [line, ...more] = program.stderr.all;
      assertEquals(more, []);
      const start = `jet: the file of ${contents} ${path} can't be written: `;
      assertEquals(line.slice(0, start.length), start);
    }
  },
  { beside: true },
);

onEachRuntime(
  "a default folder that can't be made fails the first value only",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    // Nothing can be made at the end of a link to nowhere.
    await Deno.symlink(folder.path("no/where"), folder.path("jet"));
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--keep", "config/#"],
      env: { XDG_DATA_HOME: folder.path("") },
    });
    const peer = await connect(daemon);
    const { error } = await peer.ask("set", { path: "config/a", value: 1 });
    assertMatch(JSON.stringify(error), /the disk does not take it/);
    peer.client.close();
    daemon.signal("SIGTERM");
    await daemon.ended();
    const [line, ...more] = daemon.stderr.all;
    assertEquals(more, []);
    assertMatch(
      line,
      / error the file of kept values .*\/jet\/kept\.db can't be/,
    );
  },
  { beside: true },
);
