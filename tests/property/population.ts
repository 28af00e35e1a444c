/**
 * What peers at real daemons own, as far as it has been acknowledged.
 *
 * @module
 */
import type { Chance } from "./chance.ts";
import { PATHS, rulesOf } from "./choices.ts";
import { Failure } from "./failure.ts";
import type { Rules } from "./rules.ts";
import { History, type Shown } from "./views.ts";

/** A peer that owns elements. */
export interface PathOwner {
  readonly name: string;
  /** Whether its connection has ended. */
  readonly hasEnded: boolean;
  /** Whether another peer may own its paths. */
  readonly isSuspect: boolean;
  /** Another peer has one of its paths. */
  dispossess(): void;
}

/** An element and its owner. */
export interface Owned extends Shown {
  readonly owner: PathOwner;
}

/** Rules whose operands are the beginning of a path, or all of it. */
const ANCHORED = new Set([
  "equals",
  "equalsNot",
  "equalsOneOf",
  "equalsNotOneOf",
  "startsWith",
  "startsNotWith",
]);
/** Those of them by which nothing else matches. */
const CONFINING = ["equals", "equalsOneOf", "startsWith"];

/**
 * Milliseconds after an answer in which the end of another connection is read that
 * came before it.
 */
const END_MS = 100;

/** Characters of a line of the transcript. */
const MAX_LINE = 250;

/** What the peers of one program share. */
export class Population {
  /** All elements that there are, in no particular order. */
  readonly table: Map<string, Owned> = new Map();
  readonly history: History = new History();
  readonly #prefix: string;
  readonly #transcript: string[] = [];

  /** @param prefix How all paths begin, in lower case: others are not looked at. */
  constructor(prefix = "") {
    this.#prefix = prefix;
  }

  /** Notes what a peer sends or receives, or what becomes of it. */
  note(peer: { readonly name: string }, what: string): void {
    const seconds = (performance.now() / 1000).toFixed(3);
    this.#transcript.push(`${seconds} ${peer.name} ${what}`);
  }

  /** The last lines of the transcript in which one of some texts occurs. */
  transcript(about: readonly string[], lines: number): string[] {
    const isAbout = (line: string) => about.some((text) => line.includes(text));
    return this.#transcript.filter(isAbout).slice(-lines)
      .map((line) => line.slice(0, MAX_LINE));
  }

  /** Rules that all elements satisfy. */
  get everything(): Rules {
    return { path: { startsWith: this.#prefix }, values: [] };
  }

  /** Any path. */
  pathOf(chance: Chance): string {
    return this.#prefix + chance.of(PATHS);
  }

  /** Rules of a fetch, by which nothing matches that begins otherwise. */
  rulesOf(chance: Chance): Rules {
    const rules = rulesOf(chance);
    if (this.#prefix === "") return rules;
    const anchored = (part: string) => this.#prefix + part;
    const path: Record<string, string | readonly string[] | boolean> = {};
    for (const [name, operand] of Object.entries(rules.path ?? {})) {
      path[name] = typeof operand === "boolean" || !ANCHORED.has(name)
        ? operand
        : typeof operand === "string"
        ? anchored(operand)
        : operand.map(anchored);
    }
    if (!CONFINING.some((name) => name in path)) path.startsWith = this.#prefix;
    return { ...rules, path };
  }

  /** The elements of a peer. */
  ownedBy(peer: PathOwner): Owned[] {
    return [...this.table.values()].filter(({ owner }) => owner === peer);
  }

  /** An element, or a new value of it. */
  set(path: string, value: string | undefined, owner: PathOwner): void {
    this.history.note(path, value);
    const json = value === undefined ? value : JSON.parse(value);
    this.table.set(path, { path, value, json, fetchOnly: false, owner });
  }

  /**
   * An add was acknowledged.
   *
   * @throws {Failure} if another peer owns the path, as far as it can know.
   */
  added(path: string, value: string | undefined, owner: PathOwner): void {
    const former = this.table.get(path)?.owner;
    if (former !== undefined && !former.isSuspect) {
      throw new Failure(`${path} has two owners`);
    }
    former?.dispossess();
    this.set(path, value, owner);
  }

  /**
   * A peer did not find what there was when it asked.
   *
   * @throws {Failure} if it was there all the time, and its owner has not lost its
   * connection.
   */
  async notFound(before: Owned | undefined, by: string): Promise<void> {
    if (before?.value === undefined || before.owner.isSuspect) return;
    const { path, owner } = before;
    if (before !== this.table.get(path)) return;
    await new Promise((resolve) => setTimeout(resolve, END_MS));
    if (owner.hasEnded) return;
    throw new Failure(`${path} of ${owner.name} is not found by ${by}`);
  }

  /** A peer is gone, and its elements with it. */
  gone(peer: PathOwner): void {
    for (const { path } of this.ownedBy(peer)) this.table.delete(path);
  }
}
