/**
 * Kept values of the members of a cluster: no path has two owners.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Bus } from "../../bus/bus.ts";
import { MemoryKeptStore } from "../../bus/kept/store.ts";
import { Cluster } from "../../cluster/cluster.ts";
import { Peer, State } from "../../peer.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { LoopTurns } from "../../testing/turns.ts";
import { localPair } from "../../transport/links/local.ts";
import { MemoryLog, MemoryTransport } from "../support/memory_log.ts";

const LEASE_MS = 1_000;

/** A member whose daemon keeps values. */
class Member {
  readonly bus: Bus;
  readonly cluster: Cluster;
  readonly transport: MemoryTransport;
  readonly warnings: string[] = [];
  isServing = false;
  readonly #all: Members;

  constructor(
    all: Members,
    name: string,
    kept: Record<string, unknown>,
    patterns: readonly string[],
  ) {
    this.#all = all;
    const { clock, turns, log } = all;
    const later = (task: () => void) => turns.later(task);
    const busClock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (ms: number, task: () => void) => clock.after(ms, task),
      endOfTurn: later,
      soon: later,
      nextTurn: later,
    };
    this.bus = new Bus({
      info: {
        name,
        version: "1",
        authentication: false,
        separator: "/",
        maxMessage: 1 << 20,
        keep: true,
      },
      keep: new MemoryKeptStore(patterns, later),
      separator: "/",
      timeout: 5,
      softBacklog: Infinity,
      hardBacklog: Infinity,
      stallTimeout: 10,
      clock: busClock,
      onError: (_session, error) => all.errors.push(error),
    });
    const values = Object.entries(kept).map(([path, value]) => {
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      const place = { bytes, start: 0, end: bytes.length };
      return { path, time: 0, type: ValueType.json, ...place };
    });
    this.bus.kept?.load(values, (path) => all.errors.push(path));
    this.transport = new MemoryTransport(log);
    this.cluster = new Cluster(
      {
        name,
        version: "1",
        epoch: this.bus.epoch,
        separator: "/",
        open: false,
        leaseMs: LEASE_MS,
        mayBeLost: false,
      },
      this.transport,
      {
        space: this.bus.space,
        timers: this.bus.timers,
        clock: busClock,
        kept: this.bus.kept,
        leaseUntil: () => {},
        joined: () => this.isServing = true,
        fenced: (reason) => {
          this.isServing = false;
          for (const session of [...this.bus.sessions]) {
            session.close(1001, reason);
          }
        },
        warn: (message) => this.warnings.push(message),
        note: () => {},
        report: () => {},
      },
    );
    void this.cluster.join();
  }

  peer(): Peer {
    return new Peer(() => {
      if (!this.isServing) throw new Error("cut off");
      const { link, peerLink } = localPair(this.#all.turns.later);
      this.bus.connect(link, new Dialects().classic);
      return peerLink;
    }, { reconnect: false, clock: this.#all.clock });
  }

  /** The owner of a path as it is shown here: own, or of another member. */
  shows(path: string): "own" | "other" | undefined {
    const element = this.bus.space.find(path);
    if (element === undefined) return undefined;
    return this.cluster.isLocal(element) ? "own" : "other";
  }

  value(path: string): unknown {
    return this.bus.space.find(path)?.json;
  }
}

/** Members of one log, in a time of their own. */
class Members {
  readonly clock = new VirtualClock(10_000);
  readonly turns = new LoopTurns();
  readonly log = new MemoryLog(this.clock);
  readonly errors: unknown[] = [];
  readonly all: Member[] = [];

  start(
    name: string,
    kept: Record<string, unknown>,
    patterns: readonly string[] = ["kept/#"],
  ): Member {
    const member = new Member(this, name, kept, patterns);
    this.all.push(member);
    return member;
  }

  /** Lets time pass; at no time a path has two owners where peers are served. */
  async pass(ms: number): Promise<void> {
    await this.clock.passSettled(ms, async () => {
      await this.turns.settled();
      this.check();
    });
    assertEquals(this.errors, []);
  }

  check(): void {
    const serving = this.all.filter(({ isServing }) => isServing);
    for (const path of ["kept/a", "kept/b"]) {
      const owners = serving.filter((member) => member.shows(path) === "own");
      assert(owners.length < 2, `${path} has ${owners.length} owners`);
    }
  }
}

Deno.test("kept values: of two members that keep a path one shows it, and the other when that one has gone", async () => {
  const members = new Members();
  const first = members.start("d0", { "kept/a": 1 });
  await members.pass(LEASE_MS * 2);
  assertEquals([first.shows("kept/a"), first.value("kept/a")], ["own", 1]);
  const second = members.start("d1", { "kept/a": 2, "kept/b": 3 });
  await members.pass(LEASE_MS * 2);
  assertEquals(second.shows("kept/a"), "other");
  assertEquals(second.shows("kept/b"), "own");
  assertEquals(first.shows("kept/b"), "other");
  assertEquals(second.warnings.length, 1);
  await first.cluster.close();
  first.isServing = false;
  await members.pass(LEASE_MS * 2);
  assertEquals([second.shows("kept/a"), second.value("kept/a")], ["own", 2]);
});

Deno.test("kept values: a path that a peer elsewhere has is shown when it is removed there", async () => {
  const members = new Members();
  const first = members.start("d0", {}, []);
  await members.pass(LEASE_MS * 2);
  const owner = first.peer();
  const state = owner.add(new State("kept", "leaf"));
  await members.pass(100);
  await state;
  const second = members.start("d1", { "kept/a": 2 });
  await members.pass(LEASE_MS * 2);
  assertEquals(second.shows("kept"), "other");
  assertEquals(second.shows("kept/a"), undefined);
  const removed = (await state).remove();
  await members.pass(100);
  await removed;
  assertEquals([second.shows("kept/a"), second.value("kept/a")], ["own", 2]);
  assertEquals(first.shows("kept/a"), "other");
  await owner.close();
});

Deno.test("kept values: a set makes a state at one of the members that keep its path", async () => {
  const members = new Members();
  const [first, second] = [members.start("d0", {}), members.start("d1", {})];
  await members.pass(LEASE_MS * 2);
  const peers = [first.peer(), second.peer()];
  await members.pass(10);
  const sets = peers.map((peer, i) =>
    peer.set("kept/a", i).then(() => true, () => false)
  );
  await members.pass(1_000);
  const taken = await Promise.all(sets);
  assert(taken.includes(true));
  const shown = [first, second].map((member) => member.shows("kept/a"));
  assertEquals(shown.sort(), ["other", "own"]);
  const keepers = [first, second].filter(({ bus }) => bus.kept?.get("kept/a"));
  assertEquals(keepers.length, 1, "the other one keeps nothing");
  for (const peer of peers) await peer.close();
});

Deno.test("kept values: a member that was cut off shows what others have taken", async () => {
  const members = new Members();
  const first = members.start("d0", { "kept/a": 1 });
  const second = members.start("d1", { "kept/a": 2 });
  await members.pass(LEASE_MS * 2);
  const [owner, other] = first.shows("kept/a") === "own"
    ? [first, second]
    : [second, first];
  owner.transport.isCutOff = true;
  await members.pass(LEASE_MS * 3);
  assertEquals([owner.isServing, owner.shows("kept/a")], [false, undefined]);
  assertEquals(other.shows("kept/a"), "own");
  owner.transport.isCutOff = false;
  await members.pass(LEASE_MS * 3);
  assertEquals([owner.isServing, owner.shows("kept/a")], [true, "other"]);
  assertEquals(other.shows("kept/a"), "own");
});
