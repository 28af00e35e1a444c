import { assertEquals } from "@std/assert";
import { VirtualClock } from "../testing/clock.ts";
import { packEntry, unpackEntry } from "./entries.ts";
import { LogGate } from "./log_gate.ts";
import { LogSums } from "./log_sums.ts";

const LEASE_MS = 5_000;
/** The longest pause of the log while all is well. */
const PAUSE_MS = 1_000;

/** A log, as one server of several has it. */
class Replica {
  readonly sums = new LogSums();
  readonly entries: Uint8Array[] = [];

  /** Takes an entry of a member; those with a text are no beats. */
  take(member: string, text?: string): number {
    const { sequence } = this.sums;
    const bytes = packEntry({
      member,
      batch: 0,
      operations: text === undefined ? [] : [{ kind: "release", path: text }],
    });
    return this.#add(bytes, sequence);
  }

  /** Takes a beat of a member that has read all of a replica. */
  beat(member: string, of: Replica = this): number {
    const { sequence } = of.sums;
    const reading = [sequence, of.sums.at(sequence) ?? 0] as const;
    const bytes = packEntry({ member, batch: 0, operations: [], reading });
    return this.#add(bytes, this.sums.sequence);
  }

  #add(bytes: Uint8Array, sequence: number): number {
    this.entries.push(bytes);
    this.sums.add(bytes);
    return sequence + 1;
  }

  /** A replica with the same entries. */
  copy(): Replica {
    const copy = new Replica();
    for (const bytes of this.entries) copy.#add(bytes, copy.sums.sequence);
    return copy;
  }
}

/** Member `b` of a cluster, which reads from one replica. */
class Reader {
  readonly clock = new VirtualClock();
  /** What has happened. */
  readonly events: string[] = [];
  readonly gate: LogGate;
  replica: Replica;

  constructor(replica: Replica, members: readonly string[]) {
    this.replica = replica;
    this.gate = new LogGate(
      "b",
      () => members,
      LEASE_MS,
      this.clock,
      { sequence: 0, sum: 0 },
      {
        read: unpackEntry,
        apply: ({ entry: { operations: [first] } }) => {
          if (first?.kind === "release") this.events.push(first.path);
        },
        readAnew: (from) => this.events.push(`from ${from}`),
        broken: (reason) => this.events.push(reason),
      },
    );
  }

  /** Reads what the replica has. */
  read(): void {
    const { entries } = this.replica;
    for (;;) {
      const { sequence } = this.gate;
      const bytes = entries.at(sequence);
      if (bytes === undefined || sequence >= entries.length) return;
      const from = this.events.length;
      this.gate.receive({ bytes, sequence: sequence + 1, time: 0 });
      if (/^from|log/.test(this.events.slice(from).join())) return;
    }
  }
}

/** A member of three that reads its own replica after a silence of the log. */
function afterSilence() {
  const log = new Replica();
  const wrong = log.copy();
  const reader = new Reader(wrong, ["a", "b", "c"]);
  reader.clock.pass(LEASE_MS);
  return { log, wrong, reader };
}

Deno.test("log gate: entries of a log that flows are applied at once", () => {
  const log = new Replica();
  const reader = new Reader(log, ["a", "b", "c"]);
  for (let i = 0; i < 20; i++) {
    reader.clock.pass(PAUSE_MS);
    log.beat("a");
    log.take("c", `${i}`);
    reader.read();
    assertEquals(reader.events.length, i + 1);
  }
});

Deno.test("log gate: after a silence entries wait until most members have read the same", () => {
  const { wrong: log, reader } = afterSilence();
  log.take("c", "one");
  reader.read();
  assertEquals(reader.events, []);
  log.beat("a");
  reader.read();
  assertEquals(reader.events, ["one"]);
  log.take("c", "two");
  reader.read();
  assertEquals(reader.events, ["one", "two"]);
});

Deno.test("log gate: a beat that was sent before the silence does not count", () => {
  const log = new Replica();
  const before = log.copy();
  const reader = new Reader(log, ["a", "b", "c"]);
  reader.clock.pass(LEASE_MS);
  log.take("c", "one");
  log.beat("a", before);
  reader.read();
  assertEquals(reader.events, []);
});

Deno.test("log gate: entries wait for members that say nothing only for some time", () => {
  const { wrong: log, reader } = afterSilence();
  log.take("c", "one");
  reader.read();
  reader.clock.pass(LEASE_MS / 2);
  assertEquals(reader.events, ["one"]);
});

Deno.test("log gate: a member on its own waits for no other", () => {
  const log = new Replica();
  const reader = new Reader(log, ["b"]);
  reader.clock.pass(LEASE_MS);
  log.take("b", "one");
  reader.read();
  assertEquals(reader.events, ["one"]);
});

Deno.test("log gate: what one server alone has kept is not applied, and read anew", () => {
  const { log, wrong, reader } = afterSilence();
  wrong.take("c", "kept by one");
  log.take("a", "taken");
  // What follows comes to all of them.
  const of = log.copy();
  for (const replica of [log, wrong]) {
    replica.beat("a", of);
    replica.beat("c", of);
  }
  reader.read();
  assertEquals(reader.events, ["from 1"]);
  reader.replica = log;
  reader.read();
  assertEquals(reader.events, ["from 1", "taken"]);
});

Deno.test("log gate: own entries have to be where the log has taken them", () => {
  const { log, wrong, reader } = afterSilence();
  reader.gate.expect(log.take("b"));
  wrong.take("c", "kept by one");
  reader.read();
  assertEquals(reader.events, ["from 1"]);
  reader.replica = log;
  log.take("a", "taken");
  log.beat("a");
  reader.read();
  assertEquals(reader.events, ["from 1", "taken"]);

  // Where the log flowed, what was applied can't be taken back.
  const place = log.take("a", "instead of the own one");
  reader.read();
  reader.gate.expect(place);
  assertEquals(reader.events.slice(2), [
    "instead of the own one",
    "the log has lost an entry that it had taken",
  ]);
});

for (
  const [what, members, differing, leaves] of [
    ["the fewer of three", ["a", "b", "c"], ["a", "c"], true],
    ["not the more of three", ["a", "b", "c"], ["a"], false],
    ["of two one", ["a", "b"], ["a"], true],
    ["of two not the other one", ["b", "c"], ["c"], false],
  ] as const
) {
  Deno.test(`log gate: of members that have applied different entries ${what} ends`, () => {
    const log = new Replica();
    const wrong = log.copy();
    const reader = new Reader(log, members);
    log.take("a", "taken");
    reader.read();
    wrong.take("a", "something else");
    for (let beats = 0; beats < 3; beats++) {
      for (const member of members) {
        const isWrong = differing.some((other) => other === member);
        if (member !== "b") log.beat(member, isWrong ? wrong : log.copy());
      }
    }
    reader.read();
    const end = "its log is not that of the other members";
    assertEquals(reader.events, leaves ? ["taken", end] : ["taken"]);
  });
}

Deno.test("log gate: a member whose log stays another one gives up", () => {
  const { log, wrong, reader } = afterSilence();
  wrong.take("c", "kept by one");
  log.take("a", "taken");
  const of = log.copy();
  for (const member of ["a", "c"]) wrong.beat(member, of);
  for (let i = 0; i < 10; i++) reader.read();
  assertEquals(
    reader.events.at(-1),
    "its log is not that of the other members",
  );
  assertEquals(reader.events.includes("kept by one"), false);
});

Deno.test("log gate: a state without a sum switches comparison and readings in beats off", () => {
  const log = new Replica();
  const gate = new LogGate(
    "b",
    () => ["a", "b"],
    LEASE_MS,
    new VirtualClock(),
    { sequence: 0, sum: undefined },
    {
      read: unpackEntry,
      apply: () => {},
      readAnew: () => {
        throw new Error("anew");
      },
      broken: (reason) => {
        throw new Error(reason);
      },
    },
  );
  const other = log.copy();
  other.take("c", "x");
  for (let i = 0; i < 4; i++) log.beat("a", other);
  log.entries.forEach((bytes, i) =>
    gate.receive({ bytes, sequence: i + 1, time: 0 })
  );
  assertEquals(gate.reading, undefined);
  gate.stop();
});

Deno.test("log sums: entries that were taken back can be others, the oldest are forgotten", () => {
  const one = new LogSums();
  const other = new LogSums();
  const bytes = (n: number) => Uint8Array.of(n, n >> 8, 7);
  for (let i = 1; i <= 40_000; i++) one.add(bytes(i));
  for (let i = 1; i <= 39_000; i++) other.add(bytes(i));
  for (let i = 1; i <= 500; i++) other.add(bytes(0));
  other.back(39_000);
  for (let i = 39_001; i <= 40_000; i++) other.add(bytes(i));
  assertEquals(one.at(40_000), other.at(40_000));
  assertEquals(one.at(1), undefined);
  assertEquals(one.at(40_001), undefined);
  // The same entries in another order are another log.
  const [ab, ba] = [new LogSums(), new LogSums()];
  for (const n of [1, 2]) ab.add(bytes(n));
  for (const n of [2, 1]) ba.add(bytes(n));
  assertEquals(ab.at(2) === ba.at(2), false);
});
