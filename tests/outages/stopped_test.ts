/**
 * Owners that are stopped (SIGSTOP): their kernels still acknowledge everything,
 * so that they are not dead, but they answer nothing.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Peer, PeerTimeout, State } from "../../peer.ts";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT } from "../support/runtimes.ts";

const PROGRAMS = `${ROOT}tests/outages/programs/`;
const OWN = ["stopped/own/0", "stopped/own/1", "stopped/own/2"];
const CLASSIC = ["stopped/classic/0", "stopped/classic/1"];

onEachRuntime(
  "a stopped owner is not dropped, does nothing stale, is replaced and kicked",
  async (runtime) => {
    // A stopped WebSocket peer leaves many pings without answer.
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--ping-interval", "0.5"],
    });
    await using own = await Program.start(runtime, `${PROGRAMS}owner.ts`, {
      args: [
        daemon.url("tcp"),
        daemon.url("websocket"),
        `jetb://127.0.0.1:${daemon.binaryPort}`,
      ],
    });
    await using classic = await Program.start(
      runtime,
      `${PROGRAMS}classic_owner.ts`,
      { args: [String(daemon.port), ...CLASSIC] },
    );
    await own.stdout.match(/^ready$/);
    await classic.stdout.match(/^ready$/);
    await using client = await Peer.connect(daemon.url("tcp"));
    for (const path of [...OWN, ...CLASSIC]) await client.set(path, 1);

    own.signal("SIGSTOP");
    classic.signal("SIGSTOP");
    try {
      await Promise.all([...OWN, ...CLASSIC].map((path) =>
        assertRejects(
          () => client.set(path, 2, { timeout: 0.1 }),
          PeerTimeout,
        )
      ));
      await using rival = await Peer.connect(daemon.url("tcp"));
      // The owner of this library is asked, and has 5 s for an answer.
      await Promise.all(
        [OWN[0], CLASSIC[0]].map((path) =>
          rival.add(new State(path, 3, { replace: "silent" }))
        ),
      );
      const found = await client.get({ path: { startsWith: "stopped/" } });
      const values = Object.fromEntries(
        found.map(({ path, value }) => [path, value]),
      );
      assertEquals(values, {
        ...{ [OWN[0]]: 3, [OWN[1]]: 1, [OWN[2]]: 1 },
        ...{ [CLASSIC[0]]: 3, [CLASSIC[1]]: 1 },
      });
    } finally {
      own.signal("SIGCONT");
      classic.signal("SIGCONT");
    }
    // It asked for that in `add`.
    await own.stdout.match(/^stopped\/own\/0 is displaced/);
    for (const path of [OWN[1], OWN[2], CLASSIC[1]]) await client.set(path, 4);
    for (const path of [OWN[1], OWN[2]]) {
      await own.stdout.match(new RegExp(`^${path} is set to 4$`));
    }
    await classic.stdout.match(/1 is set to 4$/);
    const setOf = (path: string) =>
      [...own.stdout.all, ...classic.stdout.all].filter((line) =>
        line.startsWith(`${path} `)
      ).map((line) => line.replace(/.* /, ""));
    // A set whose caller has had its timeout error is dropped.
    for (const path of [OWN[1], OWN[2]]) assertEquals(setOf(path), ["1", "4"]);
    // A peer of another project is given no deadline.
    assertEquals(setOf(CLASSIC[1]), ["1", "2", "4"]);
    assert(!own.stdout.all.some((line) => line.endsWith("lost")));
    assert(!classic.stdout.all.includes("lost"));

    own.signal("SIGSTOP");
    try {
      const rows = await client.call("$jet/peers", []);
      assert(Array.isArray(rows));
      const ids = rows.map(asRecord).filter(({ name }) => name === "stopped")
        .map(({ id }) => id);
      assertEquals(ids.length, 3);
      await client.call("$jet/kick", ids);
      const left = await client.get({ path: { startsWith: "stopped/own/" } });
      assertEquals(left, []);
    } finally {
      own.signal("SIGCONT");
    }
    for (const path of OWN) {
      await own.stdout.match(new RegExp(`^${path} is back$`));
    }
  },
  { beside: true },
);
