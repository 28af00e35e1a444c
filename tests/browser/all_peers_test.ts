import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { HostedDaemon, TRANSPORTS } from "../support/daemon_process.ts";
import { startNode } from "../support/node.ts";
import type { Findings } from "../support/participant.ts";
import { Program } from "../support/process.ts";
import { NO_BUN, onOneRuntime, ROOT, RUNTIMES } from "../support/runtimes.ts";
import { sharedBrowser } from "./browser.ts";
import { NO_CHROMIUM } from "./chromium.ts";
import { PeerPage } from "./peer_page.ts";

const PROGRAM = `${ROOT}tests/daemon/programs/participant.ts`;

const pagesOf = sharedBrowser();

// Without a browser the others are still tried.
if (NO_CHROMIUM) {
  Deno.test.ignore(
    "a peer in a browser uses and is used by the others",
    () => {},
  );
}

/** What everybody has to find out. */
function expected(name: string, names: readonly string[]): Findings {
  const others = names.filter((other) => other !== name);
  return {
    paths: names.flatMap((name) => [
      `peers/${name}/double`,
      `peers/${name}/greetings`,
    ]).sort(),
    doubled: Object.fromEntries(others.map((other) => [other, 42])),
    greeted: others.sort(),
    rows: 2 * names.length,
  };
}

onOneRuntime(
  "peers in Deno, Bun, Node and a browser use each other over all transports",
  async (runtime) => {
    await using stack = new AsyncDisposableStack();
    const daemon = stack.use(await HostedDaemon.start(runtime));
    const names = [...RUNTIMES, "node"].flatMap((runtime) =>
      TRANSPORTS.map((transport) => `${runtime}-${transport}`)
    );
    if (!NO_CHROMIUM) names.push("browser");
    const list = names.join();

    const programs: Program[] = [];
    let failed = new Promise<never>(() => {});
    for (const transport of TRANSPORTS) {
      const url = daemon.url(transport);
      for (const runtime of RUNTIMES) {
        const args = [url, `${runtime}-${transport}`, list];
        programs.push(await Program.start(runtime, PROGRAM, { args }));
      }
      const args = [url, `node-${transport}`, list];
      programs.push(await startNode(PROGRAM, args));
    }
    for (const program of programs) stack.use(program);
    const ended = Promise.race(programs.map(async (program) => {
      await program.status;
      throw new Error(`it ended: ${program.stderr.all.join("\n")}`);
    }));
    ended.catch(() => {});
    if (!NO_CHROMIUM) {
      const page = stack.use(
        new PeerPage((url) => `
        import { participate } from "${url("tests/support/participant.ts")}";
        const names = ${JSON.stringify(names)};
        await participate("${daemon.url("websocket")}", "browser", names);
      `),
      );
      await stack.use(pagesOf()).open(page.url);
      failed = page.failed;
    }

    const observer = stack.use(await daemon.connect("tcp"));
    await observer.do("fetch", { id: "f", path: { startsWith: "done/" } });
    const found: Record<string, unknown> = {};
    while (Object.keys(found).length < names.length) {
      const event = observer.next(60);
      const { params } = asRecord(await Promise.race([event, ended, failed]));
      const { path, value } = asRecord(params);
      found[String(path).slice("done/".length)] = value;
    }
    for (const name of names) {
      assertEquals(found[name], expected(name, names), name);
    }

    await observer.do("add", { path: "finish", value: true });
    for (const program of programs) {
      assertEquals(
        (await program.ended()).code,
        0,
        program.stderr.all.join("\n"),
      );
      assertEquals(program.stdout.all, ["done"]);
    }
  },
  { ignore: NO_BUN, index: 1 },
);
