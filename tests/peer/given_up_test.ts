import { assert, assertEquals, assertRejects } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import {
  type CallContext,
  Method,
  Peer,
  PeerTimeout,
  State,
} from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { StreamClient } from "../support/stream_client.ts";
import { ScriptedLink } from "../support/scripted_daemon.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { within } from "../support/within.ts";

/** A method that ends when its signal aborts. */
class Hanging {
  readonly began = Promise.withResolvers<CallContext>();
  readonly aborted = Promise.withResolvers<unknown>();
  readonly method: Method<unknown, void>;

  constructor(path: string) {
    this.method = new Method(path, async (_args: unknown, context) => {
      this.began.resolve(context);
      const { signal } = context;
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      this.aborted.resolve(signal.reason);
    });
  }
}

const ways = ["port", "wsPort", "binaryPort"] as const;

for (const way of ways) {
  Deno.test(`${way}: a handler learns that a call is given up, by signal and by end`, async () => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ [way]: 0 });
    await using owner = await Peer.connect(url);
    const [one, two] = [new Hanging("one"), new Hanging("two")];
    await owner.add(one.method);
    await owner.add(two.method);
    const client = await Peer.connect(url, { name: "panel" });
    const stop = new AbortController();
    const call = client.call("one", [], { signal: stop.signal });
    const context = await within(one.began.promise, "the call");
    assertEquals(context.path, "one");
    assertEquals(context.caller, { name: "panel", user: undefined });
    assertEquals(context.signal.aborted, false);
    stop.abort(new Error("enough"));
    await assertRejects(() => call, Error, "enough");
    await within(one.aborted.promise, "the end of one");
    const gone = client.call("two").catch(() => {});
    await within(two.began.promise, "the second call");
    await client.close();
    await gone;
    // Not after the time in which answers to half-closed connections are sent.
    await within(two.aborted.promise, "the end of two", 2);
  });

  Deno.test(`${way}: a handler learns that the time of a set is over`, async () => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ [way]: 0 });
    await using owner = await Peer.connect(url);
    const aborted = Promise.withResolvers<void>();
    await owner.add(
      new State("s", 1, {
        async set(_value, { signal }) {
          await new Promise<void>((resolve) => {
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
          aborted.resolve();
        },
      }),
    );
    await using client = await Peer.connect(url);
    await assertRejects(
      () => client.set("s", 2, { timeout: 0.05 }),
      PeerTimeout,
    );
    await within(aborted.promise, "the signal");
  });

  Deno.test(`${way}: a peer knows the daemon's time`, async () => {
    await using daemon = new Daemon();
    const [{ url }] = await daemon.listen({ [way]: 0 });
    await using peer = await Peer.connect(url);
    const before = Date.now();
    const { time, uncertainty } = await peer.now();
    const after = Date.now();
    assert(uncertainty >= 0 && uncertainty <= after - before);
    assert(time >= before - uncertainty - 50, `${time - before}`);
    assert(time <= after + uncertainty + 50, `${time - after}`);
  });
}

Deno.test("a caller that ends its side gets its answer, unless it has said that it does not", async () => {
  await using daemon = new Daemon();
  const [{ port }] = await daemon.listen({ port: 0 });
  await using owner = await Peer.connect(`tcp://127.0.0.1:${port}`);
  for (const noHalfClose of [false, true]) {
    const hanging = new Hanging("hanging");
    const go = Promise.withResolvers<number>();
    const began = Promise.withResolvers<void>();
    const answered = new Method("answered", () => {
      began.resolve();
      return go.promise;
    });
    await owner.add(hanging.method);
    await owner.add(answered);
    await using caller = await StreamClient.tcp(Number(port));
    await caller.send({ id: 1, method: "info", params: { noHalfClose } });
    await caller.send({ id: 2, method: "call", params: { path: "answered" } });
    await caller.next();
    await within(began.promise, "the call");
    if (noHalfClose) {
      await caller.send({ id: 3, method: "call", params: { path: "hanging" } });
      await within(hanging.began.promise, "the second call");
    }
    await caller.endWriting();
    if (noHalfClose) await within(hanging.aborted.promise, "the signal", 2);
    go.resolve(7);
    if (!noHalfClose) assertEquals(await caller.next(), { id: 2, result: 7 });
    await caller.ending();
    await hanging.method.remove();
    await answered.remove();
  }
});

Deno.test("a signal that aborts before anybody looks at it is aborted", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const client = await bus.peer();
  const go = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<boolean>();
  await owner.add(
    new Method("late", async (_args, context) => {
      await go.promise;
      seen.resolve(context.signal.aborted);
    }),
  );
  const stop = new AbortController();
  const call = client.call("late", [], { signal: stop.signal });
  await bus.settle();
  stop.abort(new Error("enough"));
  await assertRejects(() => call);
  await bus.settle();
  go.resolve();
  assertEquals(await seen.promise, true);
});

Deno.test("sets of one state are handled in order, unless they may be concurrent", async () => {
  for (const concurrent of [false, true]) {
    await using bus = new TestBus();
    const owner = await bus.peer();
    const client = await bus.peer();
    const delays = new Map([[1, Promise.withResolvers<void>()]]);
    const state = new State("s", 0, {
      concurrent,
      async set(value) {
        await delays.get(value)?.promise;
      },
    });
    await owner.add(state);
    const first = client.set("s", 1);
    const second = client.set("s", 2);
    await bus.settle();
    delays.get(1)?.resolve();
    await Promise.all([first, second]);
    assertEquals(state.value, concurrent ? 1 : 2);
  }
});

Deno.test("a set that waited for others until its time was over is not handled", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const client = await bus.peer();
  const go = Promise.withResolvers<void>();
  const handled: number[] = [];
  await owner.add(
    new State("s", 0, {
      async set(value) {
        handled.push(value);
        await go.promise;
      },
    }),
  );
  const first = client.set("s", 1, { timeout: 10 });
  const second = client.set("s", 2, { timeout: 1 });
  second.catch(() => {});
  await bus.advance(1100);
  await assertRejects(() => second, PeerTimeout);
  go.resolve();
  await first;
  await bus.settle();
  assertEquals(handled, [1]);
});

Deno.test("a request whose time is over is dropped, by the daemon's time", async () => {
  const link = new ScriptedLink();
  const features = { deadline: true, time: true };
  link.info = { name: "scripted", features, time: 1_000_000 };
  const clock = new VirtualClock();
  const peer = await Peer.connect(() => link, { clock });
  const sets: unknown[] = [];
  const adding = peer.add(
    new State<number>("s", 0, { set: (value) => void sets.push(value) }),
  );
  const add = await link.next("add");
  assertEquals(add.params?.deadline, true);
  link.answer(add, true);
  await adding;
  // The peer has asked for the time.
  while (link.infos < 2) await new Promise((resolve) => setTimeout(resolve, 0));
  const push = (id: number, deadline: number) =>
    link.push({ id, method: "s", deadline, params: { value: id } });
  push(1, 999_999);
  push(2, 1_000_001);
  clock.pass(10);
  push(3, 1_000_009);
  push(4, 1_000_011);
  assertEquals(sets, [2, 4]);
  await peer.close();
});
