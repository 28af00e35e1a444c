/**
 * The children of nodes, from daemons that have a `list` and from those that
 * have none.
 *
 * @module
 */
import {
  type AskedRules,
  type Child,
  ConnectionClosed,
  type ElementKind,
  NotFound,
  type Peer,
} from "../../peer.ts";

import { leavesOf } from "./asked.ts";

/** As much of a peer as is needed here. */
export type Browser = Pick<Peer, "list" | "children" | "get" | "daemon">;

/** Gives the children of a node, by their names. */
export interface Branches {
  /** @throws {NotFound} if there is no such node. */
  children(path: string): Promise<Child[]>;
}

/**
 * The hierarchy at a daemon.
 *
 * @param root Where the caller begins: nothing else is asked for.
 * @param asked What is wanted beside the values.
 */
export async function branchesOf(
  peer: Browser,
  root: string,
  asked: AskedRules = {},
): Promise<Branches> {
  try {
    await peer.list(root, { limit: 0 });
  } catch (error) {
    if (error instanceof NotFound || error instanceof ConnectionClosed) {
      throw error;
    }
    return await branchesOfPaths(peer, root, asked);
  }
  const leaves = leavesOf(peer);
  const type: ElementKind[] | undefined = leaves && ["node", ...leaves];
  return {
    async children(path) {
      const children: Child[] = [];
      const wanted = { values: true, type, ...asked };
      for await (const child of peer.children(path, wanted)) {
        children.push(child);
      }
      return children.sort(byName);
    },
  };
}

/** For daemons without `list`: nodes are derived from the paths. */
async function branchesOfPaths(
  peer: Browser,
  root: string,
  asked: AskedRules,
): Promise<Branches> {
  const prefix = root === "" ? "" : `${root}/`;
  const entries = await peer.get({ path: { startsWith: prefix }, ...asked });
  if (entries.length === 0) throw new NotFound(root);
  const names = new Map<string, Map<string, Child>>();
  const childrenOf = (path: string) => {
    const children = names.get(path) ?? new Map<string, Child>();
    names.set(path, children);
    return children;
  };
  for (const entry of entries) {
    if (entry.type === "node") continue;
    let above = root;
    const segments = entry.path.slice(prefix.length).split("/");
    for (const [at, name] of segments.entries()) {
      const isLeaf = at === segments.length - 1;
      const path = above === "" ? name : `${above}/${name}`;
      // A slash marks nodes: they can have the name of a leaf there.
      const key = isLeaf ? name : `${name}/`;
      const child: Child = !isLeaf
        ? { name, path, type: "node", children: 0 }
        : entry.type === "state"
        ? { name, path: entry.path, type: "state", value: entry.value }
        : { name, path: entry.path, type: "method" };
      const siblings = childrenOf(above);
      if (!siblings.has(key)) siblings.set(key, child);
      above = path;
    }
  }
  return {
    children(path) {
      const children = [...childrenOf(path).values()].map((child) =>
        child.type === "node"
          ? { ...child, children: childrenOf(child.path).size }
          : child
      );
      return Promise.resolve(children.sort(byName));
    },
  };
}

// Numbers in names count as such: channel2 before channel10.
const { compare } = new Intl.Collator("en", { numeric: true });

function byName(one: Child, other: Child): number {
  return compare(one.name, other.name);
}
