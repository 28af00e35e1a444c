/**
 * What `/metrics` tells of a cluster.
 */
import { assert, assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { within } from "../support/within.ts";
import { cannotRun, clusterName, memberArgs, View } from "./members.ts";

/** The samples of a daemon that begin with `jet_cluster_`, without that. */
async function figuresOf(daemon: HostedDaemon): Promise<Map<string, number>> {
  const url = `http://127.0.0.1:${daemon.wsPort}/metrics`;
  const text = await (await fetch(url)).text();
  return new Map(
    [...text.matchAll(/^jet_cluster_(\S+|\S+\{[^}]*\}) ([\d.e+-]+)$/gm)]
      .map(([, name, value]) => [name, Number(value)]),
  );
}

async function isReady(daemon: HostedDaemon): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${daemon.wsPort}/readyz`);
  await response.body?.cancel();
  return response.ok;
}

onEachRuntime(
  "/metrics of a member tells of the lease, the log and each other member",
  async (runtime) => {
    await using nats = await NatsServer.start();
    const lease = 5;
    const args = memberArgs([nats], clusterName(), lease)
      .concat("--metrics", "open", "--name");
    await using a = await HostedDaemon.start(runtime, { args: [...args, "a"] });
    await using b = await HostedDaemon.start(runtime, { args: [...args, "b"] });
    await using owner = await Peer.connect(a.url("tcp"));
    await using client = await Peer.connect(b.url("tcp"));
    const view = new View();
    await client.fetch({ path: { startsWith: "s" } }, view.take).ready;
    const before = await figuresOf(a);
    assertEquals(await isReady(a), true);
    await owner.add(new State("s", "x".repeat(10_000)));
    await view.until("the value", () => view.states.has("s"));
    const figures = await figuresOf(a);
    assertEquals(figures.get("members"), 2);
    assertEquals(figures.get("paths"), 1);
    assertEquals(figures.get('state{state="joined"}'), 1);
    assertEquals(figures.get('state{state="cut off"}'), 0);
    assertEquals(figures.get("cut_offs_total"), 0);
    assertEquals(figures.get("lag_entries"), 0);
    const left = figures.get("lease_left_seconds") ?? 0;
    assert(left > 0 && left < lease, `${left} s are left`);
    const labels = '{member="b",direction="out"}';
    const sent = (name: string) =>
      (figures.get(name + labels) ?? 0) - (before.get(name + labels) ?? 0);
    assert(sent("messages_total") > 0);
    assert(sent("message_bytes_total") > 10_000);
    assert(
      (figures.get('message_bytes_total{member="b",direction="in"}') ?? 0) > 0,
    );
    assert((figures.get('backlog_bytes{member="b"}') ?? 0) >= 0);
    assertEquals(figures.get('waiting_values{member="b"}'), 0);

    const lost = Promise.withResolvers<void>();
    owner.addEventListener("disconnect", () => lost.resolve());
    nats.signal("SIGSTOP");
    await within(lost.promise, "the end of the lease");
    const cutOff = await figuresOf(a);
    assertEquals(cutOff.get('state{state="joined"}'), 0);
    assertEquals(cutOff.get('state{state="cut off"}'), 1);
    assertEquals(cutOff.get("cut_offs_total"), 1);
    assertEquals(cutOff.get("lease_left_seconds"), 0);
    assertEquals(await isReady(a), false);
  },
  { ignore: cannotRun("bun"), beside: true },
);
