import { assertEquals } from "@std/assert";
import { DaemonProcess } from "../support/daemon_process.ts";
import { cachedPackages, nodePath } from "../support/node.ts";
import { bunPath, NO_BUN, ROOT, WHOLE_MATRIX } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** A program that uses the package. */
const PROGRAM = `
import { Peer, State, type Change } from "jet-bus/peer";
import { Daemon } from "jet-bus";
import { Graph } from "jet-bus/gun";

const daemon: typeof Daemon = Daemon;
const graph: typeof Graph = Graph;
const peer = await Peer.connect(process.argv[2], { name: "from the package" });
const level: State<number> = await peer.add(new State("package/level", 1));
const changed = new Promise<Change<number>>((resolve) => {
  peer.fetch<number>({ path: { equals: "package/level" } }, (change) => {
    if (change.event === "change") resolve(change);
  });
});
level.value = 2;
const { value } = await changed;
console.log(value, typeof daemon, typeof graph);
await peer.close();
`;

async function run(
  program: string,
  args: string[],
  cwd: string,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
    env: { NO_COLOR: "1", NODE_DISABLE_COMPILE_CACHE: "1" },
  }).output();
  const decoder = new TextDecoder();
  const out = decoder.decode(stdout);
  if (success) return out.trim();
  throw new Error(`${program} ${args[0]}: ${out}${decoder.decode(stderr)}`);
}

const name =
  "the npm package has types, runs in Node, and can be bundled for browsers";
// It is about a release: the gate runs it apart, with the whole matrix.
Deno.test(name, { ignore: NO_BUN || !WHOLE_MATRIX }, async () => {
  await using folder = await TemporaryFolder.create();
  const tarball = folder.path("jet.tgz");
  await run(Deno.execPath(), ["pack", "--allow-dirty", "-o", tarball], ROOT);
  const project = folder.path("project");
  await Deno.mkdir(project);
  await Deno.writeTextFile(
    `${project}/package.json`,
    JSON.stringify({ type: "module", private: true }),
  );
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
  const types = ["typescript@5.9", "@types/node@22"];
  await run("npm", ["install", ...quiet, tarball], project);
  const installed = await cachedPackages("typescript", types);
  const modules = `${project}/node_modules`;
  await Deno.mkdir(`${modules}/@types`, { recursive: true });
  await Deno.symlink(`${installed}/@types/node`, `${modules}/@types/node`);
  await Deno.writeTextFile(`${project}/program.ts`, PROGRAM);
  const node = await nodePath();
  await run(node, [
    `${installed}/typescript/bin/tsc`,
    ...["--strict", "--target", "esnext", "--module", "nodenext"],
    ...["--lib", "esnext,dom,dom.iterable", "--outDir", "out", "program.ts"],
  ], project);
  await using daemon = await DaemonProcess.start("deno");
  assertEquals(
    await run(node, ["out/program.js", daemon.url("tcp")], project),
    "2 function function",
  );

  await Deno.writeTextFile(
    `${project}/page.js`,
    'import { Peer } from "jet-bus/peer"; globalThis.Peer = Peer;\n',
  );
  const bun = await bunPath();
  await run(
    bun,
    ["build", "page.js", "--target=browser", "--outfile=page.out.js"],
    project,
  );
  const bundle = await Deno.readTextFile(`${project}/page.out.js`);
  assertEquals(bundle.includes("hono"), false, "only the peer is in it");
});
