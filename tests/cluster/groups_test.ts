/**
 * States of one owner that are set together from other members.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { Group, InvalidArgument, NotFound, Peer, State } from "../../peer.ts";
import { onThree, View } from "./members.ts";

onThree(
  "states of an owner are set together from all members, all or none",
  ["deno", "bun", "deno"],
  async ([owner, ...others]) => {
    const asked: unknown[] = [];
    const supply = new Group("psu/1", { voltage: 0, current: 0 }, {
      set(values) {
        asked.push(values);
        const { voltage, current } = { ...supply.values, ...values };
        if (voltage * current > 60) throw new InvalidArgument("60 W at most");
      },
    });
    await owner.add(supply);
    await owner.add(new State("psu/1/alone", 1, { set: () => undefined }));
    await others[0].add(
      new Group("psu/2", { voltage: 0 }, { set: () => undefined }),
    );
    for (const [i, client] of others.entries()) {
      const [voltage, current] = [12 + i, 2];
      await client.setBelow("psu/1", { voltage, current });
      assertEquals(supply.values, { voltage, current });
      await assertRejects(
        () => client.setBelow("psu/1", { voltage: 30, current: 5 }),
        InvalidArgument,
        "60 W",
      );
      assertEquals(asked.splice(0).length, 2);
      // Without asking the owner.
      for (const values of [{ voltage: 1, alone: 1 }, { voltage: 1, no: 1 }]) {
        const expected = "no" in values ? NotFound : InvalidArgument;
        await assertRejects(() => client.setBelow("psu/1", values), expected);
      }
      // Of two members.
      await assertRejects(
        () => client.setBelow("psu", { "1/voltage": 1, "2/voltage": 1 }),
        InvalidArgument,
        "together",
      );
      assertEquals(asked, []);
    }
  },
);

onThree(
  "the condition of several states is compared where their owner is",
  ["deno", "deno", "bun"],
  async ([owner, client, other]) => {
    const group = new Group("g", { a: 1, b: 1 }, { set: () => undefined });
    await owner.add(group);
    const rules = { path: { startsWith: "g/" }, times: true } as const;
    const newest = async (peer: Peer) => {
      const entries = await peer.get(rules);
      return entries.reduce((one, two) =>
        (one.revision ?? 0) > (two.revision ?? 0) ? one : two
      );
    };
    const { source, revision = 0 } = await newest(client);
    await client.setBelow("g", { a: 2, b: 2 }, { if: { revision } });
    for (const peer of [owner, client, other]) {
      await assertRejects(
        () => peer.setBelow("g", { a: 3, b: 3 }, { if: source }),
        InvalidArgument,
        "changed",
      );
    }
    const next = await newest(client);
    await other.setBelow("g", { a: 4, b: 4 }, { if: next.source });
    assertEquals(group.values, { a: 4, b: 4 });
  },
);

onThree(
  "what is set together from another member waits for an owner that is away",
  ["deno", "deno", "deno"],
  async ([, client, watcher], daemons) => {
    const add = async () => {
      const peer = await Peer.connect(daemons[0].url("tcp"));
      const group = new Group("g", { a: 1, b: 1 }, {
        set: () => undefined,
        states: { a: { stay: 60 }, b: { stay: 60 } },
      });
      await peer.add(group);
      return { peer, group };
    };
    const first = await add();
    const view = new View();
    const rules = { path: { startsWith: "g/" }, presence: true };
    await watcher.fetch(rules, view.take).ready;
    await view.until("both", () => view.states.size === 2);
    await first.peer.close();
    const isDone = client.setBelow("g", { a: 2, b: 2 });
    const { peer, group } = await add();
    await isDone;
    assertEquals(group.values, { a: 2, b: 2 });
    await view.until("the values", () => view.states.get("g/b") === 2);
    assertEquals(view.events.filter((event) => /^remove/.test(event)), []);
    await peer.close();
  },
);
