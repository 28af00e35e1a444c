import { assertEquals } from "@std/assert";
import { sharedBrowser } from "../browser/browser.ts";
import { NO_CHROMIUM } from "../browser/chromium.ts";
import { PeerPage } from "../browser/peer_page.ts";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { cachedPackages, startNode } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { isMissing, NO_BUN, ROOT, RUNTIMES } from "../support/runtimes.ts";

// Each client does the same at the daemons of all runtimes, see
// programs/exercise.ts.

const PROGRAMS = `${ROOT}tests/websocket/programs/`;
const JAVASCRIPT = `${PROGRAMS}javascript.ts`;
// Later majors are other implementations.
const WS_PACKAGE = "ws@8";

const daemons: HostedDaemon[] = [];
const pagesOf = sharedBrowser();

Deno.test.beforeAll(async () => {
  for (const runtime of RUNTIMES) {
    if (!isMissing(runtime)) daemons.push(await HostedDaemon.start(runtime));
  }
});

Deno.test.afterAll(async () => {
  for (const daemon of daemons) {
    await daemon[Symbol.asyncDispose]();
    assertEquals(daemon.stderr.all, []);
  }
});

const urls = () => daemons.map((daemon) => daemon.url("websocket"));

/** What a client has to do at one daemon. */
function expected(extras: readonly string[]): string[] {
  return [
    ...['protocol ""', "bus", "1 MiB", ...extras, "close 1000"],
    ...['protocol "jet"', "bus", "1 MiB", ...extras, "close 4321"],
  ];
}

/** Runs a client, which prints what it did at each daemon. */
async function run(program: Program, extras: readonly string[]): Promise<void> {
  await using running = program;
  const { code } = await running.ended();
  const { stdout, stderr } = running;
  assertEquals([code, stderr.all], [0, []]);
  assertEquals(
    JSON.parse(stdout.all.join("\n")),
    daemons.map(() => expected(extras)),
  );
}

Deno.test("Deno's WebSocket", async () => {
  const args = ["deno", "", ...urls()];
  await run(await Program.start("deno", JAVASCRIPT, { args }), []);
});

Deno.test({
  name: "Bun's WebSocket",
  ignore: NO_BUN,
  async fn() {
    const args = ["bun", "", ...urls()];
    await run(await Program.start("bun", JAVASCRIPT, { args }), ["ping abc"]);
  },
});

Deno.test("Node's WebSocket", async () => {
  await run(await startNode(JAVASCRIPT, ["node", "", ...urls()]), []);
});

Deno.test("the package ws, on Node", async () => {
  const file = `${await cachedPackages("ws", [WS_PACKAGE])}/ws/wrapper.mjs`;
  const program = await startNode(JAVASCRIPT, ["ws", file, ...urls()]);
  await run(program, ["fragments", "ping abc"]);
});

/** A Python that has a module, if there is one: Debian's, or that of PATH. */
async function pythonWith(module: string): Promise<string | undefined> {
  for (const program of ["/usr/bin/python3", "python3"]) {
    try {
      const command = new Deno.Command(program, {
        args: ["-c", `import ${module}`],
        stdout: "null",
        stderr: "null",
      });
      if ((await command.output()).success) return program;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

for (
  const [name, module, script] of [
    ["python3-websocket", "websocket", "websocket_client.py"],
    ["python3-autobahn", "autobahn.asyncio", "autobahn_client.py"],
  ]
) {
  const python = await pythonWith(module);
  Deno.test({
    name: python === undefined ? `${name}, which is not installed` : name,
    ignore: python === undefined,
    async fn() {
      // Nothing compiled is left in the checkout.
      const args = ["-B", PROGRAMS + script, "python", ...urls()];
      const program = Program.run(python ?? "", args);
      await run(program, ["fragments", "ping abc"]);
    },
  });
}

Deno.test("Chromium's WebSocket", { ignore: NO_CHROMIUM }, async () => {
  const [reportTo] = urls();
  await using page = new PeerPage((url) => `
      import { exercise } from "${url("tests/websocket/programs/exercise.ts")}";
      const value = [];
      for (const url of ${JSON.stringify(urls())}) {
        const open = (protocols) => new WebSocket(url, protocols);
        value.push(await exercise(open, "chromium"));
      }
      const socket = new WebSocket("${reportTo}");
      socket.onopen = () => {
        const params = { path: "chromium/done", value };
        socket.send(JSON.stringify({ id: 1, method: "add", params }));
      };
    `);
  await using observer = await daemons[0].connect("tcp");
  const path = { equals: "chromium/done" };
  await observer.do("fetch", { id: "f", path });
  await using pages = pagesOf();
  await pages.open(page.url);
  const message = await Promise.race([observer.next(60), page.failed]);
  assertEquals(
    asRecord(asRecord(message).params).value,
    daemons.map(() => expected([])),
  );
});
