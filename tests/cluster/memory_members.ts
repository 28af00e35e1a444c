/**
 * Members of a cluster in this isolate, in a time of their own, with a log in
 * memory.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Bus } from "../../bus/bus.ts";
import type { SessionUser } from "../../bus/elements/access.ts";
import { MemoryKeptStore } from "../../bus/kept/store.ts";
import { Cluster } from "../../cluster/cluster.ts";
import { Peer } from "../../peer.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { LoopTurns } from "../../testing/turns.ts";
import { localPair } from "../../transport/links/local.ts";
import { MemoryLog, MemoryTransport } from "../support/memory_log.ts";

export const LEASE_MS = 1_000;

/** A member whose daemon keeps values. */
export class Member {
  readonly bus: Bus;
  readonly cluster: Cluster;
  readonly transport: MemoryTransport;
  readonly warnings: string[] = [];
  /** Whether it serves peers. */
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
        waiting: () => {},
        report: () => {},
      },
    );
    void this.cluster.join();
  }

  /** Stops it: its peers are disconnected. */
  async stop(): Promise<void> {
    this.isServing = false;
    for (const session of [...this.bus.sessions]) {
      session.close(1001, "stopped");
    }
    await this.cluster.close();
  }

  /**
   * A peer, which does not come back.
   *
   * @param user Name of its user; `undefined`: it has not logged in.
   */
  peer(user?: string): Peer {
    return new Peer(() => {
      if (!this.isServing) throw new Error("cut off");
      const { link, peerLink } = localPair(this.#all.turns.later);
      this.bus.connect(link, new Dialects().classic, undefined, userOf(user));
      return peerLink;
    }, { reconnect: false, clock: this.#all.clock });
  }

  /** The owner of a path as it is shown here: own, or of another member. */
  shows(path: string): "own" | "other" | undefined {
    const element = this.bus.space.find(path);
    if (element === undefined) return undefined;
    return this.cluster.isLocal(element) ? "own" : "other";
  }

  /** The value of a path as it is shown here. */
  value(path: string): unknown {
    return this.bus.space.find(path)?.json;
  }
}

function userOf(name: string | undefined): SessionUser | null {
  if (name === undefined) return null;
  const rights = { fetchGroups: [], setGroups: [], callGroups: [] };
  return { name, admin: false, rights };
}

/** Members of one log, in a time of their own. */
export class Members {
  readonly clock: VirtualClock;
  readonly turns: LoopTurns = new LoopTurns();
  readonly log: MemoryLog;
  readonly errors: unknown[] = [];
  readonly all: Member[] = [];

  /** @param clock Where another log is in the same time. */
  constructor(clock: VirtualClock = new VirtualClock(10_000)) {
    this.clock = clock;
    this.log = new MemoryLog(clock);
  }

  /** Starts a member; it joins when time passes. */
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
      this.#check();
    });
    assertEquals(this.errors, []);
  }

  #check(): void {
    const owners = new Map<string, Member>();
    for (const member of this.all) {
      if (!member.isServing) continue;
      for (const element of member.bus.space.elements.byPath.values()) {
        if (!member.cluster.isLocal(element)) continue;
        const { path } = element;
        if (member.bus.space.find(path) === undefined) continue;
        if (owners.has(path)) throw new Error(`${path} has two owners`);
        owners.set(path, member);
      }
    }
  }
}
