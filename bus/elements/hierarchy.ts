/**
 * The hierarchy of the paths: a node is made with the first element below it
 * and deleted with the last.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import { type Element, Node } from "./element.ts";
import { AgingMap } from "../../base/aging_map.ts";
import type { Tenure } from "./restriction.ts";
import {
  foundAtOnce,
  MAX_LOOKED_UP,
  MAX_NARROWED,
  type Narrowed,
  type Search,
} from "./search.ts";

const NO_NODES: Node[] = [];

/**
 * Most segments of a path. Each is a node: without a limit one message could
 * make half a million of them.
 */
export const MAX_DEPTH = 128;

/**
 * Nodes in all, beyond which a path is refused that needs more than a few others:
 * elements with paths of 128 segments make 128 times as many nodes.
 */
const MAX_NODES = 1_000_000;
const FEW_NODES = 16;

/** Why a position is not free. */
export type Obstacle =
  | { readonly kind: "pathIsNode" | "parentIsLeaf"; readonly path: string }
  | { readonly kind: "emptySegment" | "tooDeep"; readonly path: string };

/** The rule for separators, as error messages state it. */
export const SEPARATOR_RULE =
  "the separator must be one character, no letter or digit, not + or #";

/** Whether a text is a valid separator of segments. */
export function isSeparator(text: string): boolean {
  return text.length === 1 && !/[\p{L}\p{N}+#"\\]/u.test(text) && text >= " ";
}

/** Options of a {@linkcode Hierarchy}. */
export interface HierarchyOptions {
  /** What separates the segments of a path. */
  readonly separator: string;
  /** Whether a path may be leaf and node at once, and have empty segments. */
  readonly open: boolean;
  /** Nodes beyond which paths are refused that need many; by default a million. */
  readonly maxNodes?: number;
}

/** All nodes, from the root down. */
export class Hierarchy {
  readonly separator: string;
  readonly open: boolean;
  /** The point above all others; its path is "". */
  readonly root: Node = new Node("", null, 0);
  // The parent of the last leaf: often that of the next one too, and comparing
  // is cheaper than cutting the path and looking it up.
  #lastParent: Node = this.root;
  readonly #twoSeparators: string;
  readonly #separatorCode: number;
  // By path, parents before their children.
  readonly #nodes = new AgingMap<Node>();
  readonly #maxNodes: number;
  #lastSerial = 0;

  constructor({ separator, open, maxNodes = MAX_NODES }: HierarchyOptions) {
    this.#maxNodes = maxNodes;
    this.separator = separator;
    this.#twoSeparators = separator + separator;
    this.#separatorCode = separator.charCodeAt(0);
    this.open = open;
  }

  /** Number of nodes, without the root. */
  get size(): number {
    return this.#nodes.size;
  }

  /** Serial number that no node has reached yet. */
  get nextSerial(): number {
    return this.#lastSerial + 1;
  }

  /** All nodes without the root; parents come before their children. */
  nodes(): Iterable<Node> {
    return this.#nodes.values();
  }

  /** The node with this path, or the root for "". */
  get(path: string): Node | undefined {
    return path === "" ? this.root : this.#nodes.get(path);
  }

  /** The path of the node above; "" for the root. */
  parentPath(path: string): string {
    const at = path.lastIndexOf(this.separator);
    return at <= 0 ? "" : path.slice(0, at);
  }

  /**
   * Adds a leaf.
   *
   * @param isLeaf Whether a path is that of a leaf.
   * @returns Why the position is not free; or the nodes whose first element with
   * the leaf's restriction this is, outermost first.
   */
  add(leaf: Element, isLeaf: (path: string) => boolean): Node[] | Obstacle {
    const { path } = leaf;
    const isBesideLast = this.#isBelowLast(path);
    let parent = isBesideLast
      ? this.#lastParent
      : this.get(this.parentPath(path));
    if (!this.open) {
      if (!isBesideLast && this.#hasEmptySegment(path)) {
        return { kind: "emptySegment", path };
      }
      // Above a node are nodes.
      const mayBeNode = parent !== undefined && parent.nodes.size > 0;
      if (mayBeNode && this.#nodes.has(path)) {
        return { kind: "pathIsNode", path };
      }
    }
    if (parent === undefined) {
      const made = this.#make(this.parentPath(path), path, isLeaf);
      if (!(made instanceof Node)) return made;
      parent = made;
    } else if (parent.depth + 1 > MAX_DEPTH) {
      return { kind: "tooDeep", path };
    }
    this.#lastParent = parent;
    parent.addLeaf(leaf);
    if (leaf.signal) parent.signals++;
    leaf.removed = false;
    if (parent.count(leaf.restriction) > 1) return NO_NODES;
    const changed: Node[] = [];
    let node: Node = parent;
    while (node.parent !== null) {
      changed.push(node);
      node = node.parent;
      if (node.count(leaf.restriction) > 1) break;
    }
    return changed.reverse();
  }

  /** The node directly above a path, if it is there. */
  #above(path: string): Node | undefined {
    return this.#isBelowLast(path)
      ? this.#lastParent
      : this.get(this.parentPath(path));
  }

  /**
   * Whether a path is that of the last parent, and one segment more, which is not
   * empty. A method of strings is a call of the engine on Bun, and three of them
   * would be needed: adds to a fresh daemon take 0.97 of the time.
   */
  #isBelowLast(path: string): boolean {
    const above = this.#lastParent.path;
    const separator = this.#separatorCode;
    const { length } = above;
    if (length === 0 || path.length <= length + 1) return false;
    for (let at = path.length - 1; at > length; at--) {
      if (path.charCodeAt(at) === separator) return false;
    }
    if (path.charCodeAt(length) !== separator) return false;
    // Paths mostly differ at their ends.
    for (let at = length - 1; at >= 0; at--) {
      if (path.charCodeAt(at) !== above.charCodeAt(at)) return false;
    }
    return true;
  }

  /** The node directly above; `null`: the root, or what has been removed. */
  parentOf(subject: Element | Node): Node | null {
    if (subject instanceof Node) return subject.parent;
    return subject.removed ? null : this.#above(subject.path) ?? null;
  }

  #hasEmptySegment(path: string): boolean {
    return path === "" || path.endsWith(this.separator) ||
      path.includes(this.#twoSeparators);
  }

  /**
   * Makes a node and those that are missing above it; or returns why that is
   * not possible.
   */
  #make(
    path: string,
    leaf: string,
    isLeaf: (path: string) => boolean,
  ): Node | Obstacle {
    const missing: string[] = [];
    let node = this.get(path);
    while (node === undefined) {
      // Where a node is, no leaf is above it.
      if (!this.open && isLeaf(path)) return { kind: "parentIsLeaf", path };
      missing.push(path);
      if (missing.length >= MAX_DEPTH) return { kind: "tooDeep", path: leaf };
      path = this.parentPath(path);
      node = this.get(path);
    }
    if (
      node.depth + missing.length + 1 > MAX_DEPTH ||
      missing.length > FEW_NODES && this.size + missing.length > this.#maxNodes
    ) {
      return { kind: "tooDeep", path: leaf };
    }
    while (missing.length > 0) {
      const name = missing.pop() ?? "";
      const child: Node = new Node(name, node, ++this.#lastSerial);
      node.addNode(child);
      this.#nodes.add(name, child);
      node = child;
    }
    return node;
  }

  /** Gives a leaf another tenure with the same access. */
  restrict(leaf: Element, tenure: Tenure): void {
    const former = leaf.restriction;
    const { restriction } = tenure;
    leaf.tenure = tenure;
    const parent = this.parentOf(leaf);
    let node = parent;
    while (node !== null && node.count(restriction) === 1) node = node.parent;
    node = parent;
    while (node !== null && node.uncount(former) === 0) node = node.parent;
  }

  /**
   * Removes a leaf.
   *
   * @returns The nodes whose last element with the leaf's restriction this was,
   * innermost first.
   */
  remove(leaf: Element): Node[] {
    let node = this.parentOf(leaf);
    if (node === null) return NO_NODES;
    this.#lastParent = node;
    leaf.removed = true;
    node.leaves.delete(leaf);
    if (leaf.signal) node.signals--;
    if (node.uncount(leaf.restriction) > 0) return NO_NODES;
    const changed: Node[] = [];
    while (node.parent !== null) {
      const { parent }: Node = node;
      changed.push(node);
      if (node.size === 0) {
        parent.nodes.delete(node);
        this.#nodes.delete(node.path);
        if (this.#lastParent === node) this.#lastParent = this.root;
      }
      node = parent;
      if (node.uncount(leaf.restriction) > 0) break;
    }
    return changed;
  }

  /**
   * The nodes whose paths may match, in the order of their making. The rules'
   * exact paths or limit in the hierarchy narrow the search.
   */
  search(paths: PathMatcher): Search<Node> {
    const narrow = paths.folded ? null : this.#narrowed(paths);
    return narrow === null
      ? { candidates: this.#nodes.values(), matched: paths.always }
      : foundAtOnce(narrow);
  }

  /** What may match, where that is not too much to be found at once. */
  #narrowed(paths: PathMatcher): Narrowed<Node> | null {
    const { exact, limit } = paths;
    const found: Node[] = [];
    if (exact !== null) {
      if (exact.length > MAX_LOOKED_UP) return null;
      for (const path of exact) {
        const node = this.#nodes.get(path);
        if (node !== undefined) found.push(node);
      }
      return { found, matched: paths.certain };
    }
    if (limit === null) return null;
    let left = MAX_NARROWED;
    this.visitBelow(limit.below, limit.depth, (node) => {
      found.push(node);
      return --left > 0;
    }, null);
    return left > 0 ? { found, matched: false } : null;
  }

  /**
   * Visits everything below a node, parents before their children, without
   * recursion, until a visitor returns `false`.
   *
   * @param depth How many levels down; 1 is the children only.
   */
  visitBelow(
    path: string,
    depth: number,
    visitNode: ((node: Node) => unknown) | null,
    visitLeaf: ((leaf: Element) => unknown) | null,
  ): void {
    const top = this.get(path);
    if (top !== undefined) {
      this.#visitLevels([top], depth, visitNode, visitLeaf);
    }
  }

  /**
   * Visits everything whose path begins with a prefix, and all that is below, in
   * no certain order, until a visitor returns `false`.
   */
  visitUnder(
    prefix: string,
    visitNode: (node: Node) => unknown,
    visitLeaf: (leaf: Element) => unknown,
  ): void {
    // What follows the last separator is the beginning of one segment.
    const parent = this.get(this.parentPath(prefix));
    if (parent === undefined) return;
    let goesOn = true;
    parent.leaves.visitUnder(
      prefix,
      (leaf) => goesOn = visitLeaf(leaf) !== false,
    );
    const nodes: Node[] = [];
    if (goesOn) {
      parent.nodes.visitUnder(prefix, (node) => {
        nodes.push(node);
        return goesOn = visitNode(node) !== false;
      });
    }
    if (goesOn) this.#visitLevels(nodes, Infinity, visitNode, visitLeaf);
  }

  #visitLevels(
    top: Node[],
    depth: number,
    visitNode: ((node: Node) => unknown) | null,
    visitLeaf: ((leaf: Element) => unknown) | null,
  ): void {
    let level = top;
    for (let down = 1; down <= depth && level.length > 0; down++) {
      const next: Node[] = [];
      for (const node of level) {
        if (visitLeaf !== null) {
          for (const leaf of node.leaves.items()) {
            if (visitLeaf(leaf) === false) return;
          }
        }
        for (const child of node.nodes.items()) {
          if (visitNode?.(child) === false) return;
          next.push(child);
        }
      }
      level = next;
    }
  }
}
