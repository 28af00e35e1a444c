/**
 * `/healthz`, `/readyz` and `/metrics`.
 */
import { createRequire } from "node:module";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { Method, Peer, State } from "../../peer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { GunClient } from "../support/gun_client.ts";
import { cachedPackages } from "../support/node.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { basic, upgrade } from "../support/upgrade.ts";
import { PASSWORD, USERS } from "../support/users.ts";

interface Family {
  name: string;
  type: string;
  metrics: {
    value?: string;
    count?: string;
    labels?: Record<string, string>;
  }[];
}

type Parse = (text: string) => Family[];

/** The figures of a daemon, read by a parser of Prometheus' format. */
async function figuresOf(wsPort: number): Promise<Map<string, Family>> {
  const response = await fetch(`http://127.0.0.1:${wsPort}/metrics`);
  assertEquals(response.status, 200);
  assertMatch(
    response.headers.get("content-type") ?? "",
    /^text\/plain; version=0\.0\.4/,
  );
  const packages = await cachedPackages("prometheus", [
    "parse-prometheus-text-format@1.1.1",
  ]);
  const parse: Parse = createRequire(`${packages}/`)(
    "parse-prometheus-text-format",
  );
  const families = parse(await response.text());
  return new Map(families.map((family) => [family.name, family]));
}

function valueOf(
  figures: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number {
  const metric = figures.get(name)?.metrics.find((metric) =>
    Object.entries(labels).every(([key, text]) => metric.labels?.[key] === text)
  );
  return Number(metric?.value);
}

onEachRuntime(
  "/metrics counts messages, connections and answers of owners",
  async (runtime) => {
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--metrics", "admins"],
    });
    await using peer = await Peer.connect(daemon.url("tcp"));
    await peer.add(new State("s", 1, { set() {} }));
    await peer.add(new Method("m", () => 1));
    const before = await figuresOf(daemon.wsPort);
    for (let i = 0; i < 10; i++) await peer.set("s", i);
    await peer.call("m");
    const after = await figuresOf(daemon.wsPort);
    const grown = (name: string, labels: Record<string, string>) =>
      valueOf(after, name, labels) - valueOf(before, name, labels);
    const tcp = { transport: "tcp", dialect: "classic" };
    assertEquals(valueOf(after, "jet_connections", tcp), 1);
    assertEquals(valueOf(after, "jet_elements"), 2);
    // Of each request, the request and the owner's answer.
    assertEquals(grown("jet_messages_total", { direction: "in" }) >= 22, true);
    assert(grown("jet_message_bytes_total", { direction: "out" }) > 100);
    for (const [name, count] of [["set", "10"], ["call", "1"]]) {
      const histogram = after.get(`jet_${name}_seconds`);
      assertEquals(histogram?.type, "HISTOGRAM");
      assertEquals(histogram?.metrics[0].count, count);
    }
    assert(valueOf(after, "jet_uptime_seconds") > 0);
    assert(valueOf(after, "jet_limit", { limit: "maxConnections" }) > 0);
  },
);

Deno.test("/metrics counts what GUN does", async () => {
  await using daemon = new Daemon({ metrics: "open", gun: {} });
  const [{ port = 0 }] = await daemon.listen({ wsPort: 0 });
  assertEquals(
    valueOf(await figuresOf(port), "jet_gun_messages_total"),
    0,
  );
  await using app = await GunClient.connect(port);
  await app.put({ lamp: { on: [true, 1], level: [3, 1] } });
  const figures = await figuresOf(port);
  assertEquals(valueOf(figures, "jet_gun_changes_total"), 2);
  assert(valueOf(figures, "jet_gun_messages_total") >= 1);
  assert(valueOf(figures, "jet_gun_memory_bytes") > 0);
  assertEquals(valueOf(figures, "jet_connections", { dialect: "gun" }), 1);
});

Deno.test("the metrics are OpenMetrics on request", async () => {
  await using daemon = new Daemon({ metrics: "open" });
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { Accept: "application/openmetrics-text; version=1.0.0" },
  });
  assertMatch(
    response.headers.get("content-type") ?? "",
    /^application\/openmetrics-text; version=1\.0\.0/,
  );
  const text = await response.text();
  assertMatch(text, /\n# TYPE jet_messages counter\njet_messages_total\{/);
  assertMatch(text, /\n# EOF\n$/);
});

Deno.test("the state of the daemon needs no login, and metrics are off by default", async () => {
  const daemon = new Daemon();
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
  assertEquals(await ask("/healthz"), [200, "ok\n"]);
  assertEquals(await ask("/readyz"), [200, "ready\n"]);
  assertEquals((await ask("/metrics"))[0], 404);
  await daemon.close();
});

onEachRuntime(
  "with users the metrics are for administrators",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const users = await folder.write("users.json", USERS);
    await using daemon = await HostedDaemon.start(runtime, {
      cheap: true,
      args: ["--no-gun", "--users", users, "--metrics", "admins"],
    });
    const ask = async (headers: Record<string, string>) => {
      const url = `http://127.0.0.1:${daemon.wsPort}/metrics`;
      const response = await fetch(url, { headers });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await ask({}), 401);
    assertEquals(await ask({ Authorization: basic("joe", PASSWORD) }), 403);
    assertEquals(await ask({ Authorization: basic("root", PASSWORD) }), 200);
  },
);

onEachRuntime(
  "without users the metrics are for programs of this machine, not for a proxy's clients or pages",
  async (runtime) => {
    const args = ["--no-gun", "--metrics", "admins"];
    await using daemon = await HostedDaemon.start(runtime, { args });
    const ask = async (headers: Record<string, string>) => {
      const path = "/metrics";
      return (await upgrade(daemon.wsPort, { path, headers })).status;
    };
    assertEquals(await ask({}), 200);
    assertEquals(await ask({ Host: "localhost" }), 200);
    const others: [name: string, value: string][] = [
      ["X-Forwarded-For", "203.0.113.9"],
      ["Forwarded", "for=203.0.113.9"],
      ["Host", "evil.example"],
      ["Origin", "http://evil.example"],
    ];
    for (const [name, value] of others) {
      assertEquals(await ask({ [name]: value }), 403, name);
    }
  },
);
