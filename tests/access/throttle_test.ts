import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { speaker } from "../support/population.ts";
import { onEachRuntime, type RuntimeName } from "../support/runtimes.ts";
import { TestBus } from "../support/shared_daemon.ts";
import type { Speaker } from "../support/speaker.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { login, USERS } from "../support/users.ts";

/** Runs a test with a daemon of its own, at which nobody has failed yet. */
async function fresh(
  runtime: RuntimeName,
  test: (bus: TestBus) => Promise<void>,
): Promise<void> {
  await using folder = await TemporaryFolder.create();
  const args = ["--users", await folder.write("users.json", USERS)];
  await using daemon = await DaemonProcess.start(runtime, undefined, { args });
  await using bus = new TestBus(runtime, daemon, "");
  await test(bus);
}

/** Milliseconds that something takes. */
async function elapsed(what: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await what();
  return performance.now() - begin;
}

/** Tries a wrong password. */
async function guess(peer: Speaker, user: string): Promise<void> {
  const params = { user, password: "wrong" };
  const { error } = await peer.ask("authenticate", params);
  assertEquals(asRecord(error).code, -32602);
}

onEachRuntime(
  "the more often a login has failed, the longer the next one takes",
  (runtime) =>
    fresh(runtime, async (bus) => {
      const times: number[] = [];
      for (let attempt = 0; attempt < 5; attempt++) {
        // A new connection does not help.
        const peer = await speaker(bus, "2.x");
        times.push(await elapsed(() => guess(peer, "joe")));
      }
      const [first, , , , fifth] = times;
      assert(fifth > first + 500, times.join(" "));
    }),
);

onEachRuntime(
  "several connections that guess at once are not faster than one",
  (runtime) =>
    fresh(runtime, async (bus) => {
      await guess(await speaker(bus, "2.x"), "joe");
      const peers = await Promise.all(
        [1, 2, 3, 4].map(() => speaker(bus, "3.x")),
      );
      const time = await elapsed(() =>
        Promise.all(peers.map((peer) => guess(peer, "joe")))
      );
      // One by one they would have waited for almost four seconds.
      assert(time > 900, `${time}`);
    }),
);

onEachRuntime(
  "nor are they if nobody has failed before",
  (runtime) =>
    fresh(runtime, async (bus) => {
      const peers = await Promise.all(
        Array.from({ length: 5 }, () => speaker(bus, "2.x")),
      );
      const time = await elapsed(() =>
        Promise.all(peers.map((peer) => guess(peer, "joe")))
      );
      assert(time > 900, `${time}`);
    }),
);

onEachRuntime(
  "many guesses sent at once over one connection wait for each other",
  (runtime) =>
    fresh(runtime, async (bus) => {
      const peer = await speaker(bus, "2.x");
      const time = await elapsed(async () => {
        const ids = [];
        for (let i = 0; i < 4; i++) {
          const params = { user: "joe", password: `wrong ${i}` };
          ids.push(await peer.request("authenticate", params));
        }
        for (const id of ids) await peer.answer(id);
      });
      assert(time > 900, `${time}`);
    }),
);

onEachRuntime(
  "who guesses makes nobody wait who wants something else, and locks nobody out",
  (runtime) =>
    fresh(runtime, async (bus) => {
      const guesser = await speaker(bus, "2.x");
      for (let i = 0; i < 3; i++) await guess(guesser, "joe");
      const waiting = guess(guesser, "joe");
      const peer = await speaker(bus, "3.x");
      const time = await elapsed(async () => {
        await peer.do("add", { path: "s", value: 1 });
        await peer.quiet();
      });
      assert(time < 500, `${time}`);
      await waiting;
      await login(peer, "joe");
    }),
);
