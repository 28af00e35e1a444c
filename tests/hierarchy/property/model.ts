/**
 * What is there, and who sees it: as plain as it can be said.
 *
 * @module
 */
import { ancestors, levels } from "../naive.ts";
import type { TestPeer } from "./peer.ts";
import { nameOf, type Shown, type View } from "./view.ts";

/** A state or a method. */
export interface Leaf {
  readonly path: string;
  readonly owner: TestPeer;
  /** `undefined` for a method. */
  value: number | undefined;
  /** The group that sees it; `null`: everybody does. */
  readonly group: string | null;
}

/** Why a position is not free, and the path that is in the way. */
export type Refusal = readonly [reason: string, path: string];

/** All leaves, in the order of their coming. */
export class Model {
  readonly leaves: Map<string, Leaf> = new Map();
  readonly #open: boolean;

  constructor(open: boolean) {
    this.#open = open;
  }

  /** Why a leaf can't be put at a path. */
  refusal(path: string): Refusal | null {
    if (this.leaves.has(path)) return ["pathAlreadyExists", path];
    if (this.#open) return null;
    if (path.split("/").slice(1).includes("") || path === "") {
      return ["emptySegment", path];
    }
    if (this.nodes([...this.leaves.values()]).has(path)) {
      return ["pathIsNode", path];
    }
    for (const above of ancestors(path)) {
      if (this.leaves.has(above)) return ["parentIsLeaf", above];
    }
    return null;
  }

  /** The nodes above some leaves. */
  nodes(leaves: readonly Leaf[]): Set<string> {
    return new Set(leaves.flatMap(({ path }) => ancestors(path)));
  }

  /** The leaves that a peer sees. */
  visible(peer: TestPeer): Leaf[] {
    const groups = peer.session.user?.rights.fetchGroups ?? [];
    return [...this.leaves.values()].filter(({ owner, group }) =>
      group === null || owner === peer || groups.includes(group)
    );
  }

  /** What a fetch has to show to its peer. */
  shown(peer: TestPeer, { rules, kinds }: View): Shown {
    const shown = new Map<string, unknown>();
    const leaves = this.visible(peer);
    for (const { path, value } of leaves) {
      if (!kinds.includes(value === undefined ? "method" : "state")) continue;
      if (!rules.path(path)) continue;
      if (rules.value && (value === undefined || !rules.value(value))) continue;
      shown.set(nameOf(false, path), value);
    }
    if (!kinds.includes("node") || rules.value !== null) return shown;
    for (const path of this.nodes(leaves)) {
      if (rules.path(path)) shown.set(nameOf(true, path), undefined);
    }
    return shown;
  }

  /** What a list of a path has to tell to a peer; `null`: nothing is there. */
  children(peer: TestPeer, path: string): Map<string, unknown> | null {
    const leaves = this.visible(peer);
    const nodes = this.nodes(leaves);
    if (path !== "" && !nodes.has(path)) return null;
    const isChild = (one: string) =>
      one === "" ? path === "" : levels(path, one) === 1;
    const children = new Map<string, unknown>();
    for (const node of nodes) {
      if (!isChild(node)) continue;
      const below = this.children(peer, node)?.size;
      children.set(nameOf(true, node), below);
    }
    for (const leaf of leaves) {
      if (isChild(leaf.path)) {
        children.set(nameOf(false, leaf.path), leaf.value ?? "method");
      }
    }
    return children;
  }
}
