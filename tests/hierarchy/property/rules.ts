/**
 * The fetches of the property test: as they are asked for, and what they mean.
 *
 * @module
 */
import { levels, matches } from "../naive.ts";

/** What can be below a path, or be a path. */
export type Kind = "node" | "state" | "method";

/** A fetch, and the elements it matches. */
export interface Rules {
  /** Parameters without the id. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The same as a 3.x peer says it, if that is another. */
  readonly v3?: Readonly<Record<string, unknown>>;
  /** Kinds that it asks for; `null`: the dialect's default. */
  readonly kinds: readonly Kind[] | null;
  /** Whether a path matches. */
  readonly path: (path: string) => boolean;
  /** Whether a state's value matches; `null`: everything does. */
  readonly value: ((value: number) => boolean) | null;
}

const ALL: readonly Kind[] = ["node", "state", "method"];

const NODES = { nodes: true };

/** Fetches to choose from. */
export const RULES: readonly Rules[] = [
  { params: NODES, kinds: ALL, path: () => true, value: null },
  { params: NODES, kinds: ALL, path: () => true, value: null },
  { params: { path: {} }, kinds: null, path: () => true, value: null },
  {
    params: { type: ["node"] },
    kinds: ["node"],
    path: () => true,
    value: null,
  },
  {
    params: { type: ["node", "method"] },
    kinds: ["node", "method"],
    path: () => true,
    value: null,
  },
  {
    params: { ...NODES, path: { startsWith: "a/" } },
    kinds: ALL,
    path: (path) => path.startsWith("a/"),
    value: null,
  },
  {
    params: { ...NODES, path: { equalsOneOf: ["a", "a/b", "a/b/c"] } },
    kinds: ALL,
    path: (path) => ["a", "a/b", "a/b/c"].includes(path),
    value: null,
  },
  {
    params: { ...NODES, path: { endsWith: "b" } },
    kinds: ALL,
    path: (path) => path.endsWith("b"),
    value: null,
  },
  {
    params: { ...NODES, below: "", depth: 1 },
    kinds: ALL,
    path: (path) => levels("", path) === 1,
    value: null,
  },
  {
    params: { ...NODES, below: "a", depth: 2 },
    kinds: ALL,
    path: (path) => levels("a", path) === 1 || levels("a", path) === 2,
    value: null,
  },
  {
    params: { ...NODES, below: "a/b" },
    kinds: ALL,
    path: (path) => levels("a/b", path) > 0,
    value: null,
  },
  {
    params: {
      ...NODES,
      below: "A",
      depth: 1,
      path: { caseInsensitive: true },
    },
    kinds: ALL,
    path: (path) => levels("a", path.toLowerCase()) === 1,
    value: null,
  },
  {
    params: { below: "b", depth: 2 },
    kinds: null,
    path: (path) => levels("b", path) === 1 || levels("b", path) === 2,
    value: null,
  },
  ...["a/#", "+/b", "+/+/c", "a/+/#", "/+/#"].map((pattern): Rules => ({
    params: { ...NODES, path: { matches: pattern } },
    kinds: ALL,
    path: (path) => matches(pattern, path),
    value: null,
  })),
  {
    params: { ...NODES, value: { greaterThan: 4 } },
    v3: { ...NODES, value: { "": { operator: "greaterThan", value: 4 } } },
    kinds: ALL,
    path: () => true,
    value: (value) => value > 4,
  },
];
