import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Turns } from "../base/turns.ts";
import { VirtualClock } from "../testing/clock.ts";
import { MemoryLog, MemoryTransport } from "../tests/support/memory_log.ts";
import { Directory } from "./directory.ts";
import { type MemberInfo, packEntry, unpackEntry } from "./entries.ts";
import { statePieces } from "./joining.ts";
import { Membership, PROTOCOL } from "./membership.ts";
import type { ClusterTransport } from "./transport.ts";

const OPTIONS = { separator: "/", open: false, leaseMs: 1000 };
const RULES = "/ strict 1000";
const ignore = () => {};

/** The part of a space that a membership needs. */
function spaceOf(clock: VirtualClock) {
  const turns = new Turns(clock, (error) => {
    throw error;
  });
  return { turns, clearing: () => null };
}

const EVENTS = {
  joining: ignore,
  joined: ignore,
  left: ignore,
  placed: ignore,
  removed: ignore,
  given: ignore,
  entered: ignore,
  fenced: ignore,
  cleared: ignore,
  renewed: ignore,
  applied: ignore,
  waiting: ignore,
  failed: ignore,
};

/** A log with one member, which has given its state. */
function clusterOf(info: MemberInfo): ClusterTransport {
  const directory = new Directory(OPTIONS, EVENTS);
  const operations = [{ kind: "join", info, former: "" } as const];
  const bytes = packEntry({ member: "m", batch: 1, operations });
  directory.apply(unpackEntry(bytes), 1, 1000);
  return {
    maxMessage: 1 << 20,
    isReplicated: false,
    append: () => Promise.reject(new Error("it must not join")),
    handOver: () => Promise.resolve(false),
    changeServer: ignore,
    end: () => Promise.resolve({ sequence: 1, time: 1000 }),
    timeOf: () => Promise.resolve(1000),
    follow: () => Promise.reject(new Error("it must not follow the log")),
    askState: () => statePieces(directory, 1 << 20, new VirtualClock()),
    serveState: () => ignore,
    send: ignore,
    receive: () => ignore,
    onInterrupted: ignore,
    close: () => Promise.resolve(),
  };
}

for (
  const [what, different, reason] of [
    [
      "another protocol",
      { protocol: PROTOCOL + 1 },
      `has protocol ${PROTOCOL + 1}, this daemon protocol ${PROTOCOL}: members`,
    ],
    [
      "another lease",
      { rules: "/ strict 2500" },
      "has --cluster-lease 2.5, this daemon --cluster-lease 1: members",
    ],
    [
      "rules of a later version",
      { rules: `${RULES} more` },
      `has rules ${RULES} more, this daemon rules ${RULES}: members need`,
    ],
    [
      "other rules",
      { rules: ". open 1000" },
      "other (9.9) has --separator . --hierarchy open, " +
      "this daemon --separator / --hierarchy strict: members need the same",
    ],
  ] as const
) {
  Deno.test(`membership: a daemon does not join members of ${what}, and says why`, async () => {
    const clock = new VirtualClock(1000);
    const info = {
      name: "other",
      version: "9.9",
      protocol: PROTOCOL,
      rules: RULES,
      ...different,
    };
    const membership = new Membership(
      { name: "own", version: "1", epoch: "e", mayBeLost: false, ...OPTIONS },
      clusterOf(info),
      clock,
      spaceOf(clock),
      EVENTS,
    );
    await assertRejects(() => membership.join(), Error, reason);
  });
}

Deno.test("membership: a daemon whose server has lost the others joins by way of another one", async () => {
  const clock = new VirtualClock(1000);
  const log = new MemoryLog(clock);
  log.isolated.add(0);
  log.isolated.add(1);
  log.take(packEntry({ member: "m", batch: 0, operations: [] }));
  const transport = new MemoryTransport(log, 0, 5);
  const membership = new Membership(
    { name: "own", version: "1", epoch: "e", mayBeLost: false, ...OPTIONS },
    transport,
    clock,
    spaceOf(clock),
    EVENTS,
  );
  void membership.join();
  await clock.passSettled(10_000, async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  });
  assertEquals([membership.joined, transport.changes], [true, 2]);
});

Deno.test("membership: a member that was cut off waits until members of other rules have gone", async () => {
  const clock = new VirtualClock(1000);
  const log = new MemoryLog(clock);
  const pass = (ms: number) =>
    clock.passSettled(ms, async () => {
      for (let i = 0; i < 10; i++) await Promise.resolve();
    });
  const reasons: string[] = [];
  const one = { name: "own", version: "1", epoch: "e", mayBeLost: false };
  const transport = new MemoryTransport(log);
  const space = spaceOf(clock);
  const own = new Membership({ ...one, ...OPTIONS }, transport, clock, space, {
    ...EVENTS,
    waiting: (error) => reasons.push(String(error)),
  });
  void own.join();
  await pass(5_000);
  assertEquals(own.joined, true);

  transport.isCutOff = true;
  await pass(5_000);
  const other = new Membership(
    { ...one, ...OPTIONS, name: "other", open: true },
    new MemoryTransport(log),
    clock,
    space,
    EVENTS,
  );
  void other.join();
  await pass(5_000);
  reasons.length = 0;
  transport.isCutOff = false;
  await pass(5_000);
  assertEquals([own.joined, other.joined], [false, true]);
  assertStringIncludes(reasons.at(-1) ?? "", "other (1) has --hierarchy open");

  await other.leave();
  await pass(5_000);
  assertEquals(own.joined, true);
  await own.leave();
});

/** A member alone with its log, and why it was cut off. */
function joining() {
  const clock = new VirtualClock(1000);
  const transport = new MemoryTransport(new MemoryLog(clock));
  const fenced: string[] = [];
  const own = new Membership(
    { name: "own", version: "1", epoch: "e", mayBeLost: false, ...OPTIONS },
    transport,
    clock,
    spaceOf(clock),
    { ...EVENTS, fenced: (reason) => fenced.push(reason) },
  );
  const pass = (ms: number) =>
    clock.passSettled(ms, async () => {
      for (let i = 0; i < 10; i++) await Promise.resolve();
    });
  void own.join();
  return { transport, fenced, own, pass };
}

Deno.test("membership: a member that is cut off says what the log answers", async () => {
  const { transport, fenced, own, pass } = joining();
  await pass(1_000);
  const { append } = transport;
  transport.append = () => Promise.reject(new Error("no room"));
  transport.handOver = () => Promise.resolve(false);
  await pass(1_000);
  assertEquals(fenced, ["the log can't be reached: no room"]);
  transport.append = append;
  await pass(5_000);
  assertEquals(own.joined, true);
  await own.leave();
});

Deno.test("membership: a member to which taken entries do not come changes the server, and is cut off", async () => {
  const { transport, fenced, own, pass } = joining();
  await pass(1_000);
  assertEquals(own.joined, true);
  transport.isLate = true;
  await pass(5_500);
  assertEquals(fenced, ["entries that the log has taken do not come"]);
  assertEquals(transport.changes, 2);
  transport.isLate = false;
  await pass(5_000);
  assertEquals(own.joined, true);
  await own.leave();
});
