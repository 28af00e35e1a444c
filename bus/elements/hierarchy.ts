/**
 * The hierarchy of the paths: nodes that come as soon as something is below
 * them, and go when nothing is left.
 *
 * @module
 */
import type { Entry } from "../../protocol/dialect.ts";
import { ValueType } from "../../protocol/values/types.ts";
import type { Element } from "./element.ts";
import type { Guard } from "./guard.ts";

const NOTHING = new Uint8Array(0);
const NO_NODES: Node[] = [];

/**
 * Most segments of a path. Each is a node: without a limit one message could
 * make half a million of them.
 */
export const MAX_DEPTH = 1000;

/**
 * An inner point of the hierarchy. It has no owner and no value; it counts for
 * whom something is below it.
 */
export class Node implements Entry {
  readonly path: string;
  /** The node above; `null` for the root. */
  readonly parent: Node | null;
  /** Number of segments of the path. */
  readonly depth: number;
  /** Nodes directly below, by their paths. */
  readonly nodes: Map<string, Node> = new Map();
  /** States and methods directly below. */
  readonly leaves: Set<Element> = new Set();
  /** Number of children under which there is something for everybody. */
  #open = 0;
  /** The same for what is only for some. */
  #guarded: Map<Guard, number> | null = null;

  constructor(path: string, parent: Node | null) {
    this.path = path;
    this.parent = parent;
    this.depth = parent === null ? 0 : parent.depth + 1;
  }

  get bytes(): Uint8Array {
    return NOTHING;
  }

  get start(): number {
    return 0;
  }

  get end(): number {
    return 0;
  }

  get method(): boolean {
    return true;
  }

  get node(): boolean {
    return true;
  }

  get type(): number {
    return ValueType.none;
  }

  /** Number of children. */
  get size(): number {
    return this.nodes.size + this.leaves.size;
  }

  /** Whether there is anything below that not everybody may see. */
  get guarded(): boolean {
    return this.#guarded !== null;
  }

  /**
   * Whether somebody sees anything below.
   *
   * @param sees Whether that one sees what is behind a guard.
   * @param except A guard to leave out; `null` for what everybody sees.
   */
  visible(sees: (guard: Guard) => boolean, except?: Guard | null): boolean {
    if (this.#open > 0 && except !== null) return true;
    if (this.#guarded === null) return false;
    for (const guard of this.#guarded.keys()) {
      if (guard !== except && sees(guard)) return true;
    }
    return false;
  }

  /** One child more with something behind this guard; the number of them. */
  count(guard: Guard | null): number {
    if (guard === null) return ++this.#open;
    this.#guarded ??= new Map();
    const count = (this.#guarded.get(guard) ?? 0) + 1;
    this.#guarded.set(guard, count);
    return count;
  }

  /** One child less; the number of those that are left. */
  uncount(guard: Guard | null): number {
    if (guard === null || this.#guarded === null) return --this.#open;
    const count = (this.#guarded.get(guard) ?? 1) - 1;
    if (count > 0) this.#guarded.set(guard, count);
    else {
      this.#guarded.delete(guard);
      if (this.#guarded.size === 0) this.#guarded = null;
    }
    return count;
  }
}

/** Why a position is not free. */
export type Obstacle =
  | { readonly kind: "pathIsNode" | "parentIsLeaf"; readonly path: string }
  | { readonly kind: "emptySegment" | "tooDeep"; readonly path: string };

/** What a separator has to be. */
export const SEPARATOR_RULE =
  "the separator must be one character, no letter or digit, not + or #";

/** Whether a text can separate segments, and nothing else be meant by it. */
export function isSeparator(text: string): boolean {
  return text.length === 1 && !/[\p{L}\p{N}+#"\\]/u.test(text) && text >= " ";
}

/** How a hierarchy is made. */
export interface HierarchyOptions {
  /** What separates the segments of a path. */
  readonly separator: string;
  /** Whether a path may be leaf and node at once, and have empty segments. */
  readonly open: boolean;
}

/** All nodes, from the root down. */
export class Hierarchy {
  readonly separator: string;
  readonly open: boolean;
  /** The point above all others; its path is "". */
  readonly root: Node = new Node("", null);
  // Where the last leaf was put: the next one often comes to the same place,
  // and comparing with it is cheaper than cutting the path and looking it up.
  #lastParent: Node = this.root;
  readonly #twoSeparators: string;
  // By path, parents before their children.
  readonly #nodes = new Map<string, Node>();

  constructor({ separator, open }: HierarchyOptions) {
    this.separator = separator;
    this.#twoSeparators = separator + separator;
    this.open = open;
  }

  /** Number of nodes, without the root. */
  get size(): number {
    return this.#nodes.size;
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
   * Puts a leaf into its place.
   *
   * @param isLeaf Whether a path is that of a leaf.
   * @returns What is in the way; or the nodes under which there is now
   * something behind the leaf's guard where there was nothing, from the
   * outermost to the innermost.
   */
  add(leaf: Element, isLeaf: (path: string) => boolean): Node[] | Obstacle {
    const { path } = leaf;
    let parent: Node | undefined = this.#lastParent;
    let above = parent.path;
    if (
      path.lastIndexOf(this.separator) !== above.length ||
      !path.startsWith(above) || above === ""
    ) {
      above = this.parentPath(path);
      parent = this.get(above);
    }
    if (!this.open) {
      if (this.#hasEmptySegment(path)) return { kind: "emptySegment", path };
      if (this.#nodes.has(path)) return { kind: "pathIsNode", path };
    }
    if (parent === undefined) {
      const made = this.#make(above, path, isLeaf);
      if (!(made instanceof Node)) return made;
      parent = made;
    } else if (parent.depth + 1 > MAX_DEPTH) {
      return { kind: "tooDeep", path };
    }
    this.#lastParent = parent;
    parent.leaves.add(leaf);
    leaf.parent = parent;
    if (parent.count(leaf.guard) > 1) return NO_NODES;
    const changed: Node[] = [];
    let node: Node = parent;
    while (node.parent !== null) {
      changed.push(node);
      node = node.parent;
      if (node.count(leaf.guard) > 1) break;
    }
    return changed.reverse();
  }

  #hasEmptySegment(path: string): boolean {
    return path === "" || path.endsWith(this.separator) ||
      path.includes(this.#twoSeparators);
  }

  /**
   * The node with a path that is not there yet, made with all that are missing
   * above it; or what is in the way.
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
    if (node.depth + missing.length + 1 > MAX_DEPTH) {
      return { kind: "tooDeep", path: leaf };
    }
    while (missing.length > 0) {
      const name = missing.pop() ?? "";
      const child: Node = new Node(name, node);
      node.nodes.set(name, child);
      this.#nodes.set(name, child);
      node = child;
    }
    return node;
  }

  /**
   * Takes a leaf out.
   *
   * @returns The nodes under which nothing is left behind the leaf's guard,
   * from the innermost to the outermost.
   */
  remove(leaf: Element): Node[] {
    let node = leaf.parent;
    if (node === null) return NO_NODES;
    node.leaves.delete(leaf);
    leaf.parent = null;
    if (node.uncount(leaf.guard) > 0) return NO_NODES;
    const changed: Node[] = [];
    while (node.parent !== null) {
      const { parent }: Node = node;
      changed.push(node);
      if (node.size === 0) {
        parent.nodes.delete(node.path);
        this.#nodes.delete(node.path);
        if (this.#lastParent === node) this.#lastParent = this.root;
      }
      node = parent;
      if (node.uncount(leaf.guard) > 0) break;
    }
    return changed;
  }

  /**
   * Visits everything below a node, parents before their children, without
   * recursion.
   *
   * @param depth How many levels down; 1 is the children only.
   */
  visitBelow(
    path: string,
    depth: number,
    visitNode: (node: Node) => void,
    visitLeaf: (leaf: Element) => void,
  ): void {
    const top = this.get(path);
    if (top === undefined || depth < 1) return;
    let level: Node[] = [top];
    for (let down = 1; down <= depth && level.length > 0; down++) {
      const next: Node[] = [];
      for (const node of level) {
        for (const leaf of node.leaves) visitLeaf(leaf);
        for (const child of node.nodes.values()) {
          visitNode(child);
          next.push(child);
        }
      }
      level = next;
    }
  }
}
