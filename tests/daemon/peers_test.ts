import { assertEquals, assertRejects } from "@std/assert";
import {
  ConnectionClosed,
  FetchOnly,
  InvalidArgument,
  Method,
  NotFound,
  Occupied,
  Peer,
  PeerError,
  PeerTimeout,
  State,
} from "../../peer.ts";
import { DaemonProcess, TRANSPORTS } from "../support/daemon_process.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();

for (const transport of TRANSPORTS) {
  test(`our peers over ${transport} use each other's states and methods`, async (bus) => {
    const url = bus.daemon.url(transport);
    await using owner = await Peer.connect(url);
    await using client = await Peer.connect(url);
    const path = bus.path("level");
    const level = await owner.add(
      new State<number>(path, 1, {
        set: (value) => ({ value: Math.min(value, 10) }),
      }),
    );
    await owner.add(
      new Method(
        bus.path("sum"),
        (args: number[]) => args.reduce((a, b) => a + b),
      ),
    );
    const seen: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    const fetcher = client.fetch<number>({ path }, ({ event, value }) => {
      seen.push([event, value]);
      if (event === "remove") ended.resolve();
    });
    await fetcher.ready;
    const answer = await client.set(path, 20, { valueAsResult: true });
    assertEquals(answer, { value: 10 });
    assertEquals(await client.call(bus.path("sum"), [1, 2, 3]), 6);
    level.value = 5;
    await level.remove();
    await ended.promise;
    assertEquals(seen, [["add", 1], ["change", 10], ["change", 5], [
      "remove",
      5,
    ]]);
  });

  test(`every refusal over ${transport} is an error of its class`, async (bus) => {
    const url = bus.daemon.url(transport);
    await using owner = await Peer.connect(url);
    await using client = await Peer.connect(url);
    const [ro, picky, broken, silent] = ["ro", "picky", "broken", "silent"]
      .map((name) => bus.path(name));
    await owner.add(new State(ro, 1, { fetchOnly: true }));
    await owner.add(
      new State<number>(picky, 1, {
        set() {
          throw new InvalidArgument("too much");
        },
      }),
    );
    await owner.add(
      new Method(broken, () => {
        throw new Error("broken");
      }),
    );
    await owner.add(new Method(silent, () => new Promise(() => {})));
    const nothing = bus.path("nothing");
    await assertRejects(() => client.set(nothing, 1), NotFound);
    await assertRejects(() => client.call(nothing), NotFound);
    await assertRejects(() => client.add(new State(ro, 1)), Occupied);
    await assertRejects(() => client.set(ro, 2), FetchOnly);
    await assertRejects(
      () => client.set(picky, 2),
      InvalidArgument,
      "too much",
    );
    await assertRejects(() => client.call(broken), PeerError, "broken");
    await assertRejects(
      () => client.call(silent, [], { timeout: 0.02 }),
      PeerTimeout,
    );
    const left = assertRejects(
      () => client.call(silent, [], { timeout: 60 }),
      PeerError,
      "gone",
    );
    // Not before the request is at its owner.
    await client.info();
    await owner.close();
    await left;
    const closed = assertRejects(
      () => client.call(silent, [], { timeout: 60 }),
      NotFound,
    );
    await closed;
  });
}

for (const transport of TRANSPORTS) {
  onEachRuntime(
    `after the daemon came back over ${transport} everything is there again`,
    async (runtime) => {
      await using first = await DaemonProcess.start(runtime);
      const url = first.url(transport);
      const reconnect = { min: 0.02, max: 0.1 };
      await using owner = await Peer.connect(url, { reconnect });
      await using client = await Peer.connect(url, { reconnect });
      const state: State<number> = new State("state", 1, { set() {} });
      await owner.add(state);
      await owner.add(new Method("method", () => "done"));
      await owner.add(new Method("silent", () => new Promise(() => {})));
      const seen: unknown[] = [];
      const changed = Promise.withResolvers<void>();
      await client.fetch({ path: "state" }, ({ event, value }) => {
        seen.push([event, value]);
        if (value === 3) changed.resolve();
      }).ready;
      const waiting = assertRejects(
        () => client.call("silent", [], { timeout: 60 }),
        ConnectionClosed,
      );
      await client.info();

      const back = [owner, client].map((peer) =>
        new Promise((resolve) => peer.addEventListener("reconnect", resolve))
      );
      first.signal("SIGKILL");
      await first.ended();
      await waiting;
      state.value = 2;
      await using second = await DaemonProcess.start(runtime, undefined, {
        args: ["--port", `${first.port}`, "--ws-port", `${first.wsPort}`],
        unix: first.unix,
      });
      await Promise.all(back);
      assertEquals(second.url(transport), url);

      // The owner may be back later than the client.
      for await (const { event } of client.fetch({ path: "method" })) {
        if (event === "add") break;
      }
      assertEquals(await client.call("method"), "done");
      await client.set("state", 3);
      await changed.promise;
      assertEquals(seen[0], ["add", 1]);
      assertEquals(seen.at(-1), ["change", 3]);
      assertEquals(state.value, 3);
    },
  );
}
