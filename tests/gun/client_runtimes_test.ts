/**
 * The graph's own client in Deno, Bun, Node and a browser, all at one daemon.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Graph } from "../../gun.ts";
import { sharedBrowser } from "../browser/browser.ts";
import { NO_CHROMIUM } from "../browser/chromium.ts";
import { PeerPage } from "../browser/peer_page.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { startNode } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { NO_BUN, onOneRuntime, ROOT, RUNTIMES } from "../support/runtimes.ts";
import { within } from "../support/within.ts";

const PROGRAM = `${ROOT}tests/gun/client_program.ts`;

const pagesOf = sharedBrowser();

// Without a browser the others are still tried.
if (NO_CHROMIUM) {
  Deno.test.ignore("graph: a browser uses it with the others", () => {});
}

onOneRuntime(
  "graph: Deno, Bun, Node and a browser use it together",
  async (runtime) => {
    await using stack = new AsyncDisposableStack();
    const daemon = stack.use(
      await HostedDaemon.start(runtime, {
        args: ["--gun-store", ":memory:"],
      }),
    );
    const url = `ws://127.0.0.1:${daemon.wsPort}/gun`;
    const names: string[] = [...RUNTIMES, "node"];
    if (!NO_CHROMIUM) names.push("browser");
    const list = names.join();

    const programs: Program[] = [];
    for (const runtime of RUNTIMES) {
      const args = [url, runtime, list];
      programs.push(stack.use(await Program.start(runtime, PROGRAM, { args })));
    }
    programs.push(stack.use(await startNode(PROGRAM, [url, "node", list])));
    const failed = programs.map(async (program) => {
      if ((await program.status).success) {
        return await new Promise<never>(() => {});
      }
      throw new Error(`it failed: ${program.stderr.all.join("\n")}`);
    });
    if (!NO_CHROMIUM) {
      const page = stack.use(
        new PeerPage((file) => `
        import { participate } from "${
          file("tests/gun/client_participant.ts")
        }";
        await participate("${url}", "browser", ${JSON.stringify(names)});
      `),
      );
      await stack.use(pagesOf()).open(page.url);
      failed.push(page.failed);
    }

    const graph = stack.use(await Graph.connect(url));
    const done: Record<string, unknown> = {};
    const finished = async () => {
      for await (const { key, value } of graph.get("done").changes()) {
        done[key] = value;
        if (Object.keys(done).length === names.length) return;
      }
    };
    const all = Promise.race([finished(), ...failed]);
    await within(all, "everybody has greeted everybody", 60);
    const expected = names.map((name) => [name, names.length]);
    assertEquals(done, Object.fromEntries(expected));
    assertEquals(daemon.stderr.all, []);
  },
  { ignore: NO_BUN },
);
