/**
 * Writes the figures of a cluster as a page, and what they come to by paper.
 *
 * @module
 */
import type { FanOutRow, Figures } from "./cases.ts";

/** Kilobytes of an idle peer, of 5,000 at a daemon on Deno: bench/RESULTS.md. */
const IDLE_PEER_KB = 22;
/** Entries that a `Map` of V8 holds. */
const MAX_MAP = 2 ** 24;

/** The sizes that are thought of. */
const PAPER = { members: 100, states: 10e6, peers: 1e6, statesOfPeer: 10 };

/** A whole number with commas, or three digits of a small one. */
function number(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en")
    : String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}

/** The same, rounded to two digits: for what is not measured. */
function about(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en");
}

function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(head),
    line(head.map((_, i) => i === 0 ? "---" : "---:")),
    ...rows.map((row) =>
      line(row.map((cell) => typeof cell === "number" ? number(cell) : cell))
    ),
  ].join("\n");
}

function setTable({ set }: Figures): string {
  return table(
    [
      "`set`, owner at",
      "p50 ms",
      "p99 ms",
      "one at a time /s",
      "100 at a time /s",
    ],
    set.map(({ where, p50, p99, single, hundred }) => [
      where,
      p50,
      p99,
      single,
      hundred,
    ]),
  );
}

function fanOutTable({ fanOut }: Figures): string {
  return table(
    [
      "fetchers at m0, m1, m2",
      "changes/s",
      "notifications/s",
      "m0 (owner) µs a change",
      "m1",
      "m2",
      "NATS",
    ],
    fanOut.map(({ fetchers, changes, notifications, memberUs, natsUs }) => [
      fetchers.join(", "),
      changes,
      notifications,
      ...memberUs,
      natsUs,
    ]),
  );
}

function addTable({ add, amount }: Figures): string {
  const cells = (values: readonly number[]) => values.map(number).join(", ");
  return table(["adding", ""], [
    [
      "one after the other, p50 / p99 ms",
      cells([add.p50, add.p99]).replace(",", " /"),
    ],
    ["1,000 at a time, adds/s", add.rate],
    [
      `the same, the first and the last tenth of ${number(amount.states)}`,
      cells([add.firstTenth, add.lastTenth]),
    ],
    [
      "1,000 at a time at each of the three members, adds/s in sum",
      add.together,
    ],
    ["CPU µs an add at m0 (owner), m1, m2", cells(add.memberUs)],
    ["CPU µs an add in NATS", add.natsUs],
    ["resident bytes a state at m0 (owner), m1, m2", cells(add.memberBytes)],
    ["the same at a daemon on its own", add.aloneBytes],
    ["heap bytes a path in the directory of each member", add.directoryBytes],
  ]);
}

function joinTable({ join }: Figures): string {
  return table(
    [
      "a fourth member joins",
      "from its start until it listens, ms",
      "then its first fetch has all values, ms",
      "longest `set` at another member meanwhile, ms",
    ],
    join.map(({ states, ms, readMs, longestSet }) => [
      `${number(states)} states`,
      ms,
      readMs === 0 ? "–" : readMs,
      longestSet,
    ]),
  );
}

function idleTable({ idle }: Figures): string {
  const { rows, beatUs, storeUs, deliverUs } = idle;
  return table(["without load, lease 1 s (5 beats/s of each)", "CPU ms/s"], [
    ...rows.flatMap(({ members, memberMs, natsMs }) => [
      [`a member of ${members}`, memberMs],
      [`NATS with ${members} members`, natsMs],
    ]),
    ["a member, µs a beat of any member", beatUs],
    ["NATS, µs to store a beat", storeUs],
    ["NATS, µs to deliver a beat to one member", deliverUs],
  ]);
}

function rowOf({ fanOut }: Figures, ...wanted: number[]): FanOutRow {
  const row = fanOut.find(({ fetchers }) => fetchers.join() === wanted.join());
  if (row === undefined) throw new Error(`nothing measured for ${wanted}`);
  return row;
}

/** Microseconds of CPU by what they grow with. */
function slopes(figures: Figures) {
  const [local, localMany] = [
    rowOf(figures, 1, 0, 0),
    rowOf(figures, 30, 0, 0),
  ];
  const [one, many] = [rowOf(figures, 0, 1, 0), rowOf(figures, 0, 30, 0)];
  const two = rowOf(figures, 0, 1, 1);
  return {
    localUs: (localMany.memberUs[0] - local.memberUs[0]) / 29,
    remoteUs: (many.memberUs[1] - one.memberUs[1]) / 29,
    memberUs: two.memberUs[0] - one.memberUs[0],
    natsUs: two.natsUs - one.natsUs,
  };
}

/** Bytes of a state at a member that does not own it. */
function othersBytes({ add }: Figures): number {
  return Math.max(...add.memberBytes.slice(1));
}

function growth(figures: Figures): string {
  const { localUs, remoteUs, memberUs, natsUs } = slopes(figures);
  const { add, idle } = figures;
  return table(["cost of", "CPU µs", "grows with"], [
    ["a notification, owner's member", localUs, "fetchers there"],
    ["a notification, another member", remoteUs, "fetchers there"],
    ["a change, owner's member", memberUs, "members with a fetcher of it"],
    ["a change, NATS", natsUs, "members with a fetcher of it"],
    [
      "an add or remove, each member",
      add.memberUs[1],
      "adds of the whole cluster",
    ],
    ["a beat, each member", idle.beatUs, "members ÷ lease"],
    ["a beat, NATS", idle.deliverUs, "members² ÷ lease"],
    [
      "memory of a path, each member (bytes)",
      othersBytes(figures),
      "paths of the whole cluster",
    ],
  ]);
}

function paper(figures: Figures): string {
  return [byMembers, byStates, byPeers].map((part) => part(figures))
    .join("\n\n");
}

function byMembers(figures: Figures): string {
  const { idle } = figures;
  const { members } = PAPER;
  const beats = (lease: number) => 5 / lease * members;
  // CPU in percent of one processor.
  const nats = (lease: number) =>
    beats(lease) * (idle.storeUs + idle.deliverUs * members) / 1e4;
  const member = beats(5) * idle.beatUs / 1e4;
  const { memberUs, natsUs } = slopes(figures);
  const spread = memberUs * (members - 1);
  return `**${members} members.** NATS breaks first: it delivers every beat ` +
    `of every member to every member. At a lease of 5 s that is ` +
    `${about(beats(5) * members)} deliveries a second, ${
      about(nats(5))
    } % of ` +
    `one of its processors; at 20 s ${about(nats(20))} %. A member spends ` +
    `${about(member)} % of one on the beats. A fetch by a prefix asks all ` +
    `members once, and waits for the slowest. What is done: a lease of 20 s ` +
    `or more, and three NATS servers with machines of their own, among which ` +
    `the consumers are spread. A state that is looked at everywhere costs ` +
    `its owner's member ${about(spread)} µs a change, and NATS ` +
    `${about(natsUs * members)} µs: some ${about(1e6 / spread)} such changes ` +
    `a second. What many look at is owned at members that own little else.`;
}

function byStates(figures: Figures): string {
  const { add, join, amount } = figures;
  const { states } = PAPER;
  const gigabytes = othersBytes(figures) * states / 1e9;
  const ofDirectory = add.directoryBytes * states / 1e9;
  const joinMs = (join[1].ms - join[0].ms) / amount.states;
  const fillSeconds = states / add.rate;
  return `**${number(states)} states.** The memory of the members breaks ` +
    `first: each holds each path, whether it looks at it or not: ` +
    `${about(gigabytes)} GB at each, of which ${about(ofDirectory)} GB are ` +
    `the directory. A runtime allows no such heap without a flag ` +
    `(\`--v8-flags=--max-old-space-size=…\`), and at ${about(MAX_MAP)} paths ` +
    `a \`Map\` of V8 is full. A member takes ` +
    `${
      about(joinMs * states / 1000)
    } s to join if that goes on as it begins, ` +
    `in which the member that it takes the state from writes it in slices ` +
    `and goes on serving. ` +
    `To add all takes ${about(fillSeconds / 60)} minutes at ` +
    `${about(add.rate)} adds/s, the rate of the whole cluster, since each ` +
    `member applies each add. What is done: the namespace is divided among ` +
    `clusters at its first segment, and a peer that needs two connects to two.`;
}

function byPeers({ add }: Figures): string {
  const { members, peers, statesOfPeer } = PAPER;
  const ofMember = peers / members;
  const moved = ofMember * statesOfPeer;
  const memory = ofMember * IDLE_PEER_KB / 1e6;
  const all = peers * statesOfPeer / add.rate;
  return `**${number(peers)} peers.** ${about(ofMember)} at each of ` +
    `${members} members take ${about(memory)} GB there, and their fetches ` +
    `are no matter of the others. What breaks first is the return: a member ` +
    `that is lost sends ${about(ofMember)} peers to the others, which add ` +
    `${about(moved)} states again if each has ${statesOfPeer}: ` +
    `${about(moved / add.rate)} s at the cluster's rate of adds. If all ` +
    `start at once, it is ${about(all / 60)} minutes, which more members ` +
    `don't shorten. What is done: a peer with many states makes fewer of ` +
    `them, with objects as values; its pauses before a reconnect are spread ` +
    `already. Peers that only fetch, set and call are back at once.`;
}

/** The page. */
export function markdown(figures: Figures, facts: string): string {
  const { rounds, seconds } = figures.amount;
  return [
    "# A cluster in figures",
    `Measured by \`deno run -A bench/cluster/run.ts --out\`: ${facts}. Members, fetchers of each member, owner and NATS are processes of their own, on one machine, so they share its processors: ` +
    "what tells most is the CPU, which is that of the processes. Rates would be higher with a machine for each. " +
    `Medians of ${rounds} rounds of ${seconds} s for \`set\` and changes; the rest is measured once.`,
    setTable(figures),
    "A change is one of 64 states, 200 changes are under way; CPU is given for a change, not for a notification.",
    fanOutTable(figures),
    addTable(figures),
    joinTable(figures),
    idleTable(figures),
    "## What grows with what",
    growth(figures),
    "## By paper",
    "Nothing of this was run: it is what the figures above come to.",
    paper(figures),
  ].join("\n\n") + "\n";
}
