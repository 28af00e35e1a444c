import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../tests/support/seeded_random.ts";
import { Directory, type Member, type Place } from "./directory.ts";
import {
  type Claim,
  type Entry,
  type MemberInfo,
  type Operation,
  packEntry,
  unpackEntry,
} from "./entries.ts";
import { GIVE_ADDITION } from "./messages.ts";
import { STEP_PART } from "./lease.ts";

const LEASE_MS = 1000;
const INFO: MemberInfo = {
  name: "d",
  version: "1",
  protocol: 1,
  rules: "/ strict",
  additions: GIVE_ADDITION,
};

/** What a member has been notified of. */
class Shown {
  readonly paths = new Map<string, Place>();
  readonly members = new Set<string>();
  readonly ends: string[] = [];
  readonly ended: Member[] = [];

  joined({ id }: Member): void {
    this.members.add(id);
  }

  left(member: Member, reason: string): void {
    const { id, places } = member;
    this.ended.push(member);
    assert(this.members.delete(id));
    for (const path of places.keys()) assert(this.paths.delete(path));
    this.ends.push(`${id} ${reason}`);
  }

  placed(place: Place): void {
    const { path } = place.claim;
    assert(!this.paths.has(path), `two owners of ${path}`);
    this.paths.set(path, place);
  }

  removed({ claim: { path } }: Place): void {
    assert(this.paths.delete(path));
  }

  given(former: Place, place: Place): void {
    const { path } = former.claim;
    assertEquals(this.paths.get(path), former);
    this.paths.set(path, place);
  }
}

function directory(open = false): [Directory, Shown] {
  const shown = new Shown();
  const options = { separator: "/", open, leaseMs: LEASE_MS };
  return [new Directory(options, shown), shown];
}

const PLAIN: Omit<Claim, "path"> = {
  kind: "state",
  fetchOnly: false,
  timeout: undefined,
  expires: undefined,
  access: undefined,
};

function claimOf(path: string, replaces = false): Operation {
  const claim: Claim = { ...PLAIN, path };
  return { kind: "claim", claim, replaces };
}

function give(path: string, to: string): Operation {
  const claim: Claim = { ...PLAIN, path };
  return { kind: "give", to, claim };
}

function release(path: string): Operation {
  return { kind: "release", path };
}

const JOIN: Operation = { kind: "join", info: INFO, former: undefined };

function entry(member: string, ...operations: Operation[]): Entry {
  return { member, batch: 1, operations };
}

Deno.test("directory: the first claim in the log stands, with its place in the hierarchy", () => {
  const [first, shown] = directory();
  first.apply(entry("a", JOIN, claimOf("x/y")), 1, 10);
  const { places, obstacles } = first.apply(
    entry(
      "b",
      JOIN,
      claimOf("x/y"),
      claimOf("x"),
      claimOf("x/y/z"),
      claimOf("x/z"),
    ),
    2,
    20,
  );
  assertEquals(Array.from(obstacles, (obstacle) => obstacle?.kind), [
    undefined,
    "occupied",
    "pathIsNode",
    "parentIsLeaf",
    undefined,
  ]);
  assertEquals(places[4]?.member.id, "b");
  assertEquals([...shown.paths.keys()].sort(), ["x/y", "x/z"]);
  first.apply(entry("a", release("x/y")), 3, 30);
  first.apply(entry("b", release("x/z"), claimOf("x")), 4, 40);
  assertEquals([...shown.paths.keys()], ["x"]);
});

Deno.test("directory: a member cannot give up the path of another one", () => {
  const [first, shown] = directory();
  first.apply(entry("a", JOIN, claimOf("x")), 1, 0);
  first.apply(entry("b", JOIN, release("x"), claimOf("x", true)), 2, 0);
  assertEquals(shown.paths.get("x")?.member.id, "a");
});

Deno.test("directory: a path is given to a member that is there, if all members know of that", () => {
  const [first, shown] = directory();
  first.apply(entry("a", JOIN, claimOf("x/y")), 1, 0);
  const { places } = first.apply(entry("b", JOIN, give("x/y", "b")), 2, 0);
  assertEquals(places[1], undefined);
  const given = first.apply(entry("a", give("x/y", "b")), 3, 0);
  assertEquals(given.places[0], shown.paths.get("x/y"));
  assertEquals(given.places[0]?.member.id, "b");
  first.apply(entry("a", release("x/y"), give("x/y", "a")), 4, 0);
  first.apply(entry("b", give("x/y", "none")), 5, 0);
  assertEquals(shown.paths.get("x/y")?.member.id, "b");
  // One that would not apply it.
  const info = { ...INFO, additions: GIVE_ADDITION - 1 };
  const join: Operation = { kind: "join", info, former: undefined };
  first.apply(entry("c", join), 6, 0);
  first.apply(entry("b", give("x/y", "a")), 7, 0);
  assertEquals(shown.paths.get("x/y")?.member.id, "b");
});

Deno.test("directory: a member without an entry for a lease has ended before the next entry counts", () => {
  const [first, shown] = directory();
  first.apply(entry("a", JOIN, claimOf("x")), 1, 0);
  first.apply(entry("b", JOIN), 2, 200);
  for (let at = 400; at < LEASE_MS; at += 200) first.apply(entry("b"), 3, at);
  const early = first.apply(entry("b", claimOf("x")), 3, LEASE_MS);
  assertEquals(early.places[0], undefined);
  const { places } = first.apply(entry("b", claimOf("x")), 4, LEASE_MS + 1);
  assertEquals(places[0]?.member.id, "b");
  assertEquals(shown.ends, ["a expired"]);
  // What it still sends counts for nothing.
  first.apply(entry("a", release("x"), claimOf("y")), 5, LEASE_MS + 2);
  assertEquals([...shown.paths.keys()], ["x"]);
  // The log's clock may be set back by another server.
  first.apply(entry("b", claimOf("z")), 6, 0);
  assertEquals(shown.members, new Set(["b"]));
});

Deno.test("directory: while the log takes nothing, no member expires", () => {
  const [first, shown] = directory();
  first.apply(entry("a", JOIN), 1, 0);
  first.apply(entry("b", JOIN), 2, 100);
  // Its servers have elected a leader.
  first.apply(entry("b"), 3, 9_000);
  first.apply(entry("a"), 4, 9_200);
  assertEquals(shown.ends, []);
  for (let at = 9_400; at <= 10_400; at += 200) first.apply(entry("b"), 5, at);
  assertEquals(shown.ends, ["a expired"]);
});

Deno.test("directory: a member that joins again gives up the paths it held before", () => {
  const [first, shown] = directory();
  first.apply(entry("a", JOIN, claimOf("x")), 1, 0);
  const again: Operation = { kind: "join", info: INFO, former: "a" };
  const { places } = first.apply(entry("b", again, claimOf("x")), 2, 10);
  assertEquals(places[1]?.member.id, "b");
  assertEquals(shown.ends, ["a replaced"]);
});

Deno.test("directory: entries survive their bytes", () => {
  const access = { fetchGroups: ["ü"] };
  const operations: Operation[] = [
    JOIN,
    {
      kind: "claim",
      replaces: true,
      claim: {
        path: 'a/"b"',
        kind: "signal",
        fetchOnly: true,
        timeout: 2.5,
        expires: 7,
        access,
      },
    },
    release("a"),
    { kind: "leave" },
  ];
  const written = entry("m", ...operations);
  assertEquals(unpackEntry(packEntry(written)), written);
});

/** The same rules, written down without an index. */
function modelObstacle(
  paths: Iterable<string>,
  path: string,
  open: boolean,
): boolean {
  for (const other of paths) {
    if (other === path) return true;
    if (open) continue;
    if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) {
      return true;
    }
  }
  return false;
}

Deno.test("directory: all members come to the same, from the beginning or from a state", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const open = seed % 3 === 0;
    const some = (count: number) => Math.floor(random() * count);
    const [first, shown] = directory(open);
    const model = new Map<string, string>();
    const heard = new Map<string, number>();
    let late: [Directory, Shown] | undefined;
    let forgetting: Iterator<string> | undefined;
    let time = 0;
    let clock = 0;
    for (let sequence = 1; sequence <= 200; sequence++) {
      const step = some(400);
      time += step;
      clock += Math.min(step, LEASE_MS * STEP_PART);
      const member = `m${some(4)}`;
      const operations: Operation[] = [];
      for (let i = some(4); i > 0; i--) {
        const path = ["a", "b", "a/b", "a/c", "a/b/c", "b/c/d"][some(6)];
        const kind = some(12);
        operations.push(
          kind < 6
            ? claimOf(path, kind === 0)
            : kind < 9
            ? release(path)
            : kind > 9
            ? give(path, `m${some(4)}`)
            : random() < 0.3
            ? { kind: "leave" }
            : JOIN,
        );
      }
      const made = unpackEntry(packEntry(entry(member, ...operations)));
      first.apply(made, sequence, time);
      late?.[0].apply(made, sequence, time);
      // One directory forgets what has ended in slices, the other one never.
      for (let i = some(3); i > 0; i--) {
        const [next] = shown.ended.splice(0, forgetting ? 0 : 1);
        if (next !== undefined) {
          forgetting = first.forget(next)[Symbol.iterator]();
        }
        if (forgetting?.next().done) forgetting = undefined;
      }
      // The model.
      const end = (id: string) => {
        heard.delete(id);
        for (const [path, owner] of model) if (owner === id) model.delete(path);
      };
      for (const [id, at] of heard) if (at < clock - LEASE_MS) end(id);
      if (heard.has(member)) heard.set(member, clock);
      for (const operation of operations) {
        if (operation.kind === "join") {
          end(member);
          heard.set(member, clock);
        }
        if (!heard.has(member)) break;
        if (operation.kind === "leave") end(member);
        if (operation.kind === "give") {
          const { to, claim: { path } } = operation;
          const isTheirs = model.get(path) === member;
          if (isTheirs && heard.has(to)) model.set(path, to);
        }
        const path = operation.kind === "claim"
          ? operation.claim.path
          : operation.kind === "release"
          ? operation.path
          : "";
        const replaces = operation.kind === "claim" && operation.replaces;
        if (operation.kind === "release" || replaces) {
          if (model.get(path) === member) model.delete(path);
        }
        if (
          operation.kind === "claim" &&
          !modelObstacle(model.keys(), path, open)
        ) model.set(path, member);
      }
      const owners = [...shown.paths].map(([path, { member }]) =>
        [path, member.id] as const
      );
      assertEquals(new Map(owners), model, `seed ${seed}, entry ${sequence}`);
      assertEquals(shown.members, new Set(heard.keys()));
      assertEquals(first.size, model.size);
      if (sequence === 100) {
        late = directory(open);
        late[0].restore(JSON.parse([...first.snapshot()].join("")));
      }
    }
    assertEquals([...late?.[0].snapshot() ?? []], [...first.snapshot()]);
    assertEquals(late?.[1].paths.size, model.size);
  }
});
