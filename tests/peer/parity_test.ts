/**
 * What programs of other Jet libraries expect of a peer: names, logins, coming
 * back when asked, warnings, and giving up.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import {
  ADAPTED,
  ConnectionClosed,
  InvalidArgument,
  issuesOf,
  JetError,
  Method,
  NotFound,
  Occupied,
  Peer,
  type StandardSchema,
  State,
  Unauthorized,
} from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { connected, event, turn } from "../support/scripted_daemon.ts";

// Names and users

Deno.test("a peer sends its name again after a reconnect", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer({ name: "first" });
  await peer.config({ name: "second" });
  assertEquals(bus.peers.map(({ name }) => name), ["second"]);
  await bus.disconnect(peer);
  await bus.advance(200);
  assertEquals(bus.peers.map(({ name }) => name), ["second"]);
});

const USERS = {
  joe: { password: "secret", fetchGroups: ["staff"], setGroups: ["staff"] },
  root: { password: "toor", admin: true },
};

Deno.test("a login at any time lets fetches see more, also after a reconnect", async () => {
  await using bus = new TestBus({ users: USERS });
  const owner = await bus.peer();
  const access = { fetchGroups: ["staff"], setGroups: ["staff"] };
  await owner.add(new State("door", "shut", { access, set() {} }));
  const peer = await bus.peer();
  const fetcher = peer.fetch({ path: "door" });
  await fetcher.ready;
  assertEquals(fetcher.entries.length, 0);
  assertEquals(await peer.authenticate("joe", "secret"), {
    fetchGroups: ["staff"],
    setGroups: ["staff"],
    callGroups: [],
  });
  await bus.settle();
  assertEquals(fetcher.entries.length, 1);
  await bus.disconnect(peer);
  await bus.advance(200);
  await peer.set("door", "open");
  assertEquals(fetcher.entries.map(({ value }) => value), ["open"]);
});

Deno.test("a login that fails changes nothing", async () => {
  await using bus = new TestBus({ users: USERS });
  const peer = await bus.peer();
  await assertRejects(
    () => peer.authenticate("joe", "wrong"),
    Unauthorized,
    "wrong password",
  );
  await assertRejects(() => peer.authenticate("ann", ""), Unauthorized);
  await bus.disconnect(peer);
  await bus.advance(200);
  assert(peer.open);
});

Deno.test("every refusal of a login is Unauthorized, a lost connection is not", async () => {
  const { peer, link } = await connected({ reconnect: false });
  const refused = peer.authenticate("joe", "pw");
  const request = await link.next("authenticate");
  assertEquals(request.params, { user: "joe", password: "pw" });
  link.refuse(request, -32602, { "invalid credentials": "joe" });
  await assertRejects(() => refused, Unauthorized, "joe");
  const lost = peer.authenticate("joe", "pw");
  await link.next("authenticate");
  link.drop();
  await assertRejects(() => lost, ConnectionClosed);
});

Deno.test("users are added, and passwords changed", async () => {
  await using bus = new TestBus({ users: USERS });
  const admin = await bus.peer({ user: "root", password: "toor" });
  await admin.addUser("ann", "1234", ["staff"]);
  const ann = await bus.peer({ user: "ann", password: "1234" });
  await ann.changePassword("ann", "5678");
  await assertRejects(() => ann.addUser("bob", "1"), JetError);
  await bus.peer({ user: "ann", password: "5678" });
  await assertRejects(
    () => bus.peer({ user: "ann", password: "1234" }),
    Unauthorized,
  );
});

// Requests under way

Deno.test("pending counts what waits for the daemon", async () => {
  await using bus = new TestBus();
  await bus.method("slow", () => new Promise(() => {}));
  const peer = await bus.peer();
  assertEquals(peer.pending, 0);
  const calls = [1, 2, 3].map(() => peer.call("slow", [], { timeout: 1 }));
  const settled = Promise.allSettled(calls);
  assertEquals(peer.pending, 3);
  await bus.advance(1000);
  assertEquals(peer.pending, 0);
  await settled;
});

// Coming back

Deno.test("with manual reconnect a peer comes back when it is resumed", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer({ reconnect: "manual" });
  const state = await peer.add(new State("a", 1));
  const events: string[] = [];
  for (const type of ["disconnect", "reconnect", "close"] as const) {
    peer.addEventListener(type, () => events.push(type));
  }
  await bus.disconnect(peer);
  state.value = 2;
  await bus.advance(3_600_000);
  assert(!peer.open && !peer.closed);
  assertEquals(await bus.value("a"), undefined);
  await Promise.all([peer.resume(), peer.resume()]);
  assertEquals(await bus.value("a"), 2);
  assertEquals(events, ["disconnect", "reconnect"]);
});

Deno.test("resume fails without a daemon, and can be tried again", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer({ reconnect: "manual" });
  bus.reachable = false;
  await bus.disconnect(peer);
  await assertRejects(() => peer.resume(), ConnectionClosed);
  bus.reachable = true;
  await peer.resume();
  await peer.resume();
  assert(peer.open);
  await peer.close();
  await assertRejects(() => peer.resume(), ConnectionClosed);
});

Deno.test("resume ends the pause before the next attempt", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer({ reconnect: { min: 60, max: 60 } });
  await bus.disconnect(peer);
  const back = event(peer, "reconnect");
  await peer.resume();
  await back;
  assertEquals(bus.now, 0);
  await bus.advance(120_000);
  assertEquals(bus.peers.length, 1);
});

Deno.test("closing ends a resume", async () => {
  const { peer, daemon, link } = await connected({ reconnect: "manual" });
  link.drop();
  daemon.refuses = 1;
  const resumed = peer.resume();
  const closed = peer.close();
  await assertRejects(() => resumed, ConnectionClosed);
  await closed;
});

// Warnings

Deno.test("a set tells the owner's warning", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  await owner.add(
    new State("volume", 0, {
      set(value) {
        if (value > 10) return { value: 10, warning: "at most 10" };
        if (value < 0) {
          return {
            dontNotify: true,
            warning: { code: 7, message: "stays" },
          };
        }
      },
    }),
  );
  const peer = await bus.peer();
  assertEquals(await peer.set("volume", 5), {});
  assertEquals(await peer.set("volume", 11), {
    warning: { code: ADAPTED, message: "at most 10" },
  });
  assertEquals(await bus.value("volume"), 10);
  assertEquals(await peer.set("volume", -1), {
    warning: { code: 7, message: "stays" },
  });
  assertEquals(await bus.value("volume"), 10);
  assertEquals(await peer.set("volume", 12, { valueAsResult: true }), {
    value: 10,
  });
});

Deno.test("a warning on the wire is that of HBK's C++ peers", async () => {
  const { peer, link } = await connected();
  const done = peer.add(
    new State<number>("a", 1, { set: () => ({ value: 2, warning: "two" }) }),
  );
  link.answer(await link.next("add"), true);
  await done;
  link.push({ id: "x", method: "a", params: { value: 3 } });
  await turn();
  const [, change, answer] = link.sent;
  assertEquals(change.params, { path: "a", value: 2 });
  assertEquals(answer, {
    id: "x",
    result: { warning: { code: 1, message: "two" } },
  });
  const set = peer.set("b", 1);
  await link.next("change");
  await link.next();
  link.answer(await link.next("set"), { warning: { code: 1 } });
  assertEquals(await set, {
    warning: { code: 1, message: "" },
  });
  await peer.close();
});

Deno.test("a warning and a schema's issues cross the dialects", async () => {
  await using daemon = new Daemon();
  const addresses = await daemon.listen({ port: 0, binaryPort: 0, wsPort: 0 });
  const schema: StandardSchema<number> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        typeof value === "number"
          ? { value }
          : { issues: [{ message: "a number", path: ["x"] }] },
    },
  };
  const urls = addresses.map(({ url }) => url);
  assertEquals(new Set(urls.map((url) => new URL(url).protocol)).size, 3);
  for (const from of urls) {
    await using owner = await Peer.connect(from);
    await using _state = await owner.add(
      new State("a", 1, {
        schema,
        set: () => ({ value: 2, warning: "is two" }),
      }),
    );
    for (const to of urls) {
      await using client = await Peer.connect(to);
      const warning = { code: ADAPTED, message: "is two" };
      assertEquals(await client.set("a", 3), { warning }, `${from} ${to}`);
      assertEquals(await client.set("a", 3, { valueAsResult: true }), {
        value: 2,
      });
      const error = await client.set("a", "text").catch((error) => error);
      assert(error instanceof InvalidArgument, `${from} ${to}`);
      assertEquals(issuesOf(error), [{ message: "a number", path: ["x"] }]);
    }
  }
});

// Giving up

Deno.test("an add that is given up is taken back", async () => {
  const { peer, link } = await connected();
  const controller = new AbortController();
  const { signal } = controller;
  const state = new State("a", 1);
  const adding = peer.add(state, { signal });
  await link.next("add");
  controller.abort(new Error("enough"));
  await assertRejects(() => adding, Error, "enough");
  assertEquals((await link.next("remove")).params, { path: "a" });
  await assertRejects(() => peer.add(state, { signal }), Error, "enough");
  assertEquals(link.sent.length, 2);
  await peer.close();
});

Deno.test("every request can be given up", async () => {
  const { peer, link } = await connected();
  const done = peer.add(new State("a", 1));
  link.answer(await link.next("add"), true);
  const state = await done;
  const controller = new AbortController();
  const { signal } = controller;
  const requests = [
    peer.set("b", 1, { signal }),
    peer.call("b", [], { signal }),
    peer.get({}, { signal }),
    peer.list("", { signal }),
    peer.config({ name: "n", signal }),
    peer.authenticate("u", "p", { signal }),
    peer.changePassword("u", "p", { signal }),
    peer.addUser("u", "p", [], { signal }),
    peer.changeBelow("", { a: 2 }, { signal }),
    state.change(3, { signal }),
    peer.removeBelow("a", { signal }),
  ];
  const settled = Promise.allSettled(requests);
  await turn();
  controller.abort(new Error("enough"));
  const outcomes = (await settled).map((result) =>
    result.status === "rejected" ? `${result.reason}` : "done"
  );
  assertEquals(outcomes, requests.map(() => "Error: enough"));
  assertEquals(peer.pending, 0);
  await peer.close();
});

Deno.test("a signal gives up connecting, with its reason", async () => {
  const controller = new AbortController();
  await using bus = new TestBus();
  const connecting = bus.peer({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => connecting, Error, "enough");
  await assertRejects(
    () => bus.peer({ signal: AbortSignal.abort(new Error("before")) }),
    Error,
    "before",
  );
});

// Disposal and events

Deno.test("states, methods, fetchers and peers end with their blocks", async () => {
  await using bus = new TestBus();
  {
    await using peer = await bus.peer();
    {
      await using state = await peer.add(new State("a", 1));
      await using method = await peer.add(new Method("b", () => 1));
      await using fetcher = peer.fetch();
      await fetcher.ready;
      assert(state.added && method.added);
      assertEquals(bus.peers, [{ name: "", elements: 2, fetches: 1 }]);
    }
    await bus.settle();
    assertEquals(bus.peers, [{ name: "", elements: 0, fetches: 0 }]);
  }
  await bus.settle();
  assertEquals(bus.peers, []);
});

Deno.test("a state may be disposed of after its peer", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  await using _state = await peer.add(new State("a", 1));
  await peer.close();
});

Deno.test("listeners of a peer are taken off again", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer({ reconnect: "manual" });
  let notified = 0;
  const listener = () => void notified++;
  peer.addEventListener("disconnect", listener);
  peer.removeEventListener("disconnect", listener);
  await bus.disconnect(peer);
  assertEquals(notified, 0);
});

// Groups and timeouts of elements

Deno.test("an element's own timeout counts for its callers", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const never = () => new Promise<never>(() => {});
  await owner.add(new Method("slow", never, { timeout: 0.001 }));
  const peer = await bus.peer();
  const call = assertRejects(() => peer.call("slow"), JetError);
  await bus.advance(2);
  await call;
  assertThrows(() => new Method("slow", never, { timeout: 0 }), RangeError);
});

Deno.test("the errors of others are the classes of this library", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const peer = await bus.peer();
  await owner.add(
    new State("a", 1, {
      set() {
        throw new JetError("jammed", { code: 17, data: { door: 3 } });
      },
    }),
  );
  const error = await assertRejects(() => peer.set("a", 2), JetError, "jammed");
  assertEquals([error.code, error.data], [17, { door: 3 }]);
  await assertRejects(() => peer.set("b", 2), NotFound);
  await assertRejects(() => peer.add(new State("a", 1)), Occupied);
  await assertRejects(() => peer.call("a"), JetError);
  const value = { lessThan: {} };
  await assertRejects(() => peer.get({ value }), InvalidArgument);
});
