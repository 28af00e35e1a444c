import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import {
  onEachRuntime,
  type RuntimeName,
  WHOLE_MATRIX,
} from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const SOFT = 1 << 16;
const HARD = 1 << 20;
// Much more than the system buffers for a connection, so that the daemon's own
// limits are reached: 15 MB, and 45 MB in the whole matrix.
const CHANGES = WHOLE_MATRIX ? 45_000 : 15_000;
const BATCH = 500;

/** A daemon that has little patience with slow readers. */
async function impatientDaemon(runtime: RuntimeName): Promise<DaemonProcess> {
  await using folder = await TemporaryFolder.create();
  const limits = { softBacklog: SOFT, hardBacklog: HARD, stallTimeout: 0.5 };
  const config = await folder.write("config.json", limits);
  return await DaemonProcess.start(runtime, undefined, {
    args: ["--config", config],
  });
}

const PADDING = "x".repeat(1000);

for (const transport of ["tcp", "unix", "websocket"] as const) {
  onEachRuntime(
    `a slow reader over ${transport} converges to the newest value, the others aren't delayed`,
    async (runtime) => {
      await using daemon = await impatientDaemon(runtime);
      await using owner = await daemon.connect("tcp");
      await using slow = await daemon.connect(transport);
      await using quick = await daemon.connect(transport);
      const paths = ["busy", "calm"];
      for (const path of paths) {
        await owner.do("add", { path, value: [0, PADDING] });
      }
      for (const fetcher of [slow, quick]) {
        await fetcher.do("fetch", { id: "f" });
        await fetcher.take(2);
      }

      slow.reading.shut();
      for (let value = 0; value < CHANGES; value += BATCH) {
        await owner.send(
          Array.from({ length: BATCH }, (_, i) => ({
            method: "change",
            params: { path: "busy", value: [value + i + 1, PADDING] },
          })),
        );
        // The quick one is answered while the slow one does not read.
        await owner.quiet();
      }
      await owner.do("change", { path: "calm", value: ["last", PADDING] });
      await owner.do("add", { path: "brief", value: 1 });
      await owner.do("remove", { path: "brief" });

      const newest = async (fetcher: typeof slow): Promise<number> => {
        const seen = new Map<unknown, unknown>();
        let [count, last] = [0, 0];
        while (seen.get("busy") !== CHANGES || seen.get("calm") !== "last") {
          const { path, event, value } = asRecord(
            asRecord(await fetcher.next()).params,
          );
          if (path === "brief") continue;
          const [newer] = Array.isArray(value) ? value : [];
          assertEquals(event, "change");
          if (path === "busy") {
            assert(newer > last, `${newer} comes after ${last}`);
            last = newer;
            count++;
          }
          seen.set(path, newer);
        }
        return count;
      };
      await newest(quick);
      slow.reading.open();
      const told = await newest(slow);
      assert(told < CHANGES, `only the newest are kept, ${told} came`);

      // Back to normal: every single event.
      for (const value of [1, 2, 3]) {
        await owner.do("change", { path: "calm", value });
      }
      for (const value of [1, 2, 3]) {
        const params = { path: "calm", event: "change", value };
        let event = await slow.next();
        // What of the brief state was told late comes before.
        while (asRecord(asRecord(event).params).path === "brief") {
          event = await slow.next();
        }
        assertEquals(event, { method: "f", params });
      }
      await slow.quiet();
    },
  );
}

onEachRuntime(
  "rows of a sorted fetch converge for a slow reader",
  async (runtime) => {
    await using daemon = await impatientDaemon(runtime);
    await using owner = await daemon.connect("tcp");
    await using slow = await daemon.connect("tcp");
    const names = ["a", "b", "c", "d"].map((name) => name + PADDING);
    for (const path of names) await owner.do("add", { path, value: 0 });
    const sort = { byValue: "number", descending: true, from: 1, to: 3 };
    await slow.do("fetch", { id: "f", sort });
    slow.reading.shut();
    for (let value = 0; value < CHANGES; value += BATCH) {
      await owner.send(
        Array.from({ length: BATCH }, (_, i) => ({
          method: "change",
          params: { path: names[i % names.length], value: value + i + 1 },
        })),
      );
      await owner.quiet();
    }
    slow.reading.open();
    const rows = new Map<unknown, unknown>();
    const last = [CHANGES, CHANGES - 1, CHANGES - 2];
    while (last.some((value, i) => rows.get(i + 1) !== value)) {
      const { changes, n } = asRecord(asRecord(await slow.next()).params);
      assertEquals(n, 3);
      for (const row of Array.isArray(changes) ? changes : []) {
        const { index, value } = asRecord(row);
        rows.set(index, value);
      }
    }
  },
);

for (const transport of ["tcp", "websocket"] as const) {
  onEachRuntime(
    `who asks over ${transport} and never reads the answers is disconnected`,
    async (runtime) => {
      await using daemon = await impatientDaemon(runtime);
      await using watcher = await daemon.connect("tcp");
      await using slow = await daemon.connect(transport);
      await slow.do("add", { path: "slow", value: 1 });
      await watcher.do("fetch", { id: "f" });
      await watcher.next();
      slow.reading.shut();
      const params = "x".repeat(100_000);
      const asking = (async () => {
        try {
          for (let id = 0; id < 500; id++) {
            await slow.send({ id, method: "echo", params });
          }
        } catch {
          // The daemon has closed the connection.
        }
      })();
      await watcher.expect({
        method: "f",
        params: { path: "slow", event: "remove", value: 1 },
      });
      await daemon.stdout.match(/disconnected: the peer does not read/);
      await watcher.quiet();
      slow.close();
      await asking;
    },
  );
}

onEachRuntime(
  "a fetcher with more removes waiting than can be kept is disconnected",
  async (runtime) => {
    await using daemon = await impatientDaemon(runtime);
    await using owner = await daemon.connect("tcp");
    await using watcher = await daemon.connect("tcp");
    await using slow = await daemon.connect("tcp");
    const count = 500;
    const value = "x".repeat(50_000);
    await slow.do("add", { path: "slow", value: 1 });
    await watcher.do("fetch", { id: "f", path: { equals: "slow" } });
    await watcher.next();
    for (let i = 0; i < count; i++) {
      await owner.do("add", { path: `state${i}`, value });
    }
    await slow.do("fetch", { id: "f", path: { startsWith: "state" } });
    await slow.take(count);
    slow.reading.shut();
    for (let i = 0; i < count; i++) {
      await owner.do("remove", { path: `state${i}` });
    }
    await watcher.expect({
      method: "f",
      params: { path: "slow", event: "remove", value: 1 },
    });
    await owner.quiet();
  },
);
