/**
 * What elements have beside their values, at other members than their owners'.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type Change, Method, Peer, Signal, State } from "../../peer.ts";
import { onThree, View } from "./members.ts";

/** Everything that a fetch has reported, without times and revisions. */
class Log extends View {
  readonly lines: string[] = [];

  readonly takeAll = (change: Change<unknown>): void => {
    const { event, path, meta, quality, at, stale, away } = change;
    const notes = JSON.stringify({ meta, quality, at, stale, away });
    this.lines.push(
      `${event} ${path} ${notes === "{}" ? "" : notes}`.trim(),
    );
    this.take(change);
  };
}

onThree(
  "metadata of states, methods and signals is that of their owner everywhere",
  ["deno", "bun", "deno"],
  async ([owner, early, late]) => {
    const rules = {
      path: { startsWith: "m/" },
      type: ["state", "method", "signal"],
      meta: true,
    } as const;
    const log = new Log();
    await early.fetch(rules, log.takeAll).ready;
    const elements = [
      new State("m/state", 1, { meta: { unit: "V" } }),
      new Method("m/method", () => 1, { meta: { title: "Add" } }),
      new Signal("m/signal", { meta: { title: "Door" } }),
    ];
    for (const element of elements) await owner.add(element);
    await owner.add(new Method("m/plain", () => 1));
    await log.until("all", () => log.states.size === 4);
    assertEquals(log.lines.splice(0), [
      'add m/state {"meta":{"unit":"V"}}',
      'add m/method {"meta":{"title":"Add"}}',
      'add m/signal {"meta":{"title":"Door"}}',
      "add m/plain",
    ]);
    for (const element of elements) await element.setMeta({ title: "new" });
    await log.until("the changes", () => log.lines.length === 3);
    assertEquals(
      log.lines,
      ["state", "method", "signal"].map((name) =>
        `meta m/${name} {"meta":{"title":"new"}}`
      ),
    );
    const described = (entries: readonly { path: string; meta?: unknown }[]) =>
      entries.map(({ path, meta }) => [path, meta]).sort();
    const expected = described(await owner.get(rules));
    assertEquals(described(await late.get(rules)), expected);
    const children = await late.list("m", {
      meta: true,
      type: ["state", "method", "signal"],
    });
    assertEquals(described(children.children), expected);
  },
);

onThree(
  "times, qualities and what is stale are those of the owner everywhere",
  ["deno", "bun", "deno"],
  async ([owner, client, late]) => {
    const rules = { path: { startsWith: "t/" }, times: true } as const;
    const log = new Log();
    await client.fetch(rules, log.takeAll).ready;
    const state = await owner.add(
      new State("t/s", 1, { at: 1000, quality: "uncertain", expires: 0.3 }),
    );
    await log.until("stale", () => log.lines.length === 2);
    assertEquals(log.lines.splice(0), [
      'add t/s {"quality":"uncertain","at":1000}',
      'stale t/s {"quality":"uncertain","at":1000,"stale":true}',
    ]);
    // Who looks later sees that it is stale already.
    const [stale] = await late.get(rules);
    assertEquals([stale.stale, stale.quality], [true, "uncertain"]);
    const [own] = await owner.get(rules);
    assertEquals(stale.time, own.time);
    state.change(2, { quality: "good" });
    await log.until("the change", () => log.lines.length >= 1);
    assertEquals(log.lines[0], 'change t/s {"quality":"good"}');
    await log.until("stale again", () => log.lines.length >= 2);
    assertEquals(log.lines[1], 'stale t/s {"quality":"good","stale":true}');
  },
);

onThree(
  "that an owner is away, and is back, is known everywhere",
  ["deno", "bun", "deno"],
  async ([, client, late], daemons) => {
    const connect = () => Peer.connect(daemons[0].url("tcp"));
    const rules = { path: { startsWith: "p/" }, presence: true } as const;
    const log = new Log();
    await client.fetch(rules, log.takeAll).ready;
    const add = async (peer: Peer) => {
      await peer.add(
        new State("p/s", 1, { stay: 60, set: (value) => ({ value }) }),
      );
      await peer.add(new Method("p/m", () => "called", { stay: 60 }));
    };
    const first = await connect();
    await add(first);
    await log.until("both", () => log.states.size === 2);
    await first.close();
    await log.until("away", () => log.lines.length === 4);
    assertEquals(log.lines.splice(0).sort(), [
      "add p/m",
      "add p/s",
      'away p/m {"away":true}',
      'away p/s {"away":true}',
    ]);
    const entries = await late.get(rules);
    assertEquals(entries.map(({ away }) => away), [true, true]);
    // Requests of other members wait for it.
    const requests = [late.set("p/s", 2), client.call("p/m", [])];
    const second = await connect();
    await add(second);
    assertEquals((await Promise.all(requests))[1], "called");
    await log.until("the value", () => log.states.get("p/s") === 2);
    assertEquals(log.lines.splice(0).sort(), [
      "back p/m",
      "back p/s",
      "change p/s",
    ]);
    const back = await late.get(rules);
    assertEquals(back.map(({ away }) => away), [undefined, undefined]);
    assertEquals((await client.list("p", { presence: true })).n, 2);
    // Its next owner comes to another member.
    await second.close();
    await log.until("away again", () => log.lines.length === 2);
    const waiting = [late.set("p/s", 3), client.call("p/m", [])];
    await using third = await Peer.connect(daemons[2].url("tcp"));
    await add(third);
    assertEquals((await Promise.all(waiting))[1], "called");
    await log.until("the value", () => log.states.get("p/s") === 3);
    const lines = log.lines.splice(0);
    assertEquals(lines.filter((line) => line.startsWith("remove")), []);
    assertEquals(lines.filter((line) => line.startsWith("back")).sort(), [
      "back p/m",
      "back p/s",
    ]);
  },
);

onThree(
  "rate and dead band of a fetch hold for the elements of other members",
  ["deno", "bun", "deno"],
  async ([owner, client]) => {
    const fast = await owner.add(new State("r/fast", 0));
    const band = await owner.add(new State("r/band", 10));
    const end = await owner.add(new State("r/end", 0));
    const rated = new View();
    const path = { startsWith: "r/" };
    await client.fetch({ path, rate: 20 }, rated.take).ready;
    const banded = new View();
    await client.fetch({ path, deadband: { absolute: 5 } }, banded.take).ready;
    await rated.until("all", () => rated.states.size === 3);
    const begun = performance.now();
    // One turn for each change: none is conflated before.
    for (let i = 1; i <= 200; i++) {
      fast.value = i;
      await owner.info();
    }
    await rated.until("the last", () => rated.states.get("r/fast") === 200);
    const seconds = (performance.now() - begun) / 1000;
    const changes = rated.events.filter((event) =>
      event.startsWith("change r/fast")
    );
    assert(changes.length <= 3 + seconds * 20, `${changes.length}`);
    for (const value of [12, 14, 15, 16]) band.value = value;
    end.value = 100;
    await banded.until("the end", () => banded.states.get("r/end") === 100);
    // The last value that was sent is what others are compared with.
    assertEquals(banded.states.get("r/band"), 16);
    band.value = 20;
    end.value = 200;
    await banded.until("the end", () => banded.states.get("r/end") === 200);
    assertEquals(banded.states.get("r/band"), 16);
  },
);

onThree(
  "nodes, lists and sorted fetches are those of all members",
  ["deno", "bun", "deno"],
  async ([first, second, third]) => {
    const log = new Log();
    const rules = { below: "plant", type: ["node"] } as const;
    await third.fetch(rules, log.takeAll).ready;
    const sorted: string[][] = [];
    const order = third.fetch(
      { below: "plant", sort: { byPath: true, from: 2, to: 3 } },
      (rows) => {
        sorted.push(rows.map(({ path }) => path));
      },
    );
    await order.ready;
    await first.add(new State("plant/a/x", 1));
    const b = await second.add(new State("plant/b/x", 2));
    await log.until("both", () => log.states.size === 2);
    const a = await second.add(new State("plant/a/y", 3));
    await second.add(new State("plant/c/x", 4));
    await b.remove();
    await log.until("the removal", () => log.lines.includes("remove plant/b"));
    assertEquals(log.lines, [
      "add plant/a",
      "add plant/b",
      "add plant/c",
      "remove plant/b",
    ]);
    assertEquals(sorted.at(-1), ["plant/a/y", "plant/c/x"]);
    // A node is there while any member has something below it.
    await a.remove();
    for (const peer of [first, second, third]) {
      // The requests of the owner are in the log before.
      await peer.get({ path: { equals: "plant/a/y" } });
      const { children } = await peer.list("plant");
      assertEquals(
        children.map(({ name, type, children }) => [name, type, children]),
        [["a", "node", 1], ["c", "node", 1]],
      );
    }
    assertEquals(log.lines.length, 4);
  },
);

onThree(
  "binary values are set and shown across members in the form of each peer",
  ["deno", "bun", "deno"],
  async ([owner, client], daemons) => {
    await using binary = await Peer.connect(
      `jetb://127.0.0.1:${daemons[2].binaryPort}`,
    );
    const png = (text: string) => `data:image/png;base64,${btoa(text)}`;
    const state = await owner.add(
      new State<unknown>("b/image", png("one"), { set: () => undefined }),
    );
    await binary.add(
      new State<unknown>("b/raw", new Uint8Array([1, 2]), {
        set: () => undefined,
      }),
    );
    const view = new View();
    await client.fetch({ path: { startsWith: "b/" } }, view.take).ready;
    await view.until("both", () => view.states.size === 2);
    await binary.set("b/image", png("two"));
    assertEquals(state.value, png("two"));
    await view.until(
      "the image",
      () => view.states.get("b/image") === png("two"),
    );
    const before = view.states.get("b/raw");
    assertEquals(before, "data:application/octet-stream;base64,AQI=");
    await client.set("b/raw", "data:application/octet-stream;base64,AwQ=");
    const [{ value }] = await binary.get({ path: { equals: "b/raw" } });
    assertEquals(value, new Uint8Array([3, 4]));
  },
);
