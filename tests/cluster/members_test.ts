import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  InvalidArgument,
  Method,
  NotFound,
  Occupied,
  PeerError,
  PeerTimeout,
  Signal,
  State,
} from "../../peer.ts";
import { asRecord } from "../support/client.ts";
import { onThree, View } from "./members.ts";

const MIXED = ["deno", "bun", "deno"] as const;

onThree(
  "what one member's peers own is fetched, got, set and called at the others",
  MIXED,
  async ([owner, ...others]) => {
    const state = await owner.add(
      new State<unknown>("a/state", 1, {
        set(value) {
          if (value === 0) throw new InvalidArgument("not zero");
          return value === 5 ? { value: 6 } : undefined;
        },
      }),
    );
    await owner.add(new Method("a/sum", ([x, y]: number[]) => x + y));
    for (const client of others) {
      const view = new View();
      const fetch = client.fetch({ path: { startsWith: "a/" } }, view.take);
      await fetch.ready;
      await view.until("all", () => view.states.size === 2);
      state.value = { text: "ü", big: [1, 2] };
      await view.until(
        "the change",
        () => view.events.at(-1) === 'change a/state {"text":"ü","big":[1,2]}',
      );
      await client.set("a/state", 5);
      await view.until(
        "the value taken",
        () => view.states.get("a/state") === 6,
      );
      await assertRejects(() => client.set("a/state", 0), InvalidArgument);
      assertEquals(await client.call("a/sum", [2, 3]), 5);
      await assertRejects(() => client.call("a/nothing"), NotFound);
      const all = await client.get({ path: { startsWith: "a/" } });
      assertEquals(all.map(({ path }) => path).sort(), ["a/state", "a/sum"]);
      await fetch.close();
    }
  },
);

onThree(
  "a path has one owner, and the hierarchy is that of all members",
  MIXED,
  async ([first, second, third]) => {
    const state = await first.add(new State("x/y", 1));
    await assertRejects(() => second.add(new State("x/y", 2)), Occupied);
    await assertRejects(() => third.add(new State("x", 2)), Occupied);
    await assertRejects(() => third.add(new State("x/y/z", 2)), Occupied);
    await state.remove();
    await second.add(new State("x", 2));
    const view = new View();
    await third.fetch({}, view.take).ready;
    await view.until("the new one", () => view.states.get("x") === 2);
  },
);

onThree(
  "of claims at the same time one stands",
  ["deno", "deno", "bun"],
  async (peers) => {
    const view = new View();
    await peers[0].fetch({ path: { startsWith: "race/" } }, view.take).ready;
    for (let round = 0; round < 20; round++) {
      const path = `race/${round}`;
      const results = await Promise.allSettled(
        peers.map((peer, i) => peer.add(new State(path, i))),
      );
      const winners = results.flatMap(({ status }, i) =>
        status === "fulfilled" ? [i] : []
      );
      assertEquals(winners.length, 1);
      await view.until(path, () => view.states.has(path));
      assertEquals(view.states.get(path), winners[0]);
    }
  },
);

onThree(
  "sorted fetches, value rules, binary values, metadata, signals and lists cover all members",
  MIXED,
  async ([first, second, third]) => {
    await first.add(new State("r/a", 30, { meta: { unit: "V" } }));
    const middle = await second.add(new State("r/b", 20));
    const image = "data:image/png;base64,AQID";
    await second.add(new State("r/image", image));
    const signal = await first.add(new Signal<number>("r/tick"));
    await third.add(new State("r/c", 10));
    const rows: string[][] = [];
    const order = third.fetch({
      path: { startsWith: "r/" },
      value: { isType: "number" },
      sort: { byValue: "number", from: 1, to: 2 },
    }, (sorted) => {
      rows.push(sorted.map(({ path }) => path));
    });
    await order.ready;
    assertEquals(rows.at(-1), ["r/c", "r/b"]);
    const view = new View();
    await third.fetch({
      path: { startsWith: "r/" },
      type: ["state", "signal"],
    }, view.take).ready;
    await view.until("all", () => view.states.size === 5);
    assertEquals(view.states.get("r/image"), image);
    middle.value = 5;
    await view.until("the change", () => view.states.get("r/b") === 5);
    assertEquals(rows.at(-1), ["r/b", "r/c"]);
    await signal.send(7);
    await view.until("the signal", () => view.states.get("r/tick") === 7);
    const [entry] = await third.get({ path: { equals: "r/a" }, meta: true });
    assertEquals(entry.meta, { unit: "V" });
    const { children } = await third.list("r");
    assertEquals(children.map(({ name }) => name).sort(), [
      "a",
      "b",
      "c",
      "image",
    ]);
  },
);

onThree(
  "a set with a condition is compared where the owner is",
  ["deno", "deno", "deno"],
  async ([owner, client]) => {
    const state = await owner.add(new State("c", 1, { set: () => undefined }));
    const read = () => client.get({ path: { equals: "c" }, times: true });
    const [before] = await read();
    state.value = 2;
    await assertRejects(
      () => client.set("c", 3, { if: { revision: before.revision ?? 0 } }),
      InvalidArgument,
      "changed",
    );
    const [now] = await read();
    await client.set("c", 3, { if: { revision: now.revision ?? 0 } });
    assertEquals((await read())[0].value, 3);
  },
);

onThree(
  "requests to a peer of another member time out, and end with it",
  ["deno", "deno", "deno"],
  async ([owner, client]) => {
    const calls: (() => void)[] = [];
    await owner.add(
      new Method("slow", () => {
        calls.pop()?.();
        return new Promise<number>(() => {});
      }),
    );
    await assertRejects(
      () => client.call("slow", [], { timeout: 0.05 }),
      PeerTimeout,
    );
    const view = new View();
    await client.fetch({}, view.take).ready;
    const called = new Promise<void>((resolve) => calls.push(resolve));
    const waiting = assertRejects(() => client.call("slow"), PeerError);
    await called;
    await owner.close();
    await waiting;
    await view.until("the removal", () => view.events.at(-1) === "remove slow");
  },
);

onThree(
  "what stays while its owner is away is taken over at another member",
  ["deno", "bun", "deno"],
  async ([owner, second, third]) => {
    await owner.add(new State("stays", 1, { stay: 60 }));
    await owner.add(new State("goes", 1));
    const view = new View();
    await third.fetch({}, view.take).ready;
    await view.until("both", () => view.states.size === 2);
    // Its owner is there.
    await assertRejects(() => second.add(new State("stays", 2)), Occupied);
    await owner.close();
    await view.until("the end of one", () => !view.states.has("goes"));
    assertEquals(view.states.get("stays"), 1);
    await second.add(new State("stays", 2));
    await view.until("the new one", () => view.states.get("stays") === 2);
    // Then it is that of its new owner.
    await assertRejects(() => third.add(new State("stays", 3)), Occupied);
  },
);

onThree(
  "an element of a silent owner is replaced from another member",
  ["deno", "deno", "deno"],
  async ([first, second, third], daemons) => {
    const { hostname, port } = new URL(daemons[0].url("tcp"));
    const silent = await Deno.connect({ hostname, port: Number(port) });
    try {
      const add = new TextEncoder().encode(
        `{"method":"add","params":{"path":"silent","value":1}}`,
      );
      const frame = new Uint8Array(4 + add.length);
      new DataView(frame.buffer).setUint32(0, add.length);
      frame.set(add, 4);
      await silent.write(frame);
      const view = new View();
      await third.fetch({}, view.take).ready;
      await view.until("the state", () => view.states.get("silent") === 1);
      await first.add(new State("alive", 1));
      await assertRejects(
        () => third.set("silent", 3, { timeout: 0.05 }),
        PeerTimeout,
      );
      const options = { replace: "silent" } as const;
      await Promise.all([
        second.add(new State("silent", 2, options)),
        assertRejects(
          () => second.add(new State("alive", 2, options)),
          Occupied,
        ),
      ]);
      await view.until("the new one", () => view.states.get("silent") === 2);
      assertEquals(view.states.get("alive"), 1);
    } finally {
      silent.close();
    }
  },
);

onThree(
  "each member tells who the members are",
  ["deno", "deno", "deno"],
  async (peers) => {
    await peers[1].add(new State("s", 1));
    for (const peer of peers) {
      // It may be known a moment later.
      await peer.get({ path: { equals: "s" } });
      const { cluster } = asRecord(await peer.call("$jet/status", []));
      const { members } = asRecord(cluster);
      assert(Array.isArray(members));
      const rows = members.map((member) => {
        const { name, elements, since, heard } = asRecord(member);
        assert(Number(since) > 1e12 && Number(heard) >= Number(since));
        return `${name}: ${elements}`;
      });
      assertEquals(asRecord(cluster).state, "joined");
      assertEquals(rows.sort(), ["d0: 0", "d1: 1", "d2: 0"]);
    }
  },
);
