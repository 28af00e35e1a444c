/**
 * What members write to the log and to each other, as version 1 of their protocol
 * has it: members of neighbouring versions share a cluster while its daemons are
 * renewed one by one, so a change of these bytes needs a new number.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Turns } from "../base/turns.ts";
import { TimerWheel } from "../bus/collections/timer_wheel.ts";
import type { Requester } from "../bus/elements/owner.ts";
import { BinaryReader } from "../protocol/binary/reader.ts";
import { BinaryWriter } from "../protocol/binary/writer.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import { VirtualClock } from "../testing/clock.ts";
import { Channel } from "./channel.ts";
import { Directory } from "./directory.ts";
import {
  type Claim,
  type Operation,
  packEntry,
  unpackEntry,
} from "./entries.ts";
import { PROTOCOL } from "./membership.ts";
import {
  Kind,
  readFault,
  readNotes,
  readValue,
  type SentNotes,
  writeFault,
  writeNotes,
} from "./messages.ts";
import { SentRequests } from "./sent_requests.ts";
import { Outcome, readHeir, YieldRequests } from "./yielding.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The version whose bytes are recorded here. */
const RECORDED_PROTOCOL = 1;

const PLAIN: Claim = {
  path: "a/b",
  kind: "state",
  fetchOnly: false,
  timeout: undefined,
  expires: undefined,
  access: undefined,
};

const INFO = { name: "d0", version: "1.2.3", protocol: 1, rules: "/ strict" };

/** Operations, and how the log has them. */
const RECORDED_OPERATIONS: readonly (readonly [Operation, string])[] = [
  [{ kind: "claim", claim: PLAIN, replaces: false }, '["+","a/b",0]'],
  [
    {
      kind: "claim",
      claim: { ...PLAIN, kind: "method", timeout: 2.5 },
      replaces: true,
    },
    '["=","a/b",1,2.5,0]',
  ],
  [
    {
      kind: "claim",
      claim: { ...PLAIN, kind: "signal", access: { fetchGroups: ["g"] } },
      replaces: false,
    },
    '["+","a/b",2,0,0,{"fetchGroups":["g"]}]',
  ],
  [
    {
      kind: "claim",
      claim: { ...PLAIN, path: "ü", fetchOnly: true, expires: 10 },
      replaces: false,
    },
    '["+","ü",4,0,10]',
  ],
  [{ kind: "give", to: "y", claim: PLAIN }, '[">","y","a/b",0]'],
  [
    {
      kind: "claim",
      claim: { ...PLAIN, kind: "method", hasMeta: true },
      replaces: false,
    },
    '["+","a/b",9]',
  ],
  [{ kind: "release", path: "a/b" }, '["-","a/b"]'],
  [
    { kind: "join", info: INFO, former: undefined },
    '["j",{"name":"d0","version":"1.2.3","protocol":1,"rules":"/ strict"},""]',
  ],
  [
    { kind: "join", info: INFO, former: "x1" },
    '["j",{"name":"d0","version":"1.2.3","protocol":1,"rules":"/ strict"},"x1"]',
  ],
  [
    { kind: "join", info: { ...INFO, epoch: "e-1" }, former: undefined },
    '["j",{"name":"d0","version":"1.2.3","protocol":1,"rules":"/ strict",' +
    '"epoch":"e-1"},""]',
  ],
  [{ kind: "leave" }, '["l"]'],
  [{ kind: "sync" }, '["s"]'],
];

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(
    { length: hex.length / 2 },
    (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

function readerOf(hex: string): BinaryReader {
  const reader = new BinaryReader();
  reader.begin(bytesOf(hex), 0, hex.length / 2);
  return reader;
}

function sliceOf(text: string): {
  bytes: Uint8Array;
  start: number;
  end: number;
} {
  const bytes = encoder.encode(text);
  return { bytes, start: 0, end: bytes.length };
}

function directory(): Directory {
  const options = { separator: "/", open: false, leaseMs: 1000 };
  return new Directory(options, {
    joined() {},
    left() {},
    placed() {},
    removed() {},
    given() {},
  });
}

function report(error: unknown): void {
  throw error;
}

/** A channel whose packets are noted. */
function channelTo(
  packets: string[],
  message: (kind: number, from: BinaryReader) => void,
): [Channel, VirtualClock] {
  const clock = new VirtualClock();
  const channel = new Channel({
    clock,
    turns: new Turns(clock, report),
    report,
    maxMessage: 1 << 16,
    send: (bytes) => packets.push(hexOf(bytes)),
    message,
    lost() {},
    drained() {},
  });
  return [channel, clock];
}

Deno.test("wire of members: entries of the log are those of the recorded version", () => {
  assertEquals(PROTOCOL, RECORDED_PROTOCOL);
  for (const [operation, recorded] of RECORDED_OPERATIONS) {
    const entry = { member: "x", batch: 7, operations: [operation] };
    const text = `{"m":"x","b":7,"o":[${recorded}]}`;
    assertEquals(decoder.decode(packEntry(entry)), text);
    assertEquals(unpackEntry(encoder.encode(text)), entry);
  }
  const beat = { member: "x", batch: 0, operations: [] };
  assertEquals(decoder.decode(packEntry(beat)), '{"m":"x","b":0}');
  assertEquals(unpackEntry(encoder.encode('{"m":"x","b":0}')), beat);
});

Deno.test("wire of members: the state for those who join is that of the recorded version", () => {
  const recorded = '{"sequence":9,"time":5000,"clock":400,"members":[{"id":' +
    '"x","info":{"name":"d0","version":"1.2.3","protocol":1,"rules":' +
    '"/ strict"},"joinedAt":100,"heardAt":300,"lastTime":4900,"places":' +
    '[[3,"a/b",0],[4,"m",1,2.5,0],[5,"s",6,0,10,{"fetchGroups":["g"]}]]}]}';
  const taken = directory();
  taken.restore(JSON.parse(recorded));
  assertEquals(taken.get("m")?.claim.timeout, 2.5);
  assertEquals(taken.get("s")?.claim, {
    path: "s",
    kind: "signal",
    fetchOnly: true,
    timeout: undefined,
    expires: 10,
    access: { fetchGroups: ["g"] },
  });
  assertEquals([...taken.snapshot()].join(""), recorded);
  // Later versions of the state have the time of the last entry.
  const later = recorded.replace("400,", '400,"entryTime":4999,');
  const next = directory();
  next.restore(JSON.parse(later));
  assertEquals(next.entryTime, 4999);
  assertEquals([...next.snapshot()].join(""), later);
});

Deno.test("wire of members: operations of a later version are passed over, its other ones count", () => {
  const known = directory();
  const join = '{"m":"y","b":1,"o":[["j",{"name":"d1","version":"9",' +
    '"protocol":2,"rules":"/ strict","more":1},"","more"],["+","p",0]]}';
  known.apply(unpackEntry(encoder.encode(join)), 1, 1000);
  const later = '{"m":"y","b":2,"n":1,"o":[["?","p",{}],["+","q",0,0,0,null,' +
    '"more"]]}';
  const verdicts = known.apply(unpackEntry(encoder.encode(later)), 2, 1001);
  assertEquals(known.members.get("y")?.info.protocol, 2);
  assertEquals([...known.members.get("y")?.places.keys() ?? []], ["p", "q"]);
  // Who joins gets what a later version says of itself.
  const taken = directory();
  taken.restore(JSON.parse([...known.snapshot()].join("")));
  const info: object = taken.members.get("y")?.info ?? {};
  assertEquals(Reflect.get(info, "more"), 1);
  // Verdicts keep the numbers that the writer gave its operations.
  assertEquals(verdicts.places[0], undefined);
  assertEquals(verdicts.places[1]?.claim.path, "q");
});

Deno.test("wire of members: kinds of messages keep their numbers", () => {
  assertEquals({ ...Kind }, {
    value: 1,
    notes: 2,
    signal: 3,
    subscribe: 4,
    unsubscribe: 5,
    subscribed: 6,
    set: 7,
    call: 8,
    answer: 9,
    fault: 10,
    cancel: 11,
    taken: 12,
    lost: 13,
    sync: 14,
    unsubscribeAll: 15,
    probe: 16,
    yield: 17,
    yielded: 18,
    setGroup: 32,
    numberedSignal: 33,
    takeOver: 34,
  });
});

Deno.test("wire of members: a packet has its number, flags and messages where the recorded one has them", () => {
  const recorded = "0100000000030000000000000840000200000034320f";
  const sent: string[] = [];
  const [from, clock] = channelTo(sent, () => {});
  from.begin(Kind.signal).f64(3).value({ type: 0, ...sliceOf("42") });
  from.begin(Kind.unsubscribeAll);
  clock.settle();
  assertEquals(sent, [recorded]);
  const taken: unknown[] = [];
  const [to] = channelTo([], (kind, reader) => {
    if (kind !== Kind.signal) return taken.push(kind);
    const place = reader.f64();
    const { type, bytes, start, end } = readValue(reader);
    taken.push(kind, place, type, decoder.decode(bytes.subarray(start, end)));
  });
  to.arrived(bytesOf(recorded));
  assertEquals(taken, [3, 3, 0, "42", 15]);
});

Deno.test("wire of members: a message of a later version is passed over, what follows counts", () => {
  const taken: unknown[] = [];
  const [to] = channelTo([], (kind, reader) => {
    // As `Remote` does with what it does not know.
    if (kind === 200) reader.skip(reader.end - reader.at);
    else taken.push(kind);
  });
  // Of kind 200, with 3 bytes, between two that are known.
  to.arrived(bytesOf("01000000000fc803000000ffffff0f"));
  assertEquals(taken, [15, 15]);
});

/** Notes, and their bytes. */
const RECORDED_NOTES: readonly (readonly [SentNotes | null, string])[] = [
  [null, "00"],
  [
    {
      meta: undefined,
      at: undefined,
      quality: undefined,
      stale: true,
      away: true,
    },
    "61",
  ],
  [{ meta: null, at: undefined, quality: undefined }, "11"],
  [
    { meta: undefined, at: 1.5, quality: "bad" },
    "0d000000000000f83f0300626164",
  ],
  [
    { meta: sliceOf('{"unit":"V"}'), at: 1.5, quality: undefined },
    "070c0000007b22756e6974223a2256227d000000000000f83f",
  ],
];

Deno.test("wire of members: notes of values are those of the recorded version", () => {
  for (const [notes, recorded] of RECORDED_NOTES) {
    const out = new BinaryWriter();
    writeNotes(out, notes);
    assertEquals(hexOf(out.view), recorded);
    const read = readNotes(readerOf(recorded));
    assertEquals(read?.at, notes?.at);
    assertEquals(read?.quality, notes?.quality);
    assertEquals(read?.stale ?? false, notes?.stale ?? false);
    assertEquals(read?.away ?? false, notes?.away ?? false);
    assertEquals(textOf(read?.meta), textOf(notes?.meta));
  }
});

function textOf(slice: SentNotes["meta"]): string | null | undefined {
  return slice && decoder.decode(slice.bytes.subarray(slice.start, slice.end));
}

/** Faults, and their bytes. */
const RECORDED_FAULTS: readonly (readonly [Fault, string])[] = [
  [{ kind: "notFound", path: "a/b" }, "08006e6f74466f756e6403000000612f62"],
  [{ kind: "limit", reason: "full" }, "05006c696d69740400000066756c6c"],
  [{ kind: "timeout", request: sliceOf("") }, "070074696d656f757400000000"],
];

Deno.test("wire of members: faults are those of the recorded version, and what a later one adds is reported as internal", () => {
  for (const [fault, recorded] of RECORDED_FAULTS) {
    const out = new BinaryWriter();
    writeFault(out, fault);
    assertEquals(hexOf(out.view), recorded);
    assertEquals(readFault(readerOf(recorded), sliceOf("")), fault);
  }
  const later = new BinaryWriter().text("tooHot").longText("");
  assertEquals(readFault(readerOf(hexOf(later.view)), sliceOf("")), {
    kind: "internal",
    reason: "tooHot",
  });
});

Deno.test("wire of members: requests and their answers are those of the recorded version", () => {
  const out = new BinaryWriter();
  const messages = { begin: (kind: number) => out.u8(kind) };
  const clock = new VirtualClock();
  const requests = new SentRequests(messages, new TimerWheel(clock));
  const reported: unknown[] = [];
  const requester: Requester = {
    callerInfo: undefined,
    respond(request, isOk, { bytes, start, end }) {
      const text = decoder.decode(bytes.subarray(start, end));
      reported.push([request.id, isOk, text]);
    },
    fail(id, fault) {
      reported.push([id, fault]);
    },
  };
  const target = { path: "a/b", place: 3, revision: 8 };
  const request = {
    requester,
    valueAsResult: false,
    timeoutMs: 5000,
    params: sliceOf("{}"),
  };
  requests.send(target, false, { type: 0, ...sliceOf("42") }, {
    ...request,
    id: "1",
    conflict: () => null,
  });
  requests.send(target, true, undefined, { ...request, id: "2" });
  requests.sendGroup(
    new Map([["b", target], ["c", { ...target, place: 4 }]]),
    "a",
    new Map([["b", { type: 0, ...sliceOf("1") }], ["c", {
      type: 0,
      ...sliceOf("2"),
    }]]),
    { ...request, id: "3", conflict: () => null, since: 9 },
  );
  const yields = new YieldRequests(messages);
  const recordedHeir = "0000000000000840020000000" +
    "00d0000005b2275222c22612f62222c305d";
  yields.send(3, true, undefined, (outcome) => reported.push(outcome));
  const heir = { claim: PLAIN, user: "u" };
  yields.send(3, false, heir, (outcome) => reported.push(outcome));
  assertEquals(
    hexOf(out.view),
    "07000000000000084001000000000000000088b3401c000000000000204000020000003432" +
      "08000000000000084002000000000000000088b34004" +
      "204c00000003000000000000000088b3400c0100000061020000000100000062000000000000084000000000000022400001000000310100000063000000000000104000000000000022400001000000" +
      "32" + "1100000000000008400100000001" + "221e000000" + recordedHeir,
  );
  requests.answered(readerOf("010000000100020000006f6b"));
  requests.failed(readerOf("02000000" + RECORDED_FAULTS[0][1]));
  requests.answered(readerOf("03000000010000000000"));
  yields.answered(readerOf("0100000001"));
  yields.answered(readerOf("0200000002"));
  assertEquals(reported, [
    ["1", true, "ok"],
    ["2", { kind: "notFound", path: "a/b" }],
    ["3", true, ""],
    Outcome.free,
    Outcome.given,
  ]);
  const sent = readerOf(recordedHeir);
  assertEquals([sent.f64(), sent.u32(), sent.u8()], [3, 2, 0]);
  assertEquals(readHeir(sent), heir);
});
