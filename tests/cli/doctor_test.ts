/**
 * `jet doctor` at daemons, at other programs, and with faulty options.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
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
        ["fail", "without users"],
        ["fail", "has ended"],
        ["warn", "chmod 600"],
        ["warn", "LimitNOFILE"],
      ]
    ) {
      assert(
        said.some((line) => line.includes(grade) && line.includes(text)),
        `${text} in ${stdout}`,
      );
    }
  },
});
