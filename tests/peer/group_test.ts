import { assertEquals, assertRejects } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { Group, InvalidArgument, NotFound, Peer, State } from "../../peer.ts";
import { TestBus } from "../../testing.ts";

/** Voltage and current whose product is limited. */
function supply(path: string): Group<{ voltage: number; current: number }> {
  const group = new Group(path, { voltage: 0, current: 1 }, {
    set(values) {
      const { voltage, current } = { ...group.values, ...values };
      if (voltage < 0) {
        return { values: { voltage: 0 }, warning: "not below 0" };
      }
      if (voltage * current > 60) throw new InvalidArgument("60 W at most");
    },
    states: { voltage: { meta: { unit: "V" } } },
  });
  return group;
}

for (const way of ["port", "wsPort", "binaryPort"] as const) {
  Deno.test(`${way}: several states are set in one request, all or none`, async () => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ [way]: 0 });
    await using owner = await Peer.connect(url);
    await using client = await Peer.connect(url);
    const group = await owner.add(supply("psu/1"));
    await client.setBelow("psu/1", { voltage: 12, current: 5 });
    assertEquals(group.values, { voltage: 12, current: 5 });
    assertEquals(await client.get("psu/1/voltage"), 12);
    await assertRejects(
      () => client.setBelow("psu", { "1/voltage": 13, "1/current": 1000 }),
      InvalidArgument,
      "60 W",
    );
    assertEquals(group.values, { voltage: 12, current: 5 });
    assertEquals(await client.setBelow("psu", { "1/voltage": -1 }), {
      warning: { code: 1, message: "not below 0" },
    });
    assertEquals(await client.get("psu/1/voltage"), 0);
    // One of them comes to the same handler.
    await assertRejects(
      () => client.set("psu/1/voltage", 13),
      InvalidArgument,
    );
    await client.set("psu/1/current", 2);
    await client.set("psu/1/voltage", 30);
    assertEquals(group.values, { voltage: 30, current: 2 });
  });

  Deno.test(`${way}: a set with a condition fails if the state has changed since`, async () => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ [way]: 0 });
    await using owner = await Peer.connect(url);
    await using client = await Peer.connect(url);
    const state = await owner.add(new State("s", 1, { set() {} }));
    await owner.add(supply("psu"));
    const revision = async () => {
      const [entry] = await client.get({ path: "s", times: true });
      return entry.revision ?? NaN;
    };
    const before = { revision: await revision() };
    await client.set("s", 2, { if: before });
    const { data } = await assertRejects(
      () => client.set("s", 3, { if: before }),
      InvalidArgument,
    );
    assertEquals(data, { conflict: "s" });
    assertEquals(state.value, 2);
    await client.setBelow("psu", { voltage: 1 }, {
      if: { revision: await revision() },
    });
    await assertRejects(
      () => client.setBelow("psu", { voltage: 2 }, { if: before }),
      InvalidArgument,
    );
  });

  Deno.test(`${way}: an element stays while its owner is away, and a set waits for it`, async () => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ [way]: 0 });
    await using client = await Peer.connect(url);
    const events: string[] = [];
    const back = Promise.withResolvers<void>();
    const fetcher = client.fetch({ path: "s", presence: true }, ({ event }) => {
      events.push(event);
      if (event === "back") back.resolve();
    });
    await fetcher.ready;
    const options = { stay: 60, set() {} };
    const first = await Peer.connect(url, { reconnect: false });
    await first.add(new State("s", 1, options));
    first.close();
    const set = client.set("s", 7);
    await using second = await Peer.connect(url);
    const state = await second.add(new State("s", 1, options));
    await set;
    await back.promise;
    assertEquals(state.value, 7);
    assertEquals(events.slice(0, 3), ["add", "away", "back"]);
  });
}

Deno.test("a group is added and removed as a whole, and changed by its owner in one message", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const group = await owner.add(supply("psu"));
  assertEquals(group.added, true);
  await group.change({ voltage: 3, current: 4 });
  assertEquals(await bus.value("psu/current"), 4);
  assertEquals(group.values, { voltage: 3, current: 4 });
  await assertRejects(
    () => owner.setBelow("psu", { missing: 1 }),
    NotFound,
  );
  await group.remove();
  assertEquals(await owner.get(), []);
  await group.add();
  assertEquals(group.added, true);
  await group.remove();
  await owner.add(new State("psu/current", 1));
  await assertRejects(() => owner.add(group));
  assertEquals(group.added, false);
});

Deno.test("an element that is removed while its peer still loads is not added", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const [first, second] = [new State("path", 1), new State("path", 2)];
  const group = supply("psu");
  // A removal before the add takes nothing away.
  await second.remove();
  const adds = [owner.add(first), owner.add(group)];
  void first.remove();
  void group.remove();
  adds.push(owner.add(second), owner.add(new State("psu/voltage", 5)));
  await Promise.all(adds);
  assertEquals([first.added, second.added], [false, true]);
  assertEquals(await bus.value("path"), 2);
  assertEquals(await bus.value("psu/voltage"), 5);
});

Deno.test("states without a group can't be set together", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  await owner.add(new State("a/b", 1, { set() {} }));
  await owner.add(new State("a/c", 1, { set() {} }));
  await assertRejects(
    () => owner.setBelow("a", { b: 1, c: 2 }),
    InvalidArgument,
    "group",
  );
});
