/**
 * Elements that stay while their owner is away, and are added at another member:
 * everybody sees what one daemon shows.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Change, Method, type Peer, Signal, State } from "../../peer.ts";
import { LEASE_MS, type Member, Members } from "./memory_members.ts";

const PATHS = {
  path: { startsWith: "t/" },
  type: ["state", "method", "signal"],
} as const;

/** All of the members. */
const ALL: readonly number[] = [0, 1, 2];

/** What fetches have seen, and what requests came to, by their names. */
type Seen = Map<string, unknown>;

/** Fetches all, with and without presence; the events of one path keep their order. */
function watch(client: Peer, name: string, seen: Seen): void {
  for (const presence of [false, true]) {
    const events = new Map<string, string[]>();
    seen.set(`${name}, presence ${presence}`, events);
    client.fetch(
      { ...PATHS, presence },
      ({ event, path, value, away }: Change<unknown>) => {
        const line = `${event} ${JSON.stringify({ value, away })}`;
        events.set(path, [...events.get(path) ?? [], line]);
      },
    );
  }
}

/** What an owner adds. */
interface Added {
  readonly value: unknown;
  readonly fetchOnly?: boolean;
  /** Name of the owner's user. */
  readonly user?: string;
}

/**
 * An owner goes, and another one adds what it has left.
 *
 * @param places The members of the first owner, of the next, and of a third peer.
 * @param watched Those of them that have a peer that fetches.
 */
async function takeOver(
  members: Members,
  places: readonly Member[],
  first: Added,
  next: Added,
  watched: readonly number[],
): Promise<Seen> {
  const seen: Seen = new Map();
  const owners = [first, next].map(({ user }, i) => places[i].peer(user));
  const clients = places.map((place) => place.peer());
  const calls: unknown[] = [];
  const add = (owner: Peer, name: string, { value, fetchOnly }: Added) => {
    const set = (value: unknown) => {
      calls.push([name, value]);
      return { value };
    };
    const added = Promise.all([
      owner.add(
        new State<unknown>("t/state", value, {
          stay: 60,
          meta: { unit: "V" },
          ...fetchOnly ? {} : { set },
        }),
      ),
      owner.add(new Method("t/method", () => name, { stay: 60 })),
      owner.add(new Signal("t/signal")),
    ]);
    return added;
  };
  for (const i of watched) watch(clients[i], `fetch ${i}`, seen);
  await members.pass(100);
  const before = add(owners[0], "first", first);
  await members.pass(100);
  const [, , oldSignal] = await before;
  oldSignal.send(1);
  await members.pass(100);
  void owners[0].close();
  await members.pass(100);
  const outcomes = clients.map(async (client, i) => {
    const wanted = [client.call("t/method", []), client.set("t/state", i)];
    return (await Promise.allSettled(wanted)).map((result) =>
      result.status === "fulfilled"
        ? String(result.value)
        : result.reason.constructor.name
    );
  });
  await members.pass(100);
  const after = add(owners[1], "next", next);
  await members.pass(200);
  const [state, , signal] = await after;
  signal.send(2);
  await members.pass(100);
  seen.set("requests", await Promise.all(outcomes));
  state.value = "last";
  await members.pass(200);
  const entries = Promise.all(clients.map((client) => client.get(PATHS)));
  await members.pass(100);
  for (const [i, got] of (await entries).entries()) {
    seen.set(`get ${i}`, got.map(({ path, value }) => [path, value]).sort());
  }
  seen.set("calls", calls.length);
  const children = clients.map((client) =>
    client.list("t", { presence: true })
  );
  await members.pass(100);
  for (const [i, list] of (await Promise.all(children)).entries()) {
    seen.set(`list ${i}`, list.n);
  }
  // It goes with its new owner.
  void owners[1].close();
  await members.pass(70_000);
  for (const client of clients) void client.close();
  await members.pass(3_000);
  return seen;
}

for (
  const [what, first, next, watched] of [
    ["another value", { value: 1 }, { value: 2 }, ALL],
    ["the same value", { value: "same" }, { value: "same" }, ALL],
    ["a value that it does not know", { value: 1 }, { value: 1 }, [2]],
    ["another value, where only peers of the former one look", { value: 1 }, {
      value: 2,
    }, [0]],
    ["another value, without a fetch of it", { value: 1 }, { value: 2 }, []],
    ["another value and its user", { value: 1, user: "ann" }, {
      value: 2,
      user: "ann",
    }, ALL],
    ["another user", { value: 1, user: "ann" }, { value: 1, user: "bob" }, ALL],
    ["no login", { value: 1, user: "ann" }, { value: 1 }, ALL],
    ["a login", { value: 1 }, { value: 1, user: "bob" }, ALL],
    ["another kind of state", { value: 1 }, { value: 2, fetchOnly: true }, ALL],
  ] as const
) {
  Deno.test(`an element that stays is taken over at another member with ${what} as at one daemon`, async () => {
    const one = new Members();
    const single = one.start("d", {}, []);
    await one.pass(LEASE_MS * 2);
    const expected = await takeOver(
      one,
      [single, single, single],
      first,
      next,
      watched,
    );
    const three = new Members();
    const all = ["a", "b", "c"].map((name) => three.start(name, {}, []));
    await three.pass(LEASE_MS * 2);
    assertEquals(await takeOver(three, all, first, next, watched), expected);
    for (const member of all) {
      assertEquals(member.cluster.membership.directory.size, 0);
      assertEquals(member.bus.space.elements.byPath.size, 0);
    }
  });
}

Deno.test("of several that take an element over at once, one has it at all members", async () => {
  const members = new Members();
  const all = ["a", "b", "c"].map((name) => members.start(name, {}, []));
  await members.pass(LEASE_MS * 2);
  for (const order of [[0, 1, 2], [1, 0, 2], [1, 2, 0], [1, 1, 2]]) {
    const path = `t/${order.join("")}`;
    const first = all[0].peer();
    const added = first.add(new State(path, "first", { stay: 60 }));
    await members.pass(100);
    await added;
    void first.close();
    await members.pass(100);
    const peers = order.map((i) => all[i].peer());
    const adds = Promise.allSettled(
      peers.map((peer, i) => peer.add(new State(path, i, { stay: 60 }))),
    );
    await members.pass(500);
    const results = (await adds).map(({ status }) => status);
    assertEquals(results.toSorted(), ["fulfilled", "rejected", "rejected"]);
    const winner = results.indexOf("fulfilled");
    const entries = Promise.all(
      peers.map((peer) => peer.get({ path: { equals: path } })),
    );
    await members.pass(100);
    for (const [{ value }] of await entries) assertEquals(value, winner);
    assertEquals(
      all.map((member) => member.shows(path)),
      all.map((_, i) => i === order[winner] ? "own" : "other"),
    );
    for (const peer of peers) void peer.close();
    await members.pass(100);
  }
  await members.pass(70_000);
  for (const member of all) {
    assertEquals(member.cluster.membership.directory.size, 0);
  }
});
