/**
 * What an owner sends behind an `add` whose path is being claimed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Bus } from "../../bus/bus.ts";
import type { Federation } from "../../bus/space/federation.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import type { DialectName } from "../../protocol/dialect.ts";
import { LoopTurns } from "../../testing/turns.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { localPair } from "../../transport/links/local.ts";
import { Peer, State } from "../../peer.ts";
import { LocalDaemon } from "../support/local_daemon.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { NatsServer } from "../support/nats.ts";
import { asRecord } from "../support/client.ts";
import { within } from "../support/within.ts";
import { cannotRun, clusterName, memberArgs } from "./members.ts";

const NAMES = ["classic", "cjet", "v3"] as const;

/** A federation whose claims end when a test says so. */
class HeldClaims implements Federation {
  readonly info = null;
  readonly #claims = new Map<string, (fault: Fault | null) => void>();

  claim(
    path: string,
    _hasValue: boolean,
    _options: unknown,
    _owner: unknown,
    done: (fault: Fault | null) => void,
  ): void {
    if (path.startsWith("held")) this.#claims.set(path, done);
    else done(null);
  }

  /** Ends a claim. */
  end(path: string, fault: Fault | null = null): void {
    const done = this.#claims.get(path);
    if (done === undefined) throw new Error(`${path} is not being claimed`);
    this.#claims.delete(path);
    done(fault);
  }

  get pending(): string[] {
    return [...this.#claims.keys()];
  }

  isLocal(): boolean {
    return true;
  }

  claimOwn(_path: string, done: (fault: Fault | null) => void): void {
    done(null);
  }

  whenFree(): void {}

  sync(done: () => void): void {
    done();
  }

  unclaim(): void {}

  acquire(_paths: unknown, done: () => void): void {
    done();
  }

  release(): void {}
}

type Message = Record<string, unknown>;

/** A bus with an owner and a client of some dialect. */
class Setup implements AsyncDisposable {
  readonly claims = new HeldClaims();
  readonly #turns = new LoopTurns();
  readonly #bus: Bus;
  readonly owner: (...messages: Message[]) => void;
  readonly client: (...messages: Message[]) => void;
  readonly ownerGot: Message[] = [];
  readonly clientGot: Message[] = [];
  readonly #errors: unknown[] = [];
  /** Ends the connection of the owner. */
  hangUp: () => void = () => {};

  constructor(dialect: DialectName, maxMessage = 1 << 20) {
    const clock = new VirtualClock();
    this.#bus = new Bus({
      info: {
        name: "test",
        version: "1",
        authentication: false,
        separator: "/",
        maxMessage,
      },
      separator: "/",
      timeout: 5,
      softBacklog: Infinity,
      hardBacklog: Infinity,
      stallTimeout: 10,
      clock: {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        after: (ms, task) => clock.after(ms, task),
        endOfTurn: this.#turns.later,
        nextTurn: this.#turns.later,
      },
      onError: (_session, error) => this.#errors.push(error),
    });
    this.#bus.space.federation = this.claims;
    this.client = this.#connect(dialect, this.clientGot);
    this.owner = this.#connect(dialect, this.ownerGot);
  }

  get sessions(): number {
    return this.#bus.sessions.size;
  }

  #connect(
    dialect: DialectName,
    got: Message[],
  ): (...messages: Message[]) => void {
    const { link, peerLink } = localPair(this.#turns.later);
    this.#bus.connect(link, new Dialects()[dialect]);
    this.hangUp = () => peerLink.close();
    peerLink.onmessage = (text) => {
      const message: Message | Message[] = JSON.parse(text);
      got.push(...[message].flat());
    };
    return (...messages) =>
      peerLink.send(
        JSON.stringify(messages.length === 1 ? messages[0] : messages),
      );
  }

  async settle(): Promise<void> {
    await this.#turns.settled();
    assertEquals(this.#errors, []);
  }

  value(path: string): unknown {
    const element = this.#bus.space.elements.byPath.get(path);
    return element?.json;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#bus.close(1000, "the test is over");
    await this.settle();
  }
}

const add = (id: string, path: string, value: unknown = 0) => ({
  id,
  method: "add",
  params: { path, value },
});
const change = (path: string, value: unknown) => ({
  method: "change",
  params: { path, value },
});
const get = (id: string, path: string) => ({
  id,
  method: "get",
  params: { path: { equals: path } },
});
const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);

/** Sends messages in one array, or each on its own. */
const WAYS = [
  [
    "in one array",
    (send: (...all: Message[]) => void, all: Message[]) => send(...all),
  ],
  [
    "one by one",
    (send: (...all: Message[]) => void, all: Message[]) => {
      for (const message of all) send(message);
    },
  ],
] as const;

for (const name of NAMES) {
  Deno.test(`claims: a set is answered while the owner adds another path (${name})`, async () => {
    await using setup = new Setup(name);
    const { owner, client, ownerGot, clientGot, claims } = setup;
    owner(add("a", "s"));
    await setup.settle();
    ownerGot.length = 0;
    owner(add("b", "held/1"));
    await setup.settle();
    client(
      { id: "f", method: "fetch", params: { path: { equals: "s" }, id: "x" } },
      { id: "s", method: "set", params: { path: "s", value: 7 } },
    );
    await setup.settle();
    clientGot.length = 0;
    const { id } = ownerGot.splice(0)[0];
    // A change of the path that is claimed must not hold the rest up.
    owner(change("held/1", 1), change("s", 7), {
      id,
      result: name === "v3" ? {} : true,
    });
    await setup.settle();
    assertEquals(clientGot.length, 2);
    const [event, answer] = clientGot;
    assertEquals(answer.id, "s");
    assertEquals(event.id, undefined, "the change precedes the answer");
    assertEquals(setup.value("held/1"), undefined);
    claims.end("held/1");
    await setup.settle();
    assertEquals(ids(ownerGot).includes("b"), true);
    assertEquals(setup.value("held/1"), 1, "changed behind its add");
  });
}

for (const [way, send] of WAYS) {
  Deno.test(`claims: what concerns a path keeps its order (${way})`, async () => {
    await using setup = new Setup("classic");
    const { owner, ownerGot, claims } = setup;
    send(owner, [
      add("1", "held/a", 0),
      change("held/a", 1),
      { id: "2", method: "remove", params: { path: "held/a" } },
      add("3", "held/a", 5),
      change("held/a", 6),
      add("4", "b", 0),
      change("b", 1),
    ]);
    await setup.settle();
    assertEquals(ids(ownerGot), ["4"]);
    assertEquals(setup.value("b"), 1);
    assertEquals(claims.pending, ["held/a"]);
    claims.end("held/a");
    await setup.settle();
    assertEquals(ids(ownerGot), ["4", "1", "2"]);
    assertEquals(claims.pending, ["held/a"], "the second add");
    claims.end("held/a");
    await setup.settle();
    assertEquals(ids(ownerGot), ["4", "1", "2", "3"]);
    assertEquals(setup.value("held/a"), 6);
  });

  Deno.test(`claims: requests wait for the adds before them, adds for requests (${way})`, async () => {
    await using setup = new Setup("classic");
    const { owner, ownerGot, claims } = setup;
    send(owner, [
      add("1", "held/a"),
      add("2", "held/b"),
      get("3", "held/a"),
      add("4", "c"),
      get("5", "c"),
      change("c", 1),
      { id: "6", method: "info" },
    ]);
    await setup.settle();
    assertEquals(ids(ownerGot), ["6"], "a sign of life");
    claims.end("held/b");
    await setup.settle();
    assertEquals(ids(ownerGot), ["6", "2"]);
    claims.end("held/a");
    await setup.settle();
    assertEquals(ids(ownerGot), ["6", "2", "1", "3", "4", "5"]);
    const got = ownerGot.map(({ result }) => JSON.stringify(result));
    assertEquals(got[3], '[{"path":"held/a","event":"add","value":0}]');
    assertEquals(got[5], '[{"path":"c","event":"add","value":0}]');
    assertEquals(setup.value("c"), 1);
  });

  Deno.test(`claims: an add waits for what is removed above and below it (${way})`, async () => {
    for (
      const [first, next, removal] of [
        ["held", "held/a", { path: "held" }],
        ["held/a/b", "held", { path: "held/a/b" }],
        ["held/a", "held", { below: "held" }],
      ] as const
    ) {
      await using setup = new Setup("classic");
      const { owner, ownerGot, claims } = setup;
      send(owner, [
        add("a", first),
        { id: "r", method: "remove", params: removal },
        add("b", next),
        add("c", "other"),
      ]);
      await setup.settle();
      assertEquals(claims.pending, [first]);
      assertEquals(ids(ownerGot), ["c"]);
      claims.end(first);
      await setup.settle();
      assertEquals(claims.pending, [next]);
      claims.end(next);
      await setup.settle();
      assertEquals(ids(ownerGot), ["c", "a", "r", "b"]);
      assertEquals(setup.value(next), 0);
    }
  });

  Deno.test(`claims: a refused claim lets the rest go on (${way})`, async () => {
    await using setup = new Setup("classic");
    const { owner, ownerGot, claims } = setup;
    send(owner, [
      add("1", "held/a"),
      { id: "2", method: "change", params: { path: "held/a", value: 1 } },
      get("3", "held/a"),
    ]);
    await setup.settle();
    assertEquals(ids(ownerGot), []);
    claims.end("held/a", { kind: "occupied", path: "held/a" });
    await setup.settle();
    assertEquals(ids(ownerGot), ["1", "2", "3"]);
    const failed = ownerGot.map(({ error }) => error !== undefined);
    assertEquals(failed, [true, true, false]);
  });
}

Deno.test("claims: what waits has a limit, beyond which nothing is read", async () => {
  await using setup = new Setup("classic", 1000);
  const { owner, ownerGot, claims } = setup;
  owner(add("a", "s"));
  owner(add("b", "held/1"));
  for (let i = 0; i < 100; i++) owner(get(`g${i}`, "held/1"));
  owner(change("s", 1));
  await setup.settle();
  assertEquals(setup.value("s"), 0, "it has not been read");
  claims.end("held/1");
  await setup.settle();
  assertEquals(ownerGot.length, 102);
  assertEquals(setup.value("s"), 1);
});

Deno.test("claims: an owner that has gone is gone when its claims have ended", async () => {
  await using setup = new Setup("classic");
  const { owner, claims } = setup;
  owner(add("a", "s"), add("b", "held/1"), change("held/1", 3), change("s", 4));
  setup.hangUp();
  await setup.settle();
  assertEquals(setup.value("s"), 4);
  assertEquals(setup.sessions, 2);
  claims.end("held/1");
  await setup.settle();
  assertEquals(setup.value("s"), undefined);
  assertEquals(setup.value("held/1"), undefined);
  assertEquals(setup.sessions, 1);
});

/** Seconds: a stopped server of NATS must not end it. */
const LEASE_S = 15;

Deno.test({
  name:
    "claims: while NATS takes nothing, binary peers and those of MessagePack " +
    "answer behind an add",
  ignore: cannotRun("deno"),
  async fn() {
    await using nats = await NatsServer.start();
    await using daemon = await LocalDaemon.start(
      memberArgs([nats], clusterName(), LEASE_S),
    );
    const binaryUrl = `jetb://127.0.0.1:${daemon.binaryPort}`;
    await using client = await Peer.connect(daemon.url("tcp"));
    await using owner = await Peer.connect(binaryUrl);
    using lua = await MsgpackClient.tcp(daemon.port);
    await lua.switch();
    await owner.add(new State("binary", 0, { set: () => undefined }));
    assertEquals(await lua.ask("add", { path: "lua", value: 0 }), {
      result: true,
    });
    const seen: unknown[] = [];
    await client.fetch({}, ({ event, path, value }) => {
      if (event === "change") seen.push([path, value]);
    }).ready;
    await nats.pause();
    const late = owner.add(new State("binary late", 0));
    await lua.send({
      id: 1,
      method: "add",
      params: { path: "lua late", value: 0 },
    });
    await within(client.set("binary", 1), "the answer of a binary peer");
    assertEquals(seen.splice(0), [["binary", 1]]);
    const set = client.set("lua", 2);
    const { id } = asRecord(await lua.next());
    await lua.send([
      { method: "change", params: { path: "lua late", value: 3 } },
      { method: "change", params: { path: "lua", value: 2 } },
      { id, result: true },
    ]);
    await within(set, "the answer of a peer of MessagePack");
    assertEquals(seen.splice(0), [["lua", 2]]);
    nats.signal("SIGCONT");
    await within(late, "the add of a binary peer");
    assertEquals(await lua.next(), { id: 1, result: true });
    const [{ value }] = await client.get({ path: { equals: "lua late" } });
    assertEquals(value, 3);
  },
});
