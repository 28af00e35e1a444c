/**
 * Projects that install the npm package from its tarball: with npm, pnpm and
 * bun, checked by TypeScript, bundled, and run by each runtime.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DaemonProcess } from "../support/daemon_process.ts";
import { cachedPackages } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { bunPath, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { buildPackage, filesBelow, readManifest, run } from "./package.ts";

/** Uses each module of the package; prints what a daemon has answered. */
const PROGRAM = `
import { type Change, Peer, type PeerEvent, State } from "@jet/bus/peer";
import { Peer as FromRoot } from "@jet/bus";
import { Daemon, type DaemonErrorEvent } from "@jet/bus/daemon";
import { Graph } from "@jet/bus/gun";
import { PeerSync } from "@jet/bus/peer_sync";
import { TestBus } from "@jet/bus/testing";
import process from "node:process";

const classes = [Daemon, Graph, PeerSync, TestBus].map((one) => one.name);
new Daemon().addEventListener("error", (event: DaemonErrorEvent) => {
  throw event.error;
});
const peer: FromRoot = await Peer.connect(process.argv[2]!);
peer.addEventListener("disconnect", (event: PeerEvent) => event.reason?.name);
// @ts-expect-error There is no such event.
peer.addEventListener("disconect", () => {});
const level: State<number> = await peer.add(new State("package/level", 1));
const changed = new Promise<number>((resolve) => {
  const path = { equals: "package/level" };
  peer.fetch<number>({ path }, (change: Change<number>) => {
    // @ts-expect-error A method has no value.
    const any: number = change.value;
    if (change.event === "change") resolve(change.value);
  });
});
level.value = 2;
console.log(await changed, classes.join());
await peer.close();
process.exit();
`;
const PRINTED = "2 Daemon,Graph,PeerSync,TestBus";

/** What a page does; needs the types of browsers, and none of Node.js. */
const PAGE = `
import { Peer, State } from "@jet/bus/peer";
import { Graph } from "@jet/bus/gun";

export const peer = new Peer("ws://localhost:11123");
export const lamp = new State("lamp", "off");
export const graph = Graph;
`;

/** An import by a relative address. */
const IMPORT =
  /^(?:import .*|export .*|\} )from "(\.[^"]+)"|\bimport\("(\.[^"]+)"/gm;

type Installer = "npm" | "pnpm" | "bun";

/** What {@linkcode tryPackage} tries. */
export interface Extent {
  readonly installers: readonly Installer[];
  readonly compilers: readonly string[];
  /** Whether pages and programs are checked by both ways to find modules. */
  readonly isCrossed: boolean;
  readonly bundlers: readonly ("esbuild" | "vite" | "deno" | "bun")[];
  /** Versions of Node.js, the minimum and above. */
  readonly nodes: readonly string[];
  /** Called with each part that is done. */
  readonly log?: (line: string) => void;
}

/** The gate's. */
export const SHORT: Extent = {
  installers: ["npm"],
  compilers: ["6.0"],
  isCrossed: false,
  bundlers: ["esbuild"],
  nodes: ["22"],
};

/** `deno task test:long pack`. */
export const WHOLE: Extent = {
  installers: ["npm", "pnpm", "bun"],
  compilers: ["5.9", "6.0"],
  isCrossed: true,
  bundlers: ["esbuild", "vite", "deno", "bun"],
  nodes: ["22", "24"],
};

/** Path of a Node.js of a major version. */
export async function nodeOf(major: string): Promise<string> {
  const { os } = Deno.build;
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const name = `node-${os}-${arch}`;
  const folder = major === "22" ? "node" : `node-${major}`;
  return `${await cachedPackages(folder, [
    `${name}@${major}`,
  ])}/${name}/bin/node`;
}

/** Builds the package, and installs, checks, bundles and runs it. */
export async function tryPackage(extent: Extent): Promise<void> {
  const { installers, compilers, bundlers, nodes, log = () => {} } = extent;
  await using scratch = await TemporaryFolder.create();
  const folder = scratch.path("package");
  await buildPackage(folder);
  log("built");
  await checkContents(folder);
  await run("npm", [...["publish", "--dry-run", "--offline"]], folder);
  const tarball = await run(
    "npm",
    ["pack", "--silent", "--pack-destination", scratch.path("")],
    folder,
  );
  await using daemon = await DaemonProcess.start("deno");
  for (const installer of installers) {
    const project = scratch.path(installer);
    await makeProject(project, installer, scratch.path(tarball));
    log(`installed with ${installer}`);
    for (const version of compilers) {
      await checkTypes(project, version, extent);
    }
    for (const node of nodes) {
      await runWith([await nodeOf(node)], project, daemon.url("tcp"));
      await tryCommand(await nodeOf(node), project, daemon.url("websocket"));
      await tryTestBus(await nodeOf(node), project);
      log(`runs on Node.js ${node}`);
    }
    if (installer !== "npm") continue;
    await runWith([Deno.execPath(), "run", "-A"], project, daemon.url("tcp"));
    await runWith([await bunPath()], project, daemon.url("tcp"));
    log("runs on Deno and Bun");
    for (const bundler of bundlers) {
      await bundle(project, bundler);
      log(`bundled by ${bundler}`);
    }
    if (nodes.includes("24")) {
      await startDaemon(await nodeOf("24"), project);
      log("the daemon runs on Node.js 24");
    }
    await refuseOldNode(project);
  }
}

/** The package has what it should, nothing else, and no broken link. */
async function checkContents(folder: string): Promise<void> {
  const { exports, repository, version } = await readManifest();
  const files = new Set(await Array.fromAsync(filesBelow(folder)));
  for (const file of Object.values(exports)) {
    const stem = file.replace(/^\.\/(.*)\.ts$/, "$1");
    assert(files.has(`${stem}.js`) && files.has(`${stem}.d.ts`), file);
  }
  const documents = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
  for (const file of files) {
    if (documents.includes(file)) continue;
    assert(/\.(js|d\.ts)$/.test(file), `${file} does not belong there`);
    assert(!/_test\.|^(tests|bench|radar)\//.test(file), `${file} is a test`);
    // What the daemon serves, as a string.
    if (file.endsWith(".txt.js")) continue;
    const text = await Deno.readTextFile(`${folder}/${file}`);
    for (const [, path, loaded] of text.matchAll(IMPORT)) {
      const relative = path ?? loaded;
      const target = new URL(relative, `file:///${file}`).pathname.slice(1);
      assert(files.has(target), `${file} imports ${relative}`);
    }
    assert(!/^(?! \*).*"npm:/m.test(text), `${file} has an npm: specifier`);
  }
  for (const name of ["README.md", "CHANGELOG.md"]) {
    const text = await Deno.readTextFile(`${folder}/${name}`);
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (target.startsWith("#") || files.has(target)) continue;
      assert(/^https?:/.test(target), `${name} links to ${target}`);
      const ours = new RegExp(`^${repository}/(?:blob|raw)/v${version}/([^#]*)`)
        .exec(target)?.[1];
      if (ours !== undefined) await Deno.stat(ROOT + ours);
    }
  }
}

async function makeProject(
  project: string,
  installer: Installer,
  tarball: string,
): Promise<void> {
  await Deno.mkdir(project);
  const manifest = {
    ...{ type: "module", private: true, name: "scratch" },
    dependencies: { "@jet/bus": `file:${tarball}` },
  };
  await Deno.writeTextFile(
    `${project}/package.json`,
    JSON.stringify(manifest),
  );
  await Deno.writeTextFile(`${project}/program.ts`, PROGRAM);
  await Deno.writeTextFile(`${project}/page.ts`, PAGE);
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
  if (installer === "npm") await run("npm", ["install", ...quiet], project);
  else if (installer === "bun") {
    await run(await bunPath(), ["install"], project);
  } else {
    const modules = await cachedPackages("pnpm", ["pnpm@10"]);
    const pnpm = `${modules}/pnpm/bin/pnpm.cjs`;
    await run(await nodeOf("22"), [pnpm, "install"], project);
  }
}

/** How TypeScript finds modules: for bundlers, and as Node.js does. */
const RESOLUTIONS = {
  bundler: { module: "preserve", moduleResolution: "bundler" },
  nodenext: { module: "nodenext" },
};

/** Types of programs without those of browsers, and the reverse. */
async function checkTypes(
  project: string,
  version: string,
  { isCrossed, log = () => {} }: Extent,
): Promise<void> {
  const modules = await cachedPackages(`typescript-${version}`, [
    `typescript@${version}`,
    "@types/node@22",
  ]);
  const common = {
    ...{ strict: true, target: "esnext", outDir: "out" },
    typeRoots: [`${modules}/@types`],
  };
  const { bundler, nodenext } = RESOLUTIONS;
  for (const resolution of isCrossed ? [nodenext, bundler] : [bundler]) {
    const page = { lib: ["esnext", "dom"], types: [] };
    await tsc({
      compilerOptions: { ...common, ...resolution, ...page },
      files: ["page.ts"],
    });
    log(`TypeScript ${version}, a page, ${resolution.module}`);
  }
  for (const resolution of isCrossed ? [bundler, nodenext] : [nodenext]) {
    const program = { lib: ["esnext"], types: ["node"] };
    await tsc({
      compilerOptions: { ...common, ...resolution, ...program },
      files: ["program.ts"],
    });
    log(`TypeScript ${version}, a program, ${resolution.module}`);
  }

  async function tsc(config: unknown): Promise<void> {
    await Deno.writeTextFile(
      `${project}/tsconfig.json`,
      JSON.stringify(config),
    );
    const compiler = `${modules}/typescript/bin/tsc`;
    await run(await nodeOf("22"), [compiler, "-p", "."], project);
  }
}

async function runWith(
  [program, ...args]: readonly string[],
  project: string,
  url: string,
): Promise<void> {
  assertEquals(
    await run(program, [...args, "out/program.js", url], project),
    PRINTED,
    program,
  );
}

/** The program `jet` of the package. */
async function tryCommand(
  node: string,
  project: string,
  url: string,
): Promise<void> {
  const jet = `${project}/node_modules/@jet/bus/bin/jet.js`;
  const { version } = await readManifest();
  assertEquals(await run(node, [jet, "--version"], project), `jet ${version}`);
  await using owner = await Program.run(node, [
    ...[jet, "add", "scratch/door", "closed", "--url", url],
  ]);
  await owner.stderr.match(/added the state/);
  const all = await run(node, [jet, "get", "--all", "--url", url], project);
  assertStringIncludes(all, '"scratch/door"');
}

/** What a page loads holds the peer, and nothing of the daemon. */
async function bundle(
  project: string,
  bundler: Extent["bundlers"][number],
): Promise<void> {
  const out = `${project}/bundled/${bundler}.js`;
  const node = await nodeOf("22");
  if (bundler === "esbuild") {
    const modules = await cachedPackages("esbuild", ["esbuild@0.27"]);
    await run(`${modules}/esbuild/bin/esbuild`, [
      ...["page.ts", "--bundle", "--format=esm", "--minify"],
      `--outfile=${out}`,
    ], project);
  } else if (bundler === "vite") {
    const modules = await cachedPackages("vite", ["vite@7"]);
    const input = { rollupOptions: { input: `${project}/page.ts` } };
    await Deno.writeTextFile(
      `${project}/vite.config.mjs`,
      `export default ${
        JSON.stringify({ build: { ...input, outDir: "bundled/vite" } })
      };`,
    );
    await run(node, [`${modules}/vite/bin/vite.js`, "build"], project);
    const built = await Array.fromAsync(filesBelow(`${project}/bundled/vite`));
    assert(built.some((file) => file.endsWith(".js")), built.join());
    return;
  } else if (bundler === "deno") {
    await run(Deno.execPath(), [
      ...["bundle", "--platform", "browser", "-o", out, "page.ts"],
    ], project);
  } else {
    await run(await bunPath(), [
      ...["build", "page.ts", "--target=browser", `--outfile=${out}`],
    ], project);
  }
  const text = await Deno.readTextFile(out);
  assert(text.length > 1000, "empty");
  for (const foreign of ["hono", "node:http", "node:sqlite"]) {
    assertEquals(text.includes(foreign), false, `${bundler}: ${foreign}`);
  }
}

/** `npx @jet/bus daemon` listens, and ends on a signal. */
async function startDaemon(node: string, project: string): Promise<void> {
  const jet = `${project}/node_modules/@jet/bus/bin/jet.js`;
  await using daemon = await Program.run(node, [
    ...[jet, "daemon", "--port", "0", "--ws-port", "0", "--binary-port", "0"],
    "--no-unix",
  ]);
  const [, port] = await daemon.stdout.match(/listening on ws:.*:(\d+)\//);
  const page = await fetch(`http://localhost:${port}/`, {
    headers: { accept: "text/html" },
  });
  assertStringIncludes(await page.text(), "<html");
}

/** A bus for tests loads no store: Node.js 22 would warn of SQLite. */
async function tryTestBus(node: string, project: string): Promise<void> {
  const program = `
    const { TestBus } = await import("@jet/bus/testing");
    const bus = new TestBus();
    await bus.state("lamp", "off");
    console.log(await (await bus.peer()).get("lamp"));
  `;
  const { stdout, stderr } = await new Deno.Command(node, {
    args: ["--input-type=module", "-e", program],
    cwd: project,
  }).output();
  const decoder = new TextDecoder();
  assertEquals(decoder.decode(stderr), "");
  assertEquals(decoder.decode(stdout), "off\n");
}

/** An older Node.js gets one line. */
async function refuseOldNode(project: string): Promise<void> {
  const { minNode } = await readManifest();
  const jet = `${project}/node_modules/@jet/bus/bin/jet.js`;
  const { code, stderr } = await new Deno.Command(await nodeOf("20"), {
    args: [jet, "get", "--all"],
  }).output();
  assertEquals(code, 1);
  assertStringIncludes(
    new TextDecoder().decode(stderr),
    `is too old: jet needs Node.js ${minNode} or later`,
  );
}
