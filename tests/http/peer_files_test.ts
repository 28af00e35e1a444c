/**
 * The peer library that the daemon serves.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { sharedBrowser } from "../browser/browser.ts";
import { NO_CHROMIUM } from "../browser/chromium.ts";
import { PeerPage } from "../browser/peer_page.ts";
import { nodePath } from "../support/node.ts";
import {
  bunPath,
  plainEnvironment,
  WHOLE_MATRIX,
} from "../support/runtimes.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const test = sharedDaemon();

function baseOf(bus: TestBus): string {
  return `http://localhost:${bus.daemon.wsPort}`;
}

test("the library is served to every origin, compressed, and asked for again by its ETag", async (bus) => {
  const base = baseOf(bus);
  for (
    const [path, type] of [
      ["/peer.js", "text/javascript; charset=utf-8"],
      ["/peer.ts", "application/typescript; charset=utf-8"],
      ["/peer/types/peer.d.ts", "application/typescript; charset=utf-8"],
    ]
  ) {
    const headers = {
      Origin: "https://other.example",
      "Accept-Encoding": "br",
    };
    const response = await fetch(base + path, { headers });
    assertEquals(response.headers.get("content-type"), type);
    assertEquals(response.headers.get("access-control-allow-origin"), "*");
    await response.body?.cancel();
    const tag = response.headers.get("etag") ?? "";
    const again = await fetch(base + path, {
      headers: { ...headers, "If-None-Match": tag },
    });
    assertEquals([again.status, await again.text()], [304, ""]);
    const head = await fetch(base + path, { method: "HEAD" });
    assertEquals([head.status, await head.text()], [200, ""]);
  }
  for (const path of ["none.d.ts", "../../daemon.ts", "%2e%2e/peer.js"]) {
    const response = await fetch(`${base}/peer/types/${path}`);
    assertEquals(response.status, 404);
    await response.body?.cancel();
  }
});

/** A program that uses the library; a state is set over each protocol. */
function program(library: string, bus: TestBus, path: string): string {
  return `import { Peer, State } from "${library}";
    const peer = await Peer.connect("${bus.daemon.url("tcp")}");
    await peer.add(new State("${path}", 1, { set: () => {} }));
    const other = await Peer.connect("${bus.daemon.url("websocket")}");
    await other.set("${path}", 2);
    const [{ value }] = await other.get({ path: { equals: "${path}" } });
    console.log(value);
    await Promise.all([peer.close(), other.close()]);
  `;
}

async function run(
  command: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = await new Deno.Command(command, {
    args,
    env: { ...plainEnvironment(), NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    code: output.code,
    stdout: text(output.stdout),
    stderr: text(output.stderr),
  };
}

test.onOneRuntime(
  "Deno imports it by its URL, and checks its types",
  async (bus) => {
    await using folder = await TemporaryFolder.create();
    const names = ["peer.js", "peer.ts"];
    for (const name of names) {
      const library = `${baseOf(bus)}/${name}`;
      await folder.write(
        `good_${name}.ts`,
        program(library, bus, bus.path(name)),
      );
      await folder.write(
        `wrong_${name}.ts`,
        `import { Peer } from "${library}";
      const peer: number = await Peer.connect("ws://x");
      peer.get({ path: { equal: "x" } });
      new Peer("ws://x").get({ path: { equals: 7 } });`,
      );
    }
    // A check takes seconds: there is one for both.
    const both = await folder.write(
      "both.ts",
      names.map((name) => `await import("./good_${name}.ts");`).join("\n"),
    );
    const ran = await run(Deno.execPath(), "run", "-A", "--check=all", both);
    assertEquals(ran.stdout, "2\n2\n", ran.stderr.slice(-500));
    const checked = await run(
      Deno.execPath(),
      "check",
      "--allow-import",
      ...names.map((name) => folder.path(`wrong_${name}.ts`)),
    );
    assertEquals(checked.code, 1);
    for (const name of names) {
      const at = `/wrong_${name}.ts:`;
      const said = checked.stderr.split("\n\n").filter((error) =>
        error.includes(at)
      ).join("\n");
      assertMatch(said, /Type 'Peer' is not assignable/);
      assertMatch(said, /Type 'number' is not assignable to/);
    }
  },
  { ignore: !WHOLE_MATRIX },
);

test.onOneRuntime("Node and Bun run it as a file", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const response = await fetch(`${baseOf(bus)}/peer.js`);
  await Deno.writeTextFile(folder.path("peer.mjs"), await response.text());
  for (
    const [name, command] of [
      ["node", await nodePath()],
      ["bun", await bunPath()],
    ]
  ) {
    const file = folder.path(`${name}.mjs`);
    const text = program("./peer.mjs", bus, bus.path(name));
    await Deno.writeTextFile(file, text);
    const ran = await run(command, file);
    assertEquals(ran.stdout, "2\n", ran.stderr.slice(-500));
  }
});

const pagesOf = sharedBrowser();

test.onOneRuntime("a page of another origin imports it", async (bus) => {
  if (NO_CHROMIUM) return;
  await using owner = await Peer.connect(bus.daemon.url("tcp"));
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await owner.add(new State(bus.path("seen"), 0, { set: resolve }));
  await using page = new PeerPage(() => `
    import { Peer } from "${baseOf(bus)}/peer.js";
    const peer = await Peer.connect("${bus.daemon.url("websocket")}");
    await peer.set("${bus.path("seen")}", 7);
  `);
  await using pages = pagesOf();
  await pages.open(page.url);
  assertEquals(await Promise.race([promise, page.failed]), 7);
  pages.check();
});
