import { assertEquals } from "@std/assert";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { upgrade } from "../support/upgrade.ts";

const test = sharedDaemon();
const testListed = sharedDaemon(
  "--allow-origin",
  "https://example.org,http://tools.example:8080",
).onOneRuntime;
const testAll = sharedDaemon("--allow-origin", "*").onOneRuntime;

/** The status with which a page of an origin is answered. */
async function status(
  port: number,
  origin: string | undefined,
  host?: string,
  path?: string,
): Promise<number> {
  const headers = {
    ...origin === undefined ? {} : { Origin: origin },
    ...host === undefined ? {} : { Host: host },
  };
  return (await upgrade(port, { path, headers })).status;
}

test("programs that are no browsers name no origin and are let in", async (bus) => {
  assertEquals(await status(bus.daemon.wsPort, undefined), 101);
});

test("pages of this machine are let in, whatever their port", async (bus) => {
  const port = bus.daemon.wsPort;
  const origins = [
    "http://localhost",
    "https://localhost:8443",
    "http://app.localhost:3000",
    "http://127.0.0.1:8080",
    "http://127.1.2.3",
    "http://[::1]:5173",
  ];
  for (const origin of origins) {
    assertEquals(await status(port, origin), 101, origin);
  }
});

test("pages of strangers are refused on every path, with or without a port", async (bus) => {
  const port = bus.daemon.wsPort;
  const origins = [
    "http://evil.example",
    "https://evil.example:11123",
    "http://192.168.0.7",
    "http://localhost.evil.example",
    "http://evil-localhost",
    "http://127.0.0.1.evil.example",
    "http://evil.example/127.0.0.1",
    "chrome-extension://abcdef",
    "file://",
  ];
  for (const origin of origins) {
    for (const path of ["/", "/api/jet/"]) {
      assertEquals(await status(port, origin, undefined, path), 403, origin);
    }
  }
});

test("pages without an origin of their own, from files and sandboxes, are refused", async (bus) => {
  const port = bus.daemon.wsPort;
  for (const origin of ["null", "", "nonsense"]) {
    assertEquals(await status(port, origin), 403, origin);
  }
});

test("a stranger's name that points at this machine is refused, though the host is its own", async (bus) => {
  const port = bus.daemon.wsPort;
  for (const host of ["evil.example", `evil.example:${port}`]) {
    assertEquals(await status(port, `http://${host}`, host), 403, host);
  }
});

testListed(
  "--allow-origin: these origins exactly are let in, beside this machine's",
  async (bus) => {
    const port = bus.daemon.wsPort;
    const expected: [string | undefined, number][] = [
      ["https://example.org", 101],
      ["http://tools.example:8080", 101],
      ["http://localhost:3000", 101],
      [undefined, 101],
      ["http://example.org", 403],
      ["https://example.org:444", 403],
      ["https://sub.example.org", 403],
      ["http://tools.example", 403],
      ["https://example.org.evil.example", 403],
      ["null", 403],
    ];
    for (const [origin, answer] of expected) {
      assertEquals(await status(port, origin), answer, origin);
    }
  },
);

testAll("--allow-origin '*': everybody is let in", async (bus) => {
  const port = bus.daemon.wsPort;
  for (const origin of ["http://evil.example", "null", undefined]) {
    assertEquals(await status(port, origin), 101, origin);
  }
});
