/**
 * A bus and peers that do whatever chance wants.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Bus } from "../../../bus/bus.ts";
import { Dialects } from "../../../protocol/dialects/detect.ts";
import { PathMatcher } from "../../../protocol/rules/rules.ts";
import { VirtualClock } from "../../../testing/clock.ts";
import { seededRandom } from "../../support/seeded_random.ts";
import { asRecord } from "../../support/client.ts";
import { ancestors } from "../naive.ts";
import { Model } from "./model.ts";
import { type Check, refused, TestPeer, worked } from "./peer.ts";
import { RULES } from "./rules.ts";
import { nameOf } from "./view.ts";

const GROUPS = ["x", "y"];
const PEERS = 4;
const STEPS = 120;

/** One run of the property test. */
export class World {
  /** The steps so far, for the report of a failure. */
  readonly log: string[] = [];
  readonly #random: () => number;
  readonly #open: boolean;
  readonly #bus: Bus;
  readonly #dialects = new Dialects();
  readonly #model: Model;
  readonly #clock = new VirtualClock();
  readonly #peers: TestPeer[] = [];
  #names = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#open = seed % 3 === 0;
    this.#model = new Model(this.#open);
    this.#bus = new Bus({
      info: {
        name: "property",
        version: "0",
        authentication: true,
        separator: "/",
        maxMessage: 1 << 20,
      },
      timeout: 5,
      softBacklog: 300,
      hardBacklog: Infinity,
      // The model does not know it.
      stallTimeout: 1_000_000,
      slice: seed % 2 === 0 ? 1_000 : undefined,
      clock: this.#clock,
      accessControl: true,
      openHierarchy: this.#open,
      onError: (_session, error) => {
        throw error;
      },
    });
  }

  /** Lets everything happen; in the end all leave. */
  run(): void {
    while (this.#peers.length < PEERS) this.#connect();
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      for (const { link } of this.#peers) link.readUntilResumed(this.#clock);
      this.#check(step % 10 === 0);
    }
    for (const { link } of this.#peers) {
      while (link.waits) link.drain(Infinity, true);
      this.#clock.settle();
    }
    this.#check(true);
    for (const peer of this.#peers) peer.mustBeAnswered();
    while (this.#peers.length > 0) {
      this.#leave(this.#pick(this.#peers));
      this.#check(true);
    }
    this.#mustBeEmpty();
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)];
  }

  #path(): string {
    const names = this.#open
      ? ["a", "b", "c", "A", ""]
      : ["a", "b", "c", "a", "b", "c", "a", "b", "c", "A", ""];
    const count = this.#pick([1, 2, 2, 3, 3, 3, 4, 5]);
    const path = Array.from({ length: count }, () => this.#pick(names));
    return path.join("/");
  }

  /** A path at which there is something, mostly. */
  #known(): string {
    const paths = [...this.#model.leaves.keys()];
    if (paths.length === 0 || this.#random() < 0.1) return this.#path();
    const path = this.#pick(paths);
    return this.#pick([path, ...ancestors(path)]);
  }

  #say(peer: TestPeer, method: string, params: unknown, check: Check): void {
    this.log.push(`${this.#nameOf(peer)} ${method} ${JSON.stringify(params)}`);
    // What is refused is looked at in the form of one language only.
    peer.ask(method, params, check);
  }

  #nameOf(peer: TestPeer): string {
    return `${this.#peers.indexOf(peer)}${peer.link.slow ? "~" : ""}`;
  }

  #step(): void {
    const peer = this.#pick(this.#peers);
    const dice = this.#random();
    if (dice < 0.35) this.#add(peer);
    else if (dice < 0.47) this.#remove(peer);
    else if (dice < 0.53) this.#removeBelow(peer);
    else if (dice < 0.6) this.#change(peer);
    else if (dice < 0.64) this.#changeBelow(peer);
    else if (dice < 0.72) this.#login(peer);
    else if (dice < 0.82) this.#fetch(peer);
    else if (dice < 0.85) this.#unfetch(peer);
    else if (dice < 0.92) this.#list(peer);
    else if (dice < 0.97) this.#drain(peer);
    else {
      this.#leave(peer);
      this.#connect();
    }
  }

  #drain(peer: TestPeer): void {
    const count = 1 + Math.floor(this.#random() * 9);
    this.log.push(`${this.#nameOf(peer)} takes ${count}`);
    peer.link.drain(count, this.#random() < 0.5);
  }

  #connect(): void {
    const language = this.#pick(["classic", "classic", "cjet", "v3"] as const);
    const slow = this.#random() < 0.3;
    const peer = new TestPeer(this.#bus, this.#dialects, language, slow);
    this.#peers.push(peer);
    this.log.push(`${this.#nameOf(peer)} connects, ${language}`);
    this.#fetch(peer);
  }

  #leave(peer: TestPeer): void {
    this.log.push(`${this.#nameOf(peer)} leaves`);
    for (const { path, owner } of [...this.#model.leaves.values()]) {
      if (owner === peer) this.#model.leaves.delete(path);
    }
    this.#peers.splice(this.#peers.indexOf(peer), 1);
    peer.link.lose();
    this.#clock.settle();
  }

  #add(peer: TestPeer): void {
    const path = this.#path();
    const group = this.#pick([null, null, ...GROUPS]);
    const value = this.#pick([undefined, 1, 3, 5, 7]);
    const refusal = this.#model.refusal(path);
    if (refusal === null) {
      this.#model.leaves.set(path, { path, owner: peer, value, group });
    }
    const access = group === null ? undefined : { fetchGroups: [group] };
    this.#say(
      peer,
      "add",
      { path, value, access },
      this.#outcome(peer, refusal),
    );
  }

  #outcome(
    peer: TestPeer,
    refusal: readonly [reason: string, path: string] | null,
  ): Check {
    if (refusal === null) return worked;
    if (peer.language === "classic") return refused(...refusal);
    return (answer) => assert("error" in answer, JSON.stringify(answer));
  }

  #remove(peer: TestPeer): void {
    const path = this.#known();
    const owner = this.#model.leaves.get(path)?.owner;
    if (owner === peer) this.#model.leaves.delete(path);
    this.#say(peer, "remove", { path }, this.#asOwner(peer, owner, path));
  }

  #asOwner(
    peer: TestPeer,
    owner: TestPeer | undefined,
    path: string,
  ): Check {
    if (owner === peer) return worked;
    // What a peer may not see does not exist for it.
    const isSeen = this.#model.visible(peer).some((leaf) => leaf.path === path);
    const reason = isSeen ? "foreignPath" : "pathNotExists";
    return this.#outcome(peer, [reason, path]);
  }

  #removeBelow(peer: TestPeer): void {
    const below = this.#random() < 0.1 ? "" : this.#known();
    const own = [...this.#model.leaves.values()].filter(({ path, owner }) =>
      owner === peer &&
      (below === "" || path === below || ancestors(path).includes(below))
    );
    for (const { path } of own) this.#model.leaves.delete(path);
    const refusal = own.length > 0 ? null : ["pathNotExists", below] as const;
    this.#say(peer, "remove", { below }, this.#outcome(peer, refusal));
  }

  #change(peer: TestPeer): void {
    const path = this.#known();
    const leaf = this.#model.leaves.get(path);
    const value = this.#pick([1, 3, 5, 7]);
    const isState = leaf !== undefined && leaf.value !== undefined;
    const check = leaf?.owner === peer && !isState
      ? this.#outcome(peer, ["pathIsNotState", path])
      : this.#asOwner(peer, leaf?.owner, path);
    if (leaf?.owner === peer && isState) leaf.value = value;
    this.#say(peer, "change", { path, value }, check);
  }

  #changeBelow(peer: TestPeer): void {
    const below = this.#random() < 0.1 ? "" : this.#known();
    const prefix = below === "" ? "" : `${below}/`;
    const value = this.#pick([1, 3, 5, 7]);
    const states = [...this.#model.leaves.values()].filter((leaf) =>
      leaf.owner === peer && leaf.value !== undefined &&
      (below === "" || ancestors(leaf.path).includes(below))
    );
    const names = states.map(({ path }) => path.slice(prefix.length));
    const values = Object.fromEntries(names.map((name) => [name, value]));
    const spoilt = this.#random() < 0.3;
    if (spoilt) values.unknown = value;
    else for (const state of states) state.value = value;
    const path = `${prefix}unknown`;
    this.#say(
      peer,
      "change",
      { below, values },
      this.#outcome(peer, spoilt ? ["pathNotExists", path] : null),
    );
  }

  #login(peer: TestPeer): void {
    const fetchGroups = this.#pick([[], ["x"], ["y"], ["x", "y"]]);
    const rights = { fetchGroups, setGroups: [], callGroups: [] };
    this.log.push(`${this.#nameOf(peer)} logs in: ${fetchGroups}`);
    peer.session.login(
      this.#random() < 0.2
        ? null
        : { name: `user${++this.#names}`, admin: false, rights },
    );
  }

  #fetch(peer: TestPeer): void {
    const rules = this.#pick(RULES);
    this.log.push(
      `${this.#nameOf(peer)} fetch ${JSON.stringify(rules.params)}`,
    );
    peer.fetch(rules);
  }

  #unfetch(peer: TestPeer): void {
    this.log.push(`${this.#nameOf(peer)} unfetch`);
    peer.unfetch();
  }

  #list(peer: TestPeer): void {
    const path = this.#random() < 0.2 ? "" : this.#known();
    const expected = this.#model.children(peer, path);
    this.#say(peer, "list", { path, values: true }, (answer) => {
      if (expected === null) {
        return this.#outcome(peer, ["pathNotExists", path])(answer);
      }
      const { n, children } = asRecord(answer.result);
      if (!Array.isArray(children)) throw new TypeError("no children");
      const seen = new Map<string, unknown>();
      for (const child of children) {
        const { path, type, value, children } = asRecord(child);
        seen.set(
          nameOf(type === "node", String(path)),
          type === "node" ? children : type === "method" ? type : value,
        );
      }
      assertEquals(seen, expected);
      assertEquals(n, expected.size);
    });
  }

  /** Looks at everything that can be seen. */
  #check(all: boolean): void {
    for (const peer of this.#peers) {
      if (peer.failure !== undefined) throw peer.failure;
      assert(!peer.link.closing, peer.link.reason);
      if (peer.link.waits) continue;
      for (const view of peer.views.values()) {
        view.mustShow(this.#model.shown(peer, view));
      }
    }
    const { elements, hierarchy } = this.#bus.space;
    const leaves = [...this.#model.leaves.values()];
    assertEquals(elements.byPath.size, leaves.length);
    const nodes = this.#model.nodes(leaves);
    assertEquals(hierarchy.size, nodes.size);
    if (!all) return;
    const found = [...hierarchy.nodes()].map(({ path }) => path);
    assertEquals(new Set(found), nodes);
    for (const [at, path] of found.entries()) {
      const above = ancestors(path).at(-1);
      assert(above === undefined || found.indexOf(above) < at);
    }
    this.#mustBeFound();
  }

  /** Fails unless all ways to find leaves find the same. */
  #mustBeFound(): void {
    const leaves = [...this.#model.leaves.keys()];
    const { elements } = this.#bus.space;
    for (const { params, path } of RULES) {
      const { below, depth } = params;
      const rules = new PathMatcher({
        ...asRecord(params.path ?? {}),
        below: typeof below === "string" ? below : undefined,
        depth: typeof depth === "number" ? depth : undefined,
      }, "/");
      assertEquals(
        elements.matching(rules).map((element) => element.path),
        leaves.filter(path),
        JSON.stringify(params),
      );
    }
  }

  #mustBeEmpty(): void {
    const { space, sessions } = this.#bus;
    const { elements, hierarchy, fetches, restricted } = space;
    assertEquals(elements.byPath.size, 0);
    assertEquals(hierarchy.size, 0);
    assertEquals([...hierarchy.nodes()], []);
    assertEquals(hierarchy.root.size, 0);
    assertEquals(hierarchy.root.restricted, false);
    assertEquals(hierarchy.root.visible(() => true), false);
    assertEquals(fetches.ofNodes, []);
    assertEquals(restricted.size, 0);
    assertEquals(sessions.size, 0);
  }
}
