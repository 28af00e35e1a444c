/**
 * Partitions by dropped packets, between daemons and NATS and between servers of
 * NATS: no connection ends by them.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Method, Peer, PeerError, State } from "../../peer.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { besideOthers } from "../support/beside.ts";
import { within } from "../support/within.ts";
import { Contenders } from "./contenders.ts";
import { cannotRun } from "./members.ts";
import { type Cut, PartitionedCluster } from "./partition.ts";

/** Seconds. */
const LEASE_S = Number(Deno.env.get("JET_TEST_LEASE") ?? 4);

const missing = await PartitionedCluster.missing();
const why = missing === undefined ? "" : ` (missing: ${missing.trim()})`;
const ignore = cannotRun("deno") || missing !== undefined;

/** A method whose owner never answers, and a call of it from elsewhere. */
async function waitingCall(
  owner: Peer,
  caller: Peer,
): Promise<() => Promise<void>> {
  const called = Promise.withResolvers<void>();
  await owner.add(
    new Method("never", () => {
      called.resolve();
      return new Promise<void>(() => {});
    }),
  );
  const answer = assertRejects(
    () => caller.call("never", [], { timeout: 300 }),
    PeerError,
  ).then(() => {});
  await called.promise;
  return () => within(answer, "the answer", LEASE_S * 4);
}

/**
 * A path that a peer does not give up, and a peer elsewhere that wants it: it must
 * not get it before the first one knows that it is lost.
 */
class Held implements AsyncDisposable {
  readonly #holder: Peer;
  readonly #path: string;
  #lost = false;

  private constructor(holder: Peer, path: string) {
    this.#holder = holder;
    this.#path = path;
    holder.addEventListener("disconnect", () => this.#lost = true);
  }

  static async hold(url: string, path: string): Promise<Held> {
    const holder = await Peer.connect(url, { reconnect: false });
    const held = new Held(holder, path);
    await holder.add(new State(path, "first"));
    return held;
  }

  async #take(taker: Peer): Promise<void> {
    const add = () =>
      taker.add(new State(this.#path, "next")).then(() => true, () => false);
    while (!await add()) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert(this.#lost, `${this.#path} has two owners`);
  }

  takenBy(taker: Peer): Promise<void> {
    return within(this.#take(taker), this.#path, LEASE_S * 4);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.close();
  }
}

/** Cuts members off, and checks the notifications of all peers. */
async function partition(cuts: readonly (Cut | undefined)[]): Promise<void> {
  await using cluster = await PartitionedCluster.start(cuts.length, LEASE_S);
  const contenders = new Contenders(cluster.urls);
  const all = cuts.map((_, member) => member);
  const isCut = (member: number) => cuts[member] !== undefined;
  await contenders.until(
    "all have won",
    () => all.every((member) => contenders.won[member] > 1),
  );
  await using owner = await Peer.connect(cluster.urls[cuts.findIndex(Boolean)]);
  await using caller = await Peer.connect(
    cluster.urls[cuts.indexOf(undefined)],
  );
  const answered = await waitingCall(owner, caller);
  await using stack = new AsyncDisposableStack();
  const held: Held[] = [];
  for (const member of all.filter(isCut)) {
    const path = `held/${member}`;
    held.push(stack.use(await Held.hold(cluster.urls[member], path)));
  }
  for (const [member, cut] of cuts.entries()) {
    if (cut !== undefined) await cluster.cut(member, cut);
  }
  await Promise.all(held.map((path) => path.takenBy(caller)));
  await contenders.until(
    "those cut off have lost their peers",
    () => all.every((member) => contenders.lost[member] > 0 || !isCut(member)),
  );
  await answered();
  // The others go on when the lease of those cut off is over.
  const before = [...contenders.won];
  await contenders.until(
    "the others win again",
    () => all.every((i) => isCut(i) || contenders.won[i] > before[i] + 1),
  );
  for (const member of all) {
    if (isCut(member)) {
      assertEquals(contenders.won[member], before[member], `d${member}`);
    } else assertEquals(contenders.lost[member], 0, `d${member}`);
  }
  const during = [...contenders.won];
  await cluster.mend();
  await contenders.until(
    "all win again",
    () => all.every((member) => contenders.won[member] > during[member]),
  );
  await contenders.settle();
}

besideOthers(
  "members that are cut off from NATS, in both directions or in one, " +
    `own nothing beside the others${why}`,
  () => partition(["both", "to NATS", "from NATS", undefined]),
  { ignore, long: true },
);

besideOthers(
  `a link that flaps faster than the lease cuts no member off for good${why}`,
  async () => {
    await using cluster = await PartitionedCluster.start(3, LEASE_S);
    const contenders = new Contenders(cluster.urls);
    for (let flap = 0; flap < 12; flap++) {
      const member = flap % 2;
      await cluster.cut(member, flap % 3 === 0 ? "to NATS" : "both");
      await new Promise((resolve) => {
        setTimeout(resolve, LEASE_S * 1000 * (flap % 4) / 5);
      });
      await cluster.mend();
    }
    const before = [...contenders.won];
    await contenders.until(
      "all win again",
      () => before.every((count, member) => contenders.won[member] > count),
    );
    assert(contenders.lost[2] === 0, "d2 was never cut off");
    await contenders.settle();
  },
  { ignore: ignore || !WHOLE_MATRIX, long: true },
);

besideOthers(
  `daemons leave a server of NATS that has lost the other two${why}`,
  async () => {
    await using cluster = await PartitionedCluster.start(3, LEASE_S, 3);
    const contenders = new Contenders(cluster.urls);
    const winsAgain = async (what: string) => {
      const before = [...contenders.won];
      await contenders.until(
        what,
        () => before.every((count, member) => contenders.won[member] > count),
      );
    };
    await winsAgain("all have won");
    await cluster.isolate(0);
    await winsAgain("all win while n0 is alone");
    await cluster.mend();
    await winsAgain("all win after n0 was alone");
    await contenders.settle();
  },
  { ignore: ignore || !WHOLE_MATRIX, long: true },
);
