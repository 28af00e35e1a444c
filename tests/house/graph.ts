/**
 * The import graph of the product, as `deno info` sees it: types and dynamic
 * imports count.
 */
import { ROOT } from "../support/runtimes.ts";

/** Files that are started or imported by programs, workers included. */
export const ENTRY_POINTS = [
  "mod.ts",
  "daemon.ts",
  "peer.ts",
  "peer_sync.ts",
  "peer_sync/worker/worker.ts",
  "testing.ts",
  "cli.ts",
  "gun.ts",
  "gun/store/worker.ts",
  "daemon/kept/worker.ts",
];

/** Files of the product, each with the files that it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

interface Resolved {
  specifier?: string;
}
interface Module {
  specifier: string;
  dependencies?: { code?: Resolved; type?: Resolved; isDynamic?: boolean }[];
}

/** Reads the graph of the modules that the {@linkcode ENTRY_POINTS} load. */
export async function readGraph(): Promise<Graph> {
  const graph = new Map<string, Set<string>>();
  for (const entry of ENTRY_POINTS) {
    for (const { specifier, dependencies = [] } of await modules(entry)) {
      const file = pathOf(specifier);
      if (file === undefined) continue;
      const imports = graph.get(file) ?? new Set();
      graph.set(file, imports);
      for (const { code, type } of dependencies) {
        for (const resolved of [code, type]) {
          const target = resolved?.specifier &&
            pathOf(resolved.specifier);
          if (target) imports.add(target);
        }
      }
    }
  }
  return graph;
}

/** What programs load before their first line runs; types do not count. */
export async function loadedAtStart(...entries: string[]): Promise<string[]> {
  const loaded = new Set(entries.map((entry) => `file://${ROOT}${entry}`));
  const byUrl = new Map<string, Module>();
  for (const entry of entries) {
    for (const module of await modules(entry)) {
      byUrl.set(module.specifier, module);
    }
  }
  for (const url of loaded) {
    for (const { code, isDynamic } of byUrl.get(url)?.dependencies ?? []) {
      if (code?.specifier && !isDynamic) loaded.add(code.specifier);
    }
  }
  return [...loaded].map((url) => pathOf(url) ?? url);
}

async function modules(entry: string): Promise<Module[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ROOT + entry],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)).modules;
}

/** The path within the checkout; `undefined` for a module from elsewhere. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = decodeURIComponent(new URL(url).pathname);
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : undefined;
}

/** The folder of a file; "" at the top level. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

/** The same graph between folders; imports within a folder are left out. */
export function folderGraph(graph: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, imports] of graph) {
    const from = folderOf(file);
    if (from === "") continue;
    const targets = folders.get(from) ?? new Set();
    folders.set(from, targets);
    for (const target of imports) {
      const to = folderOf(target);
      if (to !== from && to !== "") targets.add(to);
    }
  }
  return folders;
}

/**
 * Finds circles: each set of nodes that reach each other (the strongly
 * connected components of more than one node, by Tarjan's algorithm), sorted.
 */
export function circles(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  function visit(node: string): number {
    let low = order.size;
    const own = low;
    order.set(node, own);
    stack.push(node);
    for (const target of graph.get(node) ?? []) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (stack.includes(target)) {
        low = Math.min(low, order.get(target) ?? low);
      }
    }
    if (low === own) {
      const members = stack.splice(stack.indexOf(node));
      if (members.length > 1) found.push(members.sort());
    }
    return low;
  }

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found.sort((a, b) => b.length - a.length);
}
