import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const SOFT = 1 << 16;
const HARD = 1 << 20;
// Much more than the system buffers for a connection, so that the daemon's own
// limits are reached: 15 MB, and 45 MB in the whole matrix.
const CHANGES = WHOLE_MATRIX ? 45_000 : 15_000;
const BATCH = 500;

/** At a daemon that has little patience with slow readers. */
const test = sharedDaemon(
  ...["--soft-backlog", `${SOFT}`, "--hard-backlog", `${HARD}`],
  ...["--stall-timeout", "0.5"],
);

const PADDING = "x".repeat(1000);

for (const transport of ["tcp", "unix", "websocket"] as const) {
  // A unix socket is the same kind of link as TCP: on one runtime, which is not
  // that of the test, whose own work would delay the others.
  const register = transport === "unix" ? test.onOneRuntime : test;
  register(
    `a slow reader over ${transport} converges to the newest value, the others aren't delayed`,
    async (bus) => {
      const owner = await bus.connect("tcp");
      const slow = await bus.connect(transport);
      const quick = await bus.connect(transport);
      const [busy, calm, brief] = ["busy", "calm", "brief"].map((name) =>
        bus.path(name)
      );
      const paths = [busy, calm];
      for (const path of paths) {
        await owner.do("add", { path, value: [0, PADDING] });
      }
      for (const fetcher of [slow, quick]) {
        await fetcher.do("fetch", { id: "f", path: bus.here() });
        await fetcher.take(2);
      }

      slow.reading.shut();
      for (let value = 0; value < CHANGES; value += BATCH) {
        await owner.send(
          Array.from({ length: BATCH }, (_, i) => ({
            method: "change",
            params: { path: busy, value: [value + i + 1, PADDING] },
          })),
        );
        // The quick one is answered while the slow one does not read.
        await owner.quiet();
      }
      await owner.do("change", { path: calm, value: ["last", PADDING] });
      await owner.do("add", { path: brief, value: 1 });
      await owner.do("remove", { path: brief });

      const newest = async (fetcher: typeof slow): Promise<number> => {
        const seen = new Map<unknown, unknown>();
        let [count, last] = [0, 0];
        while (seen.get(busy) !== CHANGES || seen.get(calm) !== "last") {
          const { path, event, value } = asRecord(
            asRecord(await fetcher.next()).params,
          );
          if (path === brief) continue;
          const [newer] = Array.isArray(value) ? value : [];
          assertEquals(event, "change");
          if (path === busy) {
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
      const received = await newest(slow);
      assert(received < CHANGES, `only the newest are kept, ${received} came`);

      // Back to normal: every single event.
      for (const value of [1, 2, 3]) {
        await owner.do("change", { path: calm, value });
      }
      for (const value of [1, 2, 3]) {
        const params = { path: calm, event: "change", value };
        let event = await slow.next();
        // Late events of the brief state come before.
        while (asRecord(asRecord(event).params).path === brief) {
          event = await slow.next();
        }
        assertEquals(event, { method: "f", params });
      }
      await slow.quiet();
    },
    { index: 1 },
  );
}

test(
  "rows of a sorted fetch converge for a slow reader",
  async (bus) => {
    const owner = await bus.connect("tcp");
    const slow = await bus.connect("tcp");
    const names = ["a", "b", "c", "d"].map((name) => bus.path(name + PADDING));
    for (const path of names) await owner.do("add", { path, value: 0 });
    const sort = { byValue: "number", descending: true, from: 1, to: 3 };
    await slow.do("fetch", { id: "f", path: bus.here(), sort });
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
  test(
    `who asks over ${transport} and never reads the answers is disconnected`,
    async (bus) => {
      const watcher = await bus.connect("tcp");
      const slow = await bus.connect(transport);
      const path = bus.path("slow");
      await slow.do("add", { path, value: 1 });
      await watcher.do("fetch", { id: "f", path: { equals: path } });
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
        params: { path, event: "remove", value: 1 },
      });
      await bus.daemon.stdout.match(
        new RegExp(`${transport} peer .* disconnected: the peer does not read`),
      );
      await watcher.quiet();
      slow.close();
      await asking;
    },
  );
}

test(
  "a fetcher with more removes waiting than can be kept is disconnected",
  async (bus) => {
    const owner = await bus.connect("tcp");
    const watcher = await bus.connect("tcp");
    const slow = await bus.connect("tcp");
    const count = 500;
    const value = "x".repeat(50_000);
    const path = bus.path("slow");
    await slow.do("add", { path, value: 1 });
    await watcher.do("fetch", { id: "f", path: { equals: path } });
    await watcher.next();
    for (let i = 0; i < count; i++) {
      await owner.do("add", { path: bus.path(`state${i}`), value });
    }
    await slow.do("fetch", {
      id: "f",
      path: { startsWith: bus.path("state") },
    });
    await slow.take(count);
    slow.reading.shut();
    for (let i = 0; i < count; i++) {
      await owner.do("remove", { path: bus.path(`state${i}`) });
    }
    await watcher.expect({
      method: "f",
      params: { path, event: "remove", value: 1 },
    });
    await owner.quiet();
  },
);
