/**
 * Builds Radar and the peer library: the sources become the text modules in
 * `daemon/http/radar/` and `daemon/http/peer/`, which the daemon serves. The same
 * sources give the same files.
 *
 *     deno task radar          writes them
 *     deno task radar --check  fails if they are not what is there
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Build, buildPeer } from "./build_peer.ts";

const HERE = new URL("./", import.meta.url);
const BUILT = new URL("../daemon/http/radar/", HERE);

interface Asset {
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 10);
}

/** Bundles the scripts. */
async function scripts(): Promise<Asset[]> {
  const folder = await Deno.makeTempDir();
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--platform=browser",
        "--minify",
        "--code-splitting",
        `--outdir=${folder}`,
        "radar/main.tsx",
        "radar/explore.tsx",
      ],
      cwd: new URL("../", HERE),
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const texts = new Map<string, string>();
    for await (const { name } of Deno.readDir(folder)) {
      const content = await Deno.readTextFile(`${folder}/${name}`);
      // Sockets of other runtimes, which a page never loads.
      if (/from"node:|import\("node:/.test(content)) continue;
      texts.set(name, content);
    }
    return named(texts);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Names scripts by their contents. The names of the bundler depend on where the
 * checkout is.
 */
function named(texts: ReadonlyMap<string, string>): Asset[] {
  const anyName = new RegExp(
    [...texts.keys()].map((name) => name.replaceAll(".", "\\.")).join("|"),
    "g",
  );
  let names = new Map([...texts.keys()].map((name) => [name, ""]));
  const renamed = (text: string) =>
    text.replace(anyName, (name) => names.get(name) ?? name);
  // A name depends on those of the imports; at last on all that is imported.
  for (let round = 0; round <= texts.size; round++) {
    names = new Map(
      [...texts].map(([name, text]) => {
        const [start] = name.split(/-[A-Z0-9]{8}\.js$|\.js$/);
        return [name, `${start}-${hashOf(renamed(text))}.js`];
      }),
    );
  }
  return [...texts].map(([name, text]) => ({
    name: names.get(name) ?? name,
    type: "text/javascript",
    content: renamed(text),
  }));
}

/** The style sheets as one, without comments and line breaks. */
async function styles(): Promise<Asset> {
  const sheets = ["radar.css", "product.css"].map((name) =>
    Deno.readTextFile(new URL(name, HERE))
  );
  const content = (await Promise.all(sheets)).join("\n")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s*\n\s*/g, "\n")
    .replace(/\s*([{};])\s*/g, "$1")
    .replace(/;\}/g, "}")
    .trim();
  return { name: `radar-${hashOf(content)}.css`, type: "text/css", content };
}

/** Scripts that are loaded with their view, or never by a page. */
const NOT_PRELOADED =
  /^(chunk|main|explore|pins|groups|plots|board|peers|daemon|gun|api|method_pane|raw_websocket|binary_websocket|sockets|codec|registry)-/;

/**
 * What the peer loads when it needs it: there from the beginning, since then
 * the daemon may be away.
 */
function preloaded(assets: readonly Asset[]): string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    const asset = assets.find((one) => one.name === name);
    if (asset === undefined || found.has(name)) return;
    found.add(name);
    const imports = /(?:from|import)"\.\/([^"]+)"/g;
    for (const [, other] of asset.content.matchAll(imports)) add(other);
  };
  for (const { name } of assets) {
    if (name.endsWith(".js") && !NOT_PRELOADED.test(name)) add(name);
  }
  return [...found].sort();
}

/** Builds everything. */
export async function build(): Promise<Build> {
  const [made, style, page, explorer, icon] = await Promise.all([
    scripts(),
    styles(),
    Deno.readTextFile(new URL("index.html", HERE)),
    Deno.readTextFile(new URL("explore.html", HERE)),
    Deno.readTextFile(new URL("icon.svg", HERE)),
  ]);
  const assets = [
    ...made.sort((a, b) => (a.name < b.name ? -1 : 1)),
    style,
    { name: `icon-${hashOf(icon)}.svg`, type: "image/svg+xml", content: icon },
  ];
  const nameOf = (start: string) =>
    assets.find(({ name }) => name.startsWith(start))?.name ?? "";
  const later = preloaded(assets)
    .map((name) => `<link rel="modulepreload" href="/radar/${name}">\n`);
  const withNames = (html: string) =>
    html.replace("/radar/icon.svg", `/radar/${nameOf("icon-")}`)
      .replace("/radar/radar.css", `/radar/${nameOf("radar-")}`)
      .replace("/radar/main.js", `/radar/${nameOf("main-")}`)
      .replace("/radar/explore.js", `/radar/${nameOf("explore-")}`);
  const index = withNames(page)
    .replace("</head>", `${later.join("")}</head>`);
  const files = new Map([
    ["index.html.txt", index],
    ["explore.html.txt", withNames(explorer)],
  ]);
  for (const { name, content } of assets) files.set(`${name}.txt`, content);
  files.set("assets.ts", listOf(assets));
  return files;
}

function listOf(assets: readonly Asset[]): string {
  const lines = [
    "/**",
    " * What a browser loads of Radar. Written by `deno task radar`.",
    " *",
    " * @module",
    " */",
    "// deno-fmt-ignore-file",
    `import index from "./index.html.txt" with { type: "text" };`,
    `import explorer from "./explore.html.txt" with { type: "text" };`,
    ...assets.map(({ name }, i) =>
      `import asset${i} from "./${name}.txt" with { type: "text" };`
    ),
    "",
    "/** A file that never changes: its name has a hash of its content. */",
    "export interface BuiltAsset {",
    "  readonly name: string;",
    "  /** Its media type. */",
    "  readonly type: string;",
    "  readonly content: string;",
    "}",
    "",
    "/** The page itself, for all addresses below `/radar/`. */",
    "export const INDEX: string = index;",
    "",
    "/** The page that tries the API for HTTP. */",
    "export const EXPLORER: string = explorer;",
    "",
    "/** The files that it loads. */",
    "export const ASSETS: readonly BuiltAsset[] = [",
    ...assets.map(({ name, type }, i) =>
      `  { name: ${JSON.stringify(name)}, type: ${
        JSON.stringify(type)
      }, content: asset${i} },`
    ),
    "];",
    "",
  ];
  return lines.join("\n");
}

/** Folders of built files, and what builds each. */
export const TARGETS: readonly (readonly [URL, () => Promise<Build>])[] = [
  [BUILT, build],
  [new URL("../daemon/http/peer/", HERE), buildPeer],
];

/** The files that are in the repository. */
export async function builtFiles(folder: URL): Promise<Build> {
  const files = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    files.set(name, await Deno.readTextFile(new URL(name, folder)));
  }
  return files;
}

async function write(folder: URL, fresh: Build): Promise<void> {
  const there = await builtFiles(folder).catch(() => new Map<string, string>());
  if (Deno.args.includes("--check")) {
    const same = fresh.size === there.size &&
      [...fresh].every(([name, text]) => there.get(name) === text);
    if (!same) {
      throw new Error(`${folder.pathname} differs: run deno task radar`);
    }
    return;
  }
  await Deno.mkdir(folder, { recursive: true });
  for (const name of there.keys()) {
    if (!fresh.has(name)) await Deno.remove(new URL(name, folder));
  }
  for (const [name, text] of fresh) {
    if (there.get(name) === text) continue;
    await Deno.writeTextFile(new URL(name, folder), text);
  }
}

if (import.meta.main) {
  for (const [folder, make] of TARGETS) await write(folder, await make());
}
