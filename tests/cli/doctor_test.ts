/**
 * `jet doctor` at daemons, at other programs, and with faulty options.
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { clockFinding } from "../../cli/doctor/figures.ts";
import { Authority, NO_OPENSSL } from "../support/certificates.ts";
import { jet, jsonLines, runToolOnce } from "../support/jet_tool.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const onEach = sharedDaemon();

onEach("jet doctor finds a daemon in order", async (bus) => {
  const { code, stdout } = await jet(bus, ["doctor", "--json"]);
  assertEquals(code, 0, stdout);
  assertStringIncludes(stdout, "answers at tcp://");
});

onEach(
  "jet asks the first of several addresses that answers, jet doctor all",
  async (bus) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const url = `127.0.0.1:${port},${bus.daemon.url("tcp")}`;
    const asked = await jet(bus, ["info", "--json", "--url", url]);
    assertEquals(asked.code, 0, asked.stderr);
    const { code, stdout } = await jet(bus, ["doctor", "--url", url]);
    assertEquals(code, 1, stdout);
    assertStringIncludes(stdout, `answers at ${bus.daemon.url("tcp")}`);
    assertStringIncludes(stdout, "nothing listens there");
  },
);

onEach("jet doctor finds a proxy that is not trusted", async (bus) => {
  const response = await fetch(
    `http://127.0.0.1:${bus.daemon.wsPort}/v1/fetch`,
    {
      headers: { "X-Forwarded-For": "192.0.2.1" },
    },
  );
  await response.body?.cancel();
  const { code, stdout } = await jet(bus, ["doctor"]);
  assertEquals(code, 0, stdout);
  assertMatch(
    stdout,
    /"warn","check":"proxy","text":"\d+ requests .* --trust-proxy/,
  );
  assertMatch(stdout, /"ok","check":"clock"/);
});

Deno.test("jet doctor finds a clock that differs, not one that is asked late", () => {
  const now = 1_000_000_000;
  const said = (time: number) => {
    const { grade, text } = clockFinding(time, now, now + 500);
    return `${grade} ${/[\d.]+ s (ahead|behind)/.exec(text)?.[0] ?? ""}`.trim();
  };
  for (const time of [0, 500, -500, -1500, 2400]) {
    assertEquals(said(now + time), "ok", `${time}`);
  }
  assertEquals(said(now + 5000), "warn 4.5 s ahead");
  assertEquals(said(now + 600_500), "warn 600 s ahead");
  assertEquals(said(now - 4000), "warn 3.0 s behind");
});

/** What `jet doctor` finds at an address. */
async function findingsAt(url: string, ...args: string[]) {
  return await runToolOnce("deno", [
    "doctor",
    "--url",
    url,
    "--timeout",
    "2",
    ...args,
  ]);
}

/** Answers each connection with these bytes. */
function answering(bytes: Uint8Array): Deno.TcpListener {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  (async () => {
    for await (const connection of listener) {
      await connection.write(bytes).catch(() => {});
      connection.close();
    }
  })();
  return listener;
}

Deno.test("jet doctor says that nothing listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { code, stdout } = await findingsAt(`tcp://127.0.0.1:${port}`);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "nothing listens there");
});

Deno.test("jet doctor says that the unix socket is missing", async () => {
  const { code, stdout } = await findingsAt("unix:/nowhere/jet.sock");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "does not exist");
});

for (
  const [what, bytes, said] of [
    ["TLS", Uint8Array.of(0x15, 3, 1, 0, 2, 2, 70), "takes TLS only"],
    ["HTTP", "HTTP/1.1 404 Not Found\r\n\r\n", "an HTTP server is there"],
    ["SSH", "SSH-2.0-OpenSSH\r\n", "it sends"],
  ] as const
) {
  Deno.test(`jet doctor recognises ${what}`, async () => {
    using listener = answering(
      typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
    );
    const { port } = listener.addr;
    const { code, stdout } = await findingsAt(`tcp://127.0.0.1:${port}`);
    assertEquals(code, 1);
    assertStringIncludes(stdout, said);
  });
}

Deno.test({
  name: "jet doctor finds faults of options, users and certificates",
  ignore: NO_OPENSSL,
  async fn() {
    await using folder = await TemporaryFolder.create();
    await using authority = await Authority.create();
    const { cert, key } = await authority.certificate({
      valid: ["20200101000000Z", "20210101000000Z"],
    });
    await Deno.chmod(key, 0o644);
    const config = await folder.write("jet.json", {
      host: "0.0.0.0",
      cert,
      key,
      maxConnections: 10_000_000,
      users: await folder.write("users.json", {
        users: {},
        tokens: {
          old: { user: "joe", name: "pump", ends: 1_600_000_000 },
          soon: { user: "joe", name: "", ends: Date.now() / 1000 + 90_000 },
          far: { user: "joe", name: "", ends: Date.now() / 1000 + 1e7 },
        },
      }),
      metrics: "open",
      allowOrigin: ["*"],
      logFile: "/nowhere/jet.log",
    });
    const { code, stdout } = await findingsAt(
      "unix:/nowhere/jet.sock",
      "--config",
      config,
      "--json",
    );
    assertEquals(code, 1);
    const said = jsonLines(stdout).map((line) => JSON.stringify(line));
    for (
      const [grade, text] of [
        ["fail", ".pem has ended"],
        ["warn", "token old of joe (pump) has ended"],
        ["warn", "token soon of joe ends in 1 days"],
        ["warn", "--closed"],
        ["warn", "everybody gets the metrics"],
        ["warn", "every origin"],
        ["fail", "the folder of /nowhere/jet.log is missing"],
        ["warn", "chmod 600"],
        ["warn", "LimitNOFILE"],
      ]
    ) {
      assert(
        said.some((line) => line.includes(grade) && line.includes(text)),
        `${text} in ${stdout}`,
      );
    }
    assert(!stdout.includes("token far"));
    const open = await folder.write("open.json", {
      host: ["localhost", "192.0.2.1"],
      trustProxy: ["127.0.0.1"],
    });
    const unguarded = await findingsAt(
      "unix:/nowhere/jet.sock",
      ...["--config", open],
    );
    assertMatch(
      unguarded.stdout,
      /"fail","check":"network","text":"[^"]*1\) without users/,
    );
    assertMatch(
      unguarded.stdout,
      /"fail","check":"network","text":"[^"]* through the proxy/,
    );
  },
});
