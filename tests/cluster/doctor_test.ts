/**
 * `jet doctor` at members of a cluster, and at the servers of NATS that the
 * options of a daemon name.
 */
import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { jsonLines, runToolOnce } from "../support/jet_tool.ts";
import { NatsServer } from "../support/nats.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { checkMembers } from "../../cli/doctor/members.ts";
import { cannotRun, clusterName, memberArgs } from "./members.ts";

/** What `jet doctor` finds; of each the grade, the check and the text. */
async function findingsOf(
  url: string,
  options: Record<string, unknown>,
): Promise<string[]> {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("jet.json", options);
  const { stdout } = await runToolOnce("deno", [
    ...["doctor", "--url", url, "--timeout", "2", "--json"],
    ...["--config", config],
  ]);
  return jsonLines(stdout).map(asRecord)
    .map(({ grade, check, text }) => `${grade} ${check} ${text}`);
}

function assertFound(findings: readonly string[], ...wanted: RegExp[]): void {
  for (const one of wanted) {
    const isFound = findings.some((finding) => one.test(finding));
    assert(isFound, `${one} in\n${findings.join("\n")}`);
  }
}

onOneRuntime(
  "jet doctor finds a cluster in order, and options that differ from its log",
  async (runtime) => {
    await using nats = await NatsServer.start();
    const clusterOf = clusterName();
    const args = [...memberArgs([nats], clusterOf), "--name", "pump"];
    await using daemon = await HostedDaemon.start(runtime, { args });
    const options = { cluster: [nats.url], clusterName: clusterOf };
    const url = daemon.url("tcp");
    const findings = await findingsOf(url, options);
    assertFound(
      findings,
      /^ok cluster 1 member: pump$/,
      /^ok nats nats:.* with JetStream$/,
      /^ok nats the log JET_.* has 1 replica in file$/,
    );
    assertEquals(
      findings.filter((text) => /^\w+ (nats|cluster)/.test(text))
        .filter((text) => !text.startsWith("ok")),
      [],
    );
    assertFound(
      await findingsOf(url, { ...options, clusterReplicas: 3 }),
      /^fail nats .* server on its own, and can't keep 3 replicas/,
      /^fail nats the log JET_.* was made with 1 replica in file, not 3 replicas in file/,
    );
  },
  { ignore: cannotRun("bun") },
);

Deno.test({
  name: "jet doctor says what servers of NATS lack",
  ignore: cannotRun(),
  async fn() {
    await using poor = await NatsServer.start(
      "max_payload: 65536\nauthorization { user: joe, password: secret }\n",
    );
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const missing = `nats://127.0.0.1:${listener.addr.port}`;
    listener.close();
    const nowhere = "unix:/nowhere/jet.sock";
    assertFound(
      await findingsOf(nowhere, { cluster: [poor.url, missing] }),
      /^fail nats nats:.* wants a login/,
      /^warn nats nats:.* takes messages of 65536 bytes/,
      /^warn nats nats:.*: start nats-server there/,
      /^fail nats the log can't be read: .*uthorization/i,
    );
    const login = poor.url.replace("//", "//joe:secret@");
    const findings = await findingsOf(nowhere, { cluster: [login] });
    assertFound(findings, /^ok nats the log JET_jet is not there/);
    assert(!findings.join().includes("secret"));
    assertFound(
      await findingsOf(nowhere, { cluster: [missing] }),
      /^fail nats nats:.*: start nats-server there/,
    );
  },
});

Deno.test("jet doctor judges what a daemon says of its cluster", () => {
  const member = { name: "a", version: "1.0.0", protocol: 1, heard: 10_000 };
  const said = (state: string, ...members: unknown[]) =>
    checkMembers({ state, lease: 5, members })
      .map(({ grade, text }) => `${grade} ${text}`);
  assertEquals(said("joined", member), ["ok 1 member: a"]);
  assertFound(said("leaderless", member), /^fail NATS has no leader/);
  assertFound(said("cut off"), /^fail the daemon is cut off/);
  assertFound(
    said("joined", member, { ...member, version: "1.1.0" }),
    /^warn two members are named a/,
    /^warn version 1\.0\.0 \(a\) and 1\.1\.0 \(a\): finish the upgrade/,
  );
  const silent = { ...member, name: "b", heard: 7_000 };
  assertFound(
    said("joined", member, silent),
    /^warn b was not heard of for 3\.0/,
  );
  assertEquals(checkMembers(undefined), []);
});
