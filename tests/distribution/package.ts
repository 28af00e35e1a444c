/**
 * Builds the npm package: `deno task pack` writes `dist/npm` and the tarball.
 *
 * The modules of deno.json's exports are compiled by TypeScript, with what they
 * import; `npm:` specifiers become names of packages, text modules JavaScript.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { cachedPackages, nodePath } from "../support/node.ts";
import { ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Compiles the package. */
const COMPILERS = ["typescript@6.0.3"];

/** Modules that are loaded as workers, by their addresses. */
const WORKERS = ["gun/store/worker.ts", "daemon/kept/worker.ts"];

/** Files that are taken as they are, with their links made absolute. */
const DOCUMENTS = ["README.md", "CHANGELOG.md", "LICENSE"];

/** What the manifests of the checkout say. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  /** The web address of the repository. */
  readonly repository: string;
  /** The modules of the package by their names: `./peer` is `./peer.ts`. */
  readonly exports: Readonly<Record<string, string>>;
  /** The members of package.json that the package has, too. */
  readonly common: Readonly<Record<string, unknown>>;
  /** The oldest major version of Node.js. */
  readonly minNode: number;
}

/** Reads `deno.json` and `package.json`. */
export async function readManifest(): Promise<Manifest> {
  const deno = await readJson("deno.json");
  const npm = await readJson("package.json");
  const { repository, engines, dependencies } = npm;
  if (!isRecord(repository) || !isRecord(engines) || !isRecord(deno.exports)) {
    throw new Error("package.json or deno.json lacks a member");
  }
  const exports: Record<string, string> = {};
  for (const [name, file] of Object.entries(deno.exports)) {
    exports[name] = String(file);
  }
  const { description, license, keywords, homepage, bugs, sideEffects } = npm;
  return {
    name: String(deno.name),
    version: String(deno.version),
    repository: String(repository.url).replace(/^git\+|\.git$/g, ""),
    exports,
    common: {
      ...{ description, license, keywords, homepage, bugs, repository },
      ...{ sideEffects, engines, dependencies },
    },
    minNode: Number(/\d+/.exec(String(engines.node))),
  };
}

async function readJson(name: string): Promise<Record<string, unknown>> {
  const value: unknown = JSON.parse(await Deno.readTextFile(ROOT + name));
  if (isRecord(value)) return value;
  throw new Error(`${name} is no object`);
}

/**
 * Writes the files of the package into a folder.
 *
 * @param folder Absolute path of a folder that is not there yet.
 */
export async function buildPackage(folder: string): Promise<void> {
  const manifest = await readManifest();
  await compile(manifest, folder);
  for (const file of await Array.fromAsync(filesBelow(folder))) {
    const text = await Deno.readTextFile(`${folder}/${file}`);
    const packed = file.endsWith(".d.ts")
      ? packedTypes(text, manifest)
      : packedCode(text, manifest);
    await Deno.writeTextFile(`${folder}/${file}`, packed);
    for (const [, name] of packed.matchAll(/"\.\/([^"]+\.txt)\.js"/g)) {
      await writeTextModule(file, name, folder);
    }
  }
  await removeInnerTypes(manifest, folder);
  for (const name of DOCUMENTS) {
    const text = await Deno.readTextFile(ROOT + name);
    await Deno.writeTextFile(
      `${folder}/${name}`,
      absoluteLinks(text, manifest),
    );
  }
  await Deno.mkdir(`${folder}/bin`);
  await Deno.writeTextFile(`${folder}/bin/jet.js`, program(manifest));
  await Deno.chmod(`${folder}/bin/jet.js`, 0o755);
  const text = JSON.stringify(packageJson(manifest), null, 2);
  await Deno.writeTextFile(`${folder}/package.json`, `${text}\n`);
}

function packageJson(manifest: Manifest): Record<string, unknown> {
  const { name, version, exports, common } = manifest;
  const entries = Object.entries(exports).map(([entry, file]) => {
    const stem = file.replace(/\.ts$/, "");
    return [entry, { types: `${stem}.d.ts`, default: `${stem}.js` }];
  });
  return {
    ...{ name, version, ...common, type: "module", bin: { jet: "bin/jet.js" } },
    main: "./mod.js",
    types: "./mod.d.ts",
    exports: {
      ...Object.fromEntries(entries),
      "./package.json": "./package.json",
    },
    publishConfig: { access: "public" },
  };
}

/** The program `jet`, in a syntax that an old Node.js reads as well. */
function program({ minNode }: Manifest): string {
  return `#!/usr/bin/env node
import process from "node:process";

const { bun, deno, node } = process.versions;
if (!bun && !deno && Number(node.split(".")[0]) < ${minNode}) {
  process.stderr.write(
    \`jet: Node.js \${node} is too old: jet needs Node.js ${minNode} or later, \` +
      "Deno or Bun (bunx --bun)\\n",
  );
  process.exitCode = 1;
} else {
  import("../cli/main.js").then(({ main }) => main(process.argv.slice(2)));
}
`;
}

async function compile(manifest: Manifest, folder: string): Promise<void> {
  await using scratch = await TemporaryFolder.create();
  const entries = Object.values(manifest.exports).map((file) => file.slice(2));
  const config = await scratch.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        // Node.js 22 has no "using".
        ...{ target: "es2024", module: "preserve", rootDir: ROOT },
        ...{ moduleResolution: "bundler", outDir: folder, types: [] },
        ...{ rewriteRelativeImportExtensions: true, declaration: true },
        // The checkout is checked by Deno.
        ...{ noCheck: true, skipLibCheck: true },
        // Each import says whether it is of types: to ask takes a third of the time.
        ...{ isolatedModules: true, verbatimModuleSyntax: true },
        lib: ["esnext", "dom", "dom.iterable", "dom.asynciterable"],
      },
      files: [...entries, ...WORKERS].map((file) => ROOT + file),
    }),
  );
  const modules = await cachedPackages("package-compiler", COMPILERS);
  await run(await nodePath(), [
    `${modules}/typescript/bin/tsc`,
    ...["-p", config],
  ], ROOT);
}

/** Runs a program to its end; returns what it prints, and throws if it fails. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", NODE_DISABLE_COMPILE_CACHE: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  const out = decoder.decode(stdout);
  if (success) return out.trim();
  throw new Error(
    `${program} ${args.join(" ")}: ${out}${decoder.decode(stderr)}`,
  );
}

/** The files below a folder, by their paths in it. */
export async function* filesBelow(
  folder: string,
  inner = "",
): AsyncGenerator<string> {
  for await (
    const { name, isDirectory } of Deno.readDir(folder + "/" + inner)
  ) {
    if (isDirectory) yield* filesBelow(folder, `${inner}${name}/`);
    else yield inner + name;
  }
}

/** Replaces specifiers that only Deno and Bun read, and names of sources. */
function packedCode(text: string, manifest: Manifest): string {
  return withPackages(text, manifest)
    .replace(/"(\.{1,2}\/[^"\n]*)\.ts"/g, '"$1.js"')
    .replace(/"(\.\/[^"\n]+\.txt)" with \{ type: "text" \}/g, '"$1.js"');
}

function packedTypes(text: string, manifest: Manifest): string {
  return withPackages(text, manifest)
    .replace(/"(\.{1,2}\/[^"\n]*)\.ts"/g, '"$1.js"');
}

/** In comments the entry points have the names that programs import. */
function withPackages(text: string, manifest: Manifest): string {
  const named = text.replace(
    /^( *\*.*)"\.{1,2}\/(\w+)\.ts"/gm,
    (whole, before: string, stem: string) => {
      const entry = Object.entries(manifest.exports)
        .find(([, file]) => file === `./${stem}.ts`)?.[0];
      if (entry === undefined) return whole;
      return `${before}"${manifest.name}${entry.slice(1)}"`;
    },
  );
  return named.replace(/"npm:(@?[^@"]+)@[^/"]+([^"]*)"/g, '"$1$2"');
}

async function writeTextModule(
  importer: string,
  name: string,
  folder: string,
): Promise<void> {
  const inner = importer.slice(0, importer.lastIndexOf("/") + 1) + name;
  const text = await Deno.readTextFile(ROOT + inner);
  await Deno.writeTextFile(
    `${folder}/${inner}.js`,
    `export default ${JSON.stringify(text)};\n`,
  );
}

/** Removes declarations that none of the entry points reaches. */
async function removeInnerTypes(
  { exports }: Manifest,
  folder: string,
): Promise<void> {
  const reached = new Set<string>();
  const waiting = Object.values(exports).map((file) =>
    file.replace(/^\.\/(.*)\.ts$/, "$1.d.ts")
  );
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const text = await Deno.readTextFile(`${folder}/${file}`);
    for (const [, path] of text.matchAll(/"(\.{1,2}\/[^"\n]+)\.js"/g)) {
      const { pathname } = new URL(path, `file:///${file}`);
      waiting.push(`${pathname.slice(1)}.d.ts`);
    }
  }
  for await (const file of filesBelow(folder)) {
    if (!file.endsWith(".d.ts") || reached.has(file)) continue;
    await Deno.remove(`${folder}/${file}`);
  }
}

/** A document whose links into the checkout lead to the repository. */
function absoluteLinks(text: string, manifest: Manifest): string {
  const { repository, version } = manifest;
  return text.replace(
    /(!?)(\[[^\]]*\])\((?![a-z]+:|#)([^)\s]+)\)/g,
    (whole, picture: string, title: string, target: string) => {
      if (DOCUMENTS.includes(target)) return whole;
      const kind = picture === "" ? "blob" : "raw";
      return `${picture}${title}(${repository}/${kind}/v${version}/${target})`;
    },
  );
}

/** Builds the package and its tarball in `dist/`. */
async function main(): Promise<void> {
  const folder = `${ROOT}dist/npm`;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await buildPackage(folder);
  const tarball = await run(
    "npm",
    ["pack", "--silent", "--pack-destination", ".."],
    folder,
  );
  console.log(`dist/npm, dist/${tarball}`);
}

if (import.meta.main) await main();
