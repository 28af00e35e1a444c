import { assert, assertEquals } from "@std/assert";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { asRecord } from "../../tests/support/client.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";
import { ProgramLink } from "../../tests/property/link.ts";
import { View } from "../../tests/hierarchy/property/view.ts";
import { TurnClock } from "../../tests/support/turn_clock.ts";
import { Bus } from "../bus.ts";
import type { Session } from "../sessions/session.ts";

const ROUNDS = Deno.env.get("JET_TEST_ALL") ? 150 : 75;
const STEPS = 150;
const GROUPS = [[], ["x"], ["y"], ["x", "y"]];
const PATHS = ["a", "b", "a/b", "b/a"].flatMap((above) =>
  ["1", "2", "3"].map((name) => `n/${above}/${name}`)
);
const LAST_ROW = 4;
const ALL = { path: () => true, value: null, params: {}, kinds: null };

const encoder = new TextEncoder();

interface Leaf {
  readonly value: number;
  /** `undefined`: everybody may read it. */
  readonly groups: readonly string[] | undefined;
}

/** A peer that fetches in several ways. */
class Fetcher {
  readonly link: ProgramLink;
  readonly session: Session;
  readonly #leaves: ReadonlyMap<string, Leaf>;
  readonly #views = new Map<string, View>([
    ["all", new View(ALL, ["state"])],
    ["nodes", new View(ALL, ["node", "state"])],
    ["odd", new View(ALL, ["state"])],
  ]);
  #rows: unknown[] = [];
  #fetches: readonly string[] = [];
  #groups: readonly string[] | undefined;
  #failure: unknown;

  constructor(
    bus: Bus,
    dialects: Dialects,
    leaves: ReadonlyMap<string, Leaf>,
  ) {
    this.#leaves = leaves;
    this.link = new ProgramLink("here", true, (message) => {
      this.#check(() => this.#take(asRecord(JSON.parse(String(message)))));
    });
    // What a slow peer takes later was sent now.
    this.link.onWait = (text) =>
      this.#check(() => this.#sent(asRecord(JSON.parse(text))));
    this.session = bus.connect(this.link, dialects.classic);
  }

  /** Sends the fetch that follows. */
  fetch(): void {
    const fetches = {
      all: { path: {} },
      nodes: { nodes: true },
      odd: { valueField: { "": { greaterThan: 500 } } },
      sorted: { sort: { byPath: true, from: 1, to: LAST_ROW } },
    };
    const next = Object.entries(fetches)[this.#fetches.length];
    if (next === undefined) return;
    const [id, rules] = next;
    this.#fetches = [...this.#fetches, id];
    const request = { id, method: "fetch", params: { ...rules, id } };
    this.link.say(encoder.encode(JSON.stringify(request)));
  }

  login(groups: readonly string[]): void {
    this.#groups = groups;
    const rights = { fetchGroups: groups, setGroups: [], callGroups: [] };
    this.session.login({ name: "user", admin: false, rights });
  }

  mayRead({ groups }: Leaf): boolean {
    return groups === undefined ||
      groups.some((group) => this.#groups?.includes(group));
  }

  #check(task: () => void): void {
    try {
      task();
    } catch (error) {
      // The daemon must not see it: it would take it for its own.
      this.#failure ??= error;
    }
  }

  #sent({ method, params }: Record<string, unknown>): void {
    if (typeof method !== "string") return;
    const { changes, ...event } = asRecord(params);
    const rows = Array.isArray(changes) ? changes.map(asRecord) : [event];
    for (const { path, type, value, event } of rows) {
      if (type === "node" || event === "remove") continue;
      const leaf = this.#leaves.get(String(path));
      assert(leaf !== undefined, `${method}: ${path} is not there`);
      assert(this.mayRead(leaf), `${method}: ${path} is hidden`);
      assertEquals(value, leaf.value, `${method}: ${path} is old`);
    }
  }

  #take({ method, params, error }: Record<string, unknown>): void {
    assertEquals(error, undefined);
    if (typeof method !== "string") return;
    const view = this.#views.get(method);
    if (view !== undefined) return view.notify(asRecord(params));
    const { changes, n } = asRecord(params);
    assert(Array.isArray(changes) && typeof n === "number");
    for (const row of changes) this.#rows[row.index - 1] = row.path;
    this.#rows.length = n;
  }

  rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Fails unless all that is readable is shown, and nothing else. */
  mustShowAll(): void {
    this.rethrow();
    const leaves = [...this.#leaves].filter(([, leaf]) => this.mayRead(leaf));
    const shown = (test: (leaf: Leaf) => boolean) =>
      new Map<string, unknown>(
        leaves.filter(([, leaf]) => test(leaf))
          .map(([path, { value }]) => [`leaf ${path}`, value]),
      );
    for (const id of this.#fetches) {
      const expected = shown(({ value }) => id !== "odd" || value > 500);
      if (id === "nodes") {
        for (const [path] of leaves) {
          for (let at = path.indexOf("/"); at > 0;) {
            expected.set(`node ${path.slice(0, at)}`, undefined);
            at = path.indexOf("/", at + 1);
          }
        }
      }
      this.#views.get(id)?.mustShow(expected);
      if (id !== "sorted") continue;
      const paths = leaves.map(([path]) => path).sort();
      assertEquals(this.#rows, paths.slice(0, LAST_ROW));
    }
  }
}

/** Two fetchers and two owners, who do whatever chance wants. */
class World {
  readonly #random: () => number;
  readonly #clock = new TurnClock();
  readonly #dialects = new Dialects();
  readonly #bus: Bus;
  readonly #leaves = new Map<string, Leaf>();
  readonly #owners: ProgramLink[] = [];
  readonly #fetchers: Fetcher[];

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#bus = new Bus({
      info: {
        name: "",
        version: "",
        authentication: true,
        separator: "/",
        maxMessage: 1 << 20,
      },
      timeout: 5,
      softBacklog: this.#pick([0, 300, 1 << 20]),
      hardBacklog: Infinity,
      stallTimeout: 1_000_000,
      // Elements of owners always fit.
      slice: this.#pick([1, 300, 3000]),
      clock: this.#clock,
      accessControl: true,
      onError: (_session, error) => {
        throw error;
      },
    });
    for (let count = 0; count < 2; count++) {
      const link = new ProgramLink("owner", false, () => {});
      this.#bus.connect(link, this.#dialects.classic);
      this.#owners.push(link);
    }
    this.#fetchers = [0, 1].map(() =>
      new Fetcher(this.#bus, this.#dialects, this.#leaves)
    );
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)];
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      const fetcher = this.#pick(this.#fetchers);
      const dice = this.#random();
      if (dice < 0.4) this.#alter();
      else if (dice < 0.47) fetcher.fetch();
      else if (dice < 0.57) fetcher.login(this.#pick(GROUPS));
      else if (dice < 0.7) {
        fetcher.link.drain(1 + Math.floor(this.#random() * 9), true);
      } else if (dice < 0.97) this.#clock.turn();
      else this.#settle();
      for (const fetcher of this.#fetchers) fetcher.rethrow();
    }
    this.#settle();
    assertEquals(this.#bus.space.revisions.size, 0);
  }

  /** An element is added, changed or removed by its owner, at once. */
  #alter(): void {
    const path = this.#pick(PATHS);
    const index = PATHS.indexOf(path) % 2;
    const value = Math.floor(this.#random() * 1000);
    const leaf = this.#leaves.get(path);
    if (leaf === undefined) {
      const groups = this.#pick([undefined, ["x"], ["y"], ["x", "y"]]);
      const access = groups && { fetchGroups: groups };
      if (this.#say(index, "add", { path, value, access })) {
        this.#leaves.set(path, { value, groups });
      }
    } else if (this.#random() < 0.6) {
      this.#say(
        index,
        "change",
        { path, value },
        () => this.#leaves.set(path, { ...leaf, value }),
      );
    } else {
      this.#say(index, "remove", { path }, () => this.#leaves.delete(path));
    }
  }

  /** Says something that is carried out at once, unless its sender waits. */
  #say(
    index: number,
    method: string,
    params: unknown,
    before: () => void = () => {},
  ): boolean {
    const link = this.#owners[index];
    if (link.paused) return false;
    before();
    if (method === "add") {
      const { path, value, access } = asRecord(params);
      const groups = access === undefined
        ? undefined
        : GROUPS.find((one) =>
          String(one) === String(asRecord(access).fetchGroups)
        );
      this.#leaves.set(String(path), { value: Number(value), groups });
    }
    link.say(encoder.encode(JSON.stringify({ method, params })));
    return true;
  }

  #settle(): void {
    for (;;) {
      const moved = this.#clock.turn();
      const waiting = this.#fetchers.filter(({ link }) => link.waits);
      for (const { link } of waiting) link.drain(Infinity, true);
      if (!moved && waiting.length === 0) break;
    }
    for (const fetcher of this.#fetchers) fetcher.mustShowAll();
  }
}

Deno.test("whatever happens during a change of rights, events stay in order and nothing hidden is reported", () => {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    try {
      new World(seed).run();
    } catch (error) {
      throw new Error(`seed ${seed}: ${error}`, { cause: error });
    }
  }
});
