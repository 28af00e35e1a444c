import { assert, assertEquals } from "@std/assert";
import { plainState } from "../tests/support/plain_state.ts";
import { seededRandom } from "../tests/support/seeded_random.ts";
import { accessFrom } from "../bus/elements/access.ts";
import { Element } from "../bus/elements/element.ts";
import { Tenure } from "../bus/elements/restriction.ts";
import type { Owner } from "../bus/elements/owner.ts";
import { Directory, type Place, type Verdicts } from "./directory.ts";
import {
  type Claim,
  type Operation,
  packClaim,
  unpackClaim,
} from "./entries.ts";
import type { ClaimDone } from "./membership.ts";
import { claimOfElement, OwnPlaces } from "./own_places.ts";

const OWNER: Owner = { requestSet() {}, requestCall() {} };

Deno.test("claims of existing elements give the access that their owners wrote, in all forms", () => {
  for (
    const written of [
      {},
      { fetchGroups: ["a", "b"] },
      { setGroups: ["a"], callGroups: [] },
      { read: "a", write: "" },
      { read: "", write: "a" },
      { read: "a" },
      { write: "a" },
    ]
  ) {
    for (const lenient of [false, true]) {
      const access = accessFrom(written, lenient) ?? null;
      const element = new Element(
        "p",
        new Tenure(OWNER, { owner: OWNER, access }),
        false,
        false,
        null,
        1,
        false,
      );
      const packed = JSON.stringify(packClaim(claimOfElement(element)));
      const claim = unpackClaim(JSON.parse(packed));
      assertEquals(accessFrom(claim.access, lenient), access, packed);
    }
  }
});

const LEASE_MS = 1_000;
const INFO = { name: "d", version: "1", protocol: 1, rules: "/ strict" };
const PATHS = ["a", "a", "a/b", "a/c"];

/** One member's places, with a log that takes and gives back when a test says so. */
class Log {
  readonly own: OwnPlaces;
  readonly directory: Directory;
  /** Elements of this member's peers. */
  readonly elements = new Map<string, Element>();
  readonly refused: string[] = [];
  /** Places by path, as other members see them. */
  readonly shown = new Map<string, Place>();
  #queue: { operation: Operation; done?: ClaimDone }[] = [];
  #turn: (() => void)[] = [];
  #sequence = 0;

  constructor() {
    this.directory = new Directory(
      { separator: "/", open: false, leaseMs: LEASE_MS },
      {
        joined() {},
        left() {},
        placed: (place) => this.shown.set(place.claim.path, place),
        removed: (place) => this.shown.delete(place.claim.path),
        given() {},
      },
    );
    this.own = new OwnPlaces(
      {
        claim: (claim, replaces, done) =>
          this.#push({ kind: "claim", claim, replaces }, done),
        release: (path, done) => this.#push({ kind: "release", path }, done),
        give: (claim, to, done) =>
          this.#push({ kind: "give", claim, to }, done),
      },
      { endOfTurn: (task) => this.#turn.push(task) },
      "/",
      (path) => this.elements.get(path),
      () => {},
      (path) => this.refused.push(path),
    );
    for (const member of ["me", "other"]) {
      this.#take(member, [{ kind: "join", info: INFO }]);
    }
  }

  #push(operation: Operation, done?: ClaimDone): void {
    this.#queue.push({ operation, done });
  }

  #take(member: string, operations: Operation[]): Verdicts {
    const entry = { member, batch: 1, operations };
    return this.directory.apply(entry, ++this.#sequence, 0);
  }

  /** Another member appends an operation. */
  byOther(operation: Operation): void {
    this.#take("other", [operation]);
  }

  endTurn(): void {
    for (const task of this.#turn.splice(0)) task();
  }

  /** The log takes as many operations at once. */
  flush(count = Infinity): void {
    const batch = this.#queue.splice(0, count);
    if (batch.length === 0) return;
    const operations = batch.map(({ operation }) => operation);
    const { places, obstacles } = this.#take("me", operations);
    batch.forEach(({ done }, i) =>
      done?.(places[i] ?? null, obstacles[i] ?? null)
    );
  }

  settle(): void {
    do {
      this.endTurn();
      this.flush();
    } while (this.#queue.length > 0 || this.#turn.length > 0);
  }

  /**
   * A peer adds an element.
   *
   * @param ended Whether its connection ends before it is known that it can.
   */
  add(path: string, outcomes: string[], ended = () => false): void {
    this.own.claim(claim(path), (fault) => {
      const isHere = hasObstacle(this.elements.keys(), path);
      const refusal = fault?.kind ?? (isHere ? "refused here" : undefined);
      if (refusal === undefined && !ended()) {
        this.elements.set(path, plainState(OWNER, path));
      }
      if (!this.elements.has(path)) this.own.removed(path);
      outcomes.push(`${path} ${ended() ? "ended" : refusal ?? "added"}`);
    });
  }

  remove(path: string): void {
    if (this.elements.delete(path)) this.own.removed(path);
  }

  /** At no time another member has a path whose element is here. */
  check(what: string): void {
    for (const path of this.elements.keys()) {
      const holder = this.directory.get(path)?.member.id;
      assert(holder !== "other", `two owners of ${path} after ${what}`);
    }
  }
}

function claim(path: string): Claim {
  return {
    path,
    kind: "state",
    fetchOnly: false,
    timeout: undefined,
    expires: undefined,
    access: undefined,
  };
}

function hasObstacle(paths: Iterable<string>, path: string): boolean {
  return [...paths].some((each) =>
    each === path || each.startsWith(`${path}/`) || path.startsWith(`${each}/`)
  );
}

Deno.test("a path is claimed behind the end of what is in its way", () => {
  for (const [first, next] of [["a", "a/b"], ["a/b", "a"], ["a", "a"]]) {
    const log = new Log();
    const outcomes: string[] = [];
    log.add(first, outcomes);
    log.settle();
    log.remove(first);
    log.add(next, outcomes);
    log.settle();
    assertEquals(outcomes, [`${first} added`, `${next} added`]);
    assertEquals([...log.shown.keys()], [next]);
  }
});

Deno.test("the claim of a peer that has gone blocks no other", () => {
  for (const [first, next] of [["a", "a"], ["a", "a/b"], ["a/b", "a"]]) {
    for (const isOneEntry of [true, false]) {
      const log = new Log();
      const outcomes: string[] = [];
      log.add(first, outcomes, () => true);
      log.add(next, outcomes);
      if (!isOneEntry) log.flush(1);
      log.settle();
      assertEquals(outcomes, [`${first} ended`, `${next} added`]);
      assertEquals([...log.shown.keys()], [next]);
    }
  }
});

Deno.test("an element that is removed while it replaces another one leaves its path free, and the next one keeps it", () => {
  const log = new Log();
  const outcomes: string[] = [];
  log.add("a", outcomes);
  log.settle();
  log.remove("a");
  log.add("a", outcomes);
  log.endTurn();
  log.remove("a");
  log.endTurn();
  log.add("a", outcomes);
  for (let i = 0; i < 8; i++) {
    log.flush(1);
    log.endTurn();
  }
  log.settle();
  assertEquals(outcomes, ["a added", "a added", "a added"]);
  assertEquals(log.shown.get("a")?.id, log.own.placeOf("a"));
  assert(log.shown.has("a"));
});

Deno.test("requests to the place of an element that was removed are not for the one that took its path", () => {
  const log = new Log();
  const outcomes: string[] = [];
  log.add("a", outcomes);
  log.settle();
  const former = log.shown.get("a")?.id ?? 0;
  assertEquals(log.own.pathOf(former), "a");
  log.remove("a");
  log.add("a", outcomes);
  assertEquals(outcomes, ["a added", "a added"]);
  assertEquals(log.own.pathOf(former), undefined);
  log.settle();
  assertEquals(log.own.pathOf(former), undefined);
  assertEquals(log.own.pathOf(log.shown.get("a")?.id ?? 0), "a");
});

Deno.test("whatever is added and removed, places are those of the elements", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = seededRandom(seed);
    const pick = <T>(all: readonly T[]) =>
      all[Math.floor(random() * all.length)];
    const log = new Log();
    const done: string[] = [];
    let asked = 0;
    for (let step = 0; step < 60; step++) {
      const path = pick(PATHS);
      const what = pick([
        "add",
        "add",
        "remove",
        "gone",
        "remove",
        "end",
        "end",
        "flush",
        "other",
      ]);
      if (what === "add" || what === "gone") {
        asked++;
        let isOver = false;
        log.add(path, done, () => isOver);
        isOver = what === "gone";
      } else if (what === "remove") log.remove(path);
      else if (what === "end") log.endTurn();
      else if (what === "flush") log.flush(Math.ceil(random() * 2));
      else if (log.directory.get(path)?.member.id === "other") {
        log.byOther({ kind: "release", path });
      } else {log.byOther({
          kind: "claim",
          claim: claim(path),
          replaces: false,
        });}
      log.check(`${what} ${path}, seed ${seed}`);
    }
    log.settle();
    assertEquals(done.length, asked, `answers, seed ${seed}`);
    const own = [...log.shown.values()].filter(({ member }) =>
      member.id === "me"
    );
    assertEquals(
      own.map(({ id, claim: { path } }) => `${path} ${id}`).sort(),
      [...log.elements.keys()].map((path) => `${path} ${log.own.placeOf(path)}`)
        .sort(),
      `seed ${seed}`,
    );
    assertEquals(log.refused, []);
  }
});
