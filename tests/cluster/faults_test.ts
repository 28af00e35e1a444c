import { assert, assertEquals, assertRejects } from "@std/assert";
import { Method, Peer, PeerError, State } from "../../peer.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { type RuntimeName, WHOLE_MATRIX } from "../support/runtimes.ts";
import { besideOthers } from "../support/beside.ts";
import { within } from "../support/within.ts";
import {
  cannotRun,
  clusterName,
  leaderOf,
  memberArgs,
  View,
} from "./members.ts";

/** Seconds: short, for the tests' sake. */
const LEASE_S = 2;
/** Seconds, by default: NATS takes longer to find a new leader. */
const DEFAULT_LEASE_S = 5;

/** Members as processes of their own. */
async function processes(
  runtimes: readonly RuntimeName[],
  servers: readonly NatsServer[],
  extra: readonly string[] = [],
  lease = LEASE_S,
  cluster = clusterName(),
): Promise<DaemonProcess[]> {
  const args = [...memberArgs(servers, cluster, lease), ...extra];
  return await Promise.all(
    runtimes.map((runtime, i) =>
      DaemonProcess.start(runtime, undefined, {
        args: [...args, "--name", `d${i}`],
      })
    ),
  );
}

/** Resolves when a peer has lost its connection. */
function disconnected(peer: Peer): Promise<void> {
  return new Promise((resolve) => {
    peer.addEventListener("disconnect", () => resolve());
  });
}

for (const runtime of ["deno", "bun"] as const) {
  besideOthers(
    `${runtime}: the elements of a member that is killed go, requests ` +
      `are answered, and its paths are free`,
    async () => {
      await using nats = await NatsServer.start();
      const [first, second] = await processes([runtime, runtime], [nats]);
      await using _first = first;
      await using _second = second;
      await using owner = await Peer.connect(first.url("tcp"));
      await using client = await Peer.connect(second.url("tcp"));
      const called = Promise.withResolvers<void>();
      await owner.add(
        new Method("m", () => {
          called.resolve();
          return new Promise<void>(() => {});
        }),
      );
      await owner.add(new State("s", 1));
      const view = new View();
      await client.fetch({}, view.take).ready;
      const waiting = assertRejects(
        () => client.call("m", [], { timeout: 60 }),
        PeerError,
      );
      await called.promise;
      first.signal("SIGKILL");
      await within(waiting, "the answer", LEASE_S * 3);
      await view.until("the removal", () => view.states.size === 0);
      await client.add(new State("s", 2));
      await view.until("the new one", () => view.states.get("s") === 2);
    },
    { ignore: cannotRun(runtime) },
  );
}

besideOthers(
  "a member that was stopped serves no peer before it has joined anew",
  async () => {
    await using nats = await NatsServer.start();
    const [first, second] = await processes(["deno", "deno"], [nats]);
    await using _first = first;
    await using _second = second;
    const owner = await Peer.connect(first.url("tcp"), { reconnect: false });
    const watcher = await Peer.connect(first.url("tcp"), { reconnect: false });
    await using other = await Peer.connect(second.url("tcp"));
    const state = await owner.add(new State("s", "old"));
    const stale = new View();
    await watcher.fetch({}, stale.take).ready;
    const view = new View();
    await other.fetch({}, view.take).ready;
    await view.until("the state", () => view.states.get("s") === "old");
    const lost = [disconnected(owner), disconnected(watcher)];
    first.signal("SIGSTOP");
    await view.until("the removal", () => view.states.size === 0);
    await other.add(new State("s", "new"));
    // It finds these requests when it goes on.
    state.value = "too late";
    const answers = [
      watcher.get({ path: { equals: "s" } }),
      watcher.set("s", "no"),
    ];
    const outcomes = Promise.allSettled(answers);
    first.signal("SIGCONT");
    await within(Promise.all(lost), "the end of the connections");
    for (const { status } of await outcomes) assertEquals(status, "rejected");
    const reported = stale.events.filter((event) =>
      !event.startsWith("remove")
    );
    assertEquals(reported, ['add s "old"']);
    assertEquals(view.events.includes('change s "too late"'), false);
    // It joins by itself.
    const again = await connected(first.url("tcp"));
    await using _again = again;
    const [entry] = await again.get({ path: { equals: "s" } });
    assertEquals(entry.value, "new");
    await owner.close();
    await watcher.close();
  },
  { ignore: cannotRun("deno") },
);

besideOthers(
  "without NATS no peer is served; with it all members join again",
  async () => {
    await using nats = await NatsServer.start();
    const [first, second] = await processes(["deno", "deno"], [nats]);
    await using _first = first;
    await using _second = second;
    const peers = await Promise.all(
      [first, second].map((daemon) =>
        Peer.connect(daemon.url("tcp"), { reconnect: false })
      ),
    );
    await peers[0].add(new State("s", 1));
    const lost = peers.map(disconnected);
    nats.signal("SIGSTOP");
    await within(Promise.all(lost), "the end of the connections", LEASE_S * 3);
    nats.signal("SIGCONT");
    await using owner = await connected(second.url("tcp"));
    await owner.add(new State("s", 2));
    await using client = await connected(first.url("tcp"));
    assertEquals((await client.get({ path: { equals: "s" } }))[0].value, 2);
    for (const peer of peers) await peer.close();
  },
  { ignore: cannotRun("deno") },
);

besideOthers(
  "the leader of three servers of NATS is killed, and no member is cut off",
  async () => {
    await using servers = await NatsServer.cluster(3);
    const replicas = ["--cluster-replicas", "3"];
    const cluster = clusterName();
    const daemons = await processes(
      ["deno", "deno"],
      servers.all,
      replicas,
      DEFAULT_LEASE_S,
      cluster,
    );
    await using _first = daemons[0];
    await using _second = daemons[1];
    await using owner = await Peer.connect(daemons[0].url("tcp"));
    await using client = await Peer.connect(daemons[1].url("tcp"));
    const state = await owner.add(new State("s", 0, { set: () => undefined }));
    const view = new View();
    await client.fetch({ path: { startsWith: "s" } }, view.take).ready;
    let lost = 0;
    for (const peer of [owner, client]) {
      peer.addEventListener("disconnect", () => lost++);
    }
    const leader = await leaderOf(servers, cluster);
    for (let i = 1; i <= 40; i++) {
      if (i === 10) leader.signal("SIGKILL");
      state.value = i;
      await owner.add(new State(`s${i}`, i));
      // It may have been on the way when the server died.
      await client.set("s", i * 100).catch(() => {});
    }
    state.value = -1;
    await view.until("the last value", () => view.states.get("s") === -1);
    await view.until("all states", () => view.states.size === 41);
    const removed = view.events.filter((event) => event.startsWith("remove"));
    assertEquals(removed, []);
    assertEquals(lost, 0);
  },
  // It takes as long as NATS needs to find a new leader.
  { ignore: cannotRun("deno") || !WHOLE_MATRIX },
);

/** Connects as soon as the daemon serves peers again. */
async function connected(url: string): Promise<Peer> {
  const until = Date.now() + 30_000;
  for (;;) {
    const peer = await Peer.connect(url, { reconnect: false })
      .catch(() => undefined);
    if (peer !== undefined) {
      const isServed = await peer.info().then(() => true, () => false);
      if (isServed) return peer;
      await peer.close();
    }
    assert(Date.now() < until, "the daemon does not join again");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
