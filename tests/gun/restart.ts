/**
 * Apps of gun from npm, in Node and in pages of Chromium, that share a list of
 * things to do through a relay which is killed, or which a link to is cut.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { install, NPM } from "../../bench/gun/subjects.ts";
import { startPages } from "../browser/browser.ts";
import { Cuttable } from "../support/cuttable.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import type { RuntimeName } from "../support/runtimes.ts";
import { node } from "./bench.ts";
import { WireClient } from "./wire_client.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** What happens to the apps while they write. */
export const TROUBLES = [
  // The relay is killed, and started again.
  "killed",
  // The link of the writers only is cut.
  "cut",
  // The same, and one attempt to connect again is refused.
  "refused",
] as const;
/** One of {@linkcode TROUBLES}. */
export type Trouble = typeof TROUBLES[number];

/** What is tried. */
export interface RestartOptions {
  readonly runtime: RuntimeName;
  readonly trouble: Trouble;
  /** Two pages that both read and write, or two writers and twelve readers. */
  readonly apps: "pages" | "node";
}

const READERS = 12;
const WRITERS = ["Ada", "Bob"];
/** Time in which all have to agree. */
const AGREEMENT_MS = 30_000;
const POLL_MS = 50;
/** Time after which an app names its relay to gun again. */
const RETRY_MS = 3000;
/** Time between a write and what follows. */
const PAUSE_MS = 300;

/** An app with a list of things to do. */
interface App {
  readonly writes: boolean;
  readonly reads: boolean;
  do(method: "add" | "edit" | "retry", title: string): Promise<unknown>;
  titles(): Promise<unknown>;
}

/**
 * Lets apps write before and during the trouble.
 *
 * @returns How many readers miss something, and of how many.
 */
export async function restart(
  { runtime, trouble, apps: kind }: RestartOptions,
): Promise<{ missed: number; readers: number; seconds: number }> {
  await install();
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await TemporaryFolder.create());
  const start = async () =>
    stack.use(
      await DaemonProcess.start(runtime, undefined, {
        args: ["--gun-store", folder.path("gun.db")],
      }),
    );
  const daemon = await start();
  const links = [0, 1].map(() => stack.use(new Cuttable(daemon.wsPort)));
  const [readersLink, writersLink] = links;
  const apps = kind === "pages"
    ? await pagesOf(stack, links)
    : await nodeApps(stack, links);
  const writers = apps.filter(({ writes }) => writes);
  const readers = apps.filter(({ reads }) => reads);
  const all = (titles: readonly string[]) => missing(readers, titles);
  for (const [i, app] of writers.entries()) await app.do("add", WRITERS[i]);
  if (await all(WRITERS) > 0) throw new Error("the apps don't agree before");
  {
    // Puts are durable in their order: so are those of the apps, then.
    await using client = await WireClient.connect(daemon.wsPort);
    await client.put(node("durable", { yes: true }));
  }

  writersLink.gate.shut();
  if (trouble === "killed") {
    readersLink.gate.shut();
    daemon.signal("SIGKILL");
    await daemon[Symbol.asyncDispose]();
  } else {
    writersLink.cut();
  }
  await pause(PAUSE_MS);
  for (const [i, app] of writers.entries()) {
    await app.do("edit", `${WRITERS[i]} edited`);
    await app.do("add", `${WRITERS[i]} meanwhile`);
  }
  await pause(PAUSE_MS);
  if (trouble === "killed") {
    const { wsPort } = await start();
    for (const link of links) link.target = wsPort;
  }
  if (trouble === "refused") {
    // One of both gives up: gun's client connects again only once.
    writersLink.refusals = 1;
    writersLink.cut();
    while (writersLink.refusals > 0) await pause(POLL_MS);
    await pause(RETRY_MS);
    for (const app of writers) await app.do("retry", "");
  }
  for (const link of links) link.gate.open();
  const began = performance.now();
  const missed = await all(
    WRITERS.flatMap((name) => [`${name} edited`, `${name} meanwhile`]),
  );
  const seconds = (performance.now() - began) / 1000;
  return { missed, readers: readers.length, seconds };
}

/** Waits until all have all titles; returns how many of the apps have not. */
async function missing(
  apps: readonly App[],
  titles: readonly string[],
): Promise<number> {
  const end = performance.now() + AGREEMENT_MS;
  const wanted = JSON.stringify(titles.toSorted());
  for (;;) {
    let missed = 0;
    for (const app of apps) {
      const found = await app.titles();
      const texts = Array.isArray(found) ? found.map(String) : [];
      if (JSON.stringify(texts.toSorted()) !== wanted) missed++;
    }
    if (missed === 0 || performance.now() > end) return missed;
    await pause(POLL_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Two writers behind one link, readers behind the other. */
async function nodeApps(
  stack: AsyncDisposableStack,
  [readersLink, writersLink]: readonly Cuttable[],
): Promise<App[]> {
  const child = new Deno.Command("node", {
    args: [
      new URL("restart_apps.cjs", import.meta.url).pathname,
      new URL("package.json", NPM).pathname,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  const input = child.stdin.getWriter();
  stack.defer(async () => {
    child.kill("SIGKILL");
    await input.abort().catch(() => {});
    await lines.cancel();
    await child.status;
  });
  const encoder = new TextEncoder();
  const run = async (...command: unknown[]): Promise<unknown> => {
    await input.write(encoder.encode(`${JSON.stringify(command)}\n`));
    const { value = "" } = await lines.read();
    return JSON.parse(value);
  };
  const apps: App[] = [];
  for (let i = 0; i < READERS + WRITERS.length; i++) {
    const writes = i >= READERS;
    const name = `app${i}`;
    const { port } = writes ? writersLink : readersLink;
    await run(name, "open", `http://127.0.0.1:${port}/gun`);
    if (!writes) await run(name, "watch");
    apps.push({
      writes,
      reads: !writes,
      do: (method, title) => run(name, method, title),
      titles: () => run(name, "titles"),
    });
  }
  return apps;
}

const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Todo</title>
<script src="/gun.js"></script>
<script>
const relay = new URLSearchParams(location.search).get("relay");
const gun = Gun({ peers: [relay] });
const items = gun.get("todo");
const shown = new Map();
let own;
items.map().on((item, key) => shown.set(key, item?.title));
const titles = () => [...shown.values()];
const add = (title) => void (own = items.set({ title }));
const retry = () => void gun.opt({ peers: [relay] }).get("retry").once();
const edit = (title) => void own.get("title").put(title);
</script>
`;

/** Two pages that read and write, behind a link each. */
async function pagesOf(
  stack: AsyncDisposableStack,
  links: readonly Cuttable[],
): Promise<App[]> {
  const gun = await Deno.readTextFile(
    new URL("node_modules/gun/gun.js", NPM),
  );
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      onListen() {},
    },
    (request) =>
      new URL(request.url).pathname === "/gun.js"
        ? new Response(gun, { headers: { "content-type": "text/javascript" } })
        : new Response(PAGE, { headers: { "content-type": "text/html" } }),
  );
  stack.use(server);
  const pages = await startPages(stack);
  const apps: App[] = [];
  for (const { port } of links) {
    const relay = encodeURIComponent(`http://127.0.0.1:${port}/gun`);
    const { port: own } = server.addr;
    const page = await pages.open(
      `http://127.0.0.1:${own}/?relay=${relay}`,
    );
    apps.push({
      writes: true,
      reads: true,
      do: (method, title) =>
        page.evaluate(`${method}(${JSON.stringify(title)})`),
      titles: () => page.evaluate("titles()"),
    });
  }
  return apps;
}
