/**
 * Everything that elements say of themselves, in each dialect over sockets: the
 * table says once who says what, and what others get of it. A fetch that asks
 * for nothing gets what it always got.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { type Kind, KINDS } from "../support/speaker.ts";
import { BinaryPeer } from "./wire/binary_peer.ts";
import { JsonPeer, type Members, type WirePeer } from "./wire/peer.ts";

const DAEMON = sharedDaemon(
  ...["--keep", "+/kept/#", "--keep-file", ":memory:"],
);
const test = DAEMON.onOneRuntime;

/** Who takes part in a form. */
type Who = "owner" | "asker" | "plain";

/** One line of a form. Paths are below a node of its own. */
type Line =
  | {
    readonly who: Who;
    readonly says: readonly [method: string, params: Members];
    /** What it is answered; all is well by default. */
    readonly result?: unknown;
    /** What the answer has to match, if it is refused. */
    readonly error?: RegExp;
    /** Whether the answer comes after the next lines. */
    readonly later?: boolean;
  }
  | { readonly who: Who; readonly receives: Members }
  | { readonly who: Who; readonly isAsked: Members }
  | { readonly who: Who; readonly isAnswered: unknown }
  | { readonly who: "owner"; readonly goes: "away" | "back" };

/** What the daemon's clock and counter give. */
const TIMES = { time: "any", revision: "any" };
const META = { title: "Voltage", unit: "V", max: 30 };

const owner = (method: string, params: Members, result?: unknown): Line => ({
  who: "owner",
  says: [method, params],
  result,
});
const asker = (method: string, params: Members, result?: unknown): Line => ({
  who: "asker",
  says: [method, params],
  result,
});
/** Both fetch: one asks for something, the other one for nothing. */
const fetches = (asked: Members): Line[] => [
  asker("fetch", { ...asked }),
  { who: "plain", says: ["fetch", {}] },
];
const asking = (event: string, members: Members): Line => ({
  who: "asker",
  receives: { event, path: "s", ...members },
});
const plain = (event: string, members: Members = {}): Line => ({
  who: "plain",
  receives: { event, path: "s", ...members },
});

const FORMS: Readonly<Record<string, readonly Line[]>> = {
  "meta of add and change": [
    ...fetches({ meta: true }),
    owner("add", { path: "s", value: 5, meta: META }),
    asking("add", { value: 5, meta: META }),
    plain("add", { value: 5 }),
    owner("change", { path: "s", meta: { unit: "mV" } }),
    asking("meta", { meta: { unit: "mV" } }),
    owner("change", { path: "s", value: 6, meta: null }),
    asking("change", { value: 6 }),
    asking("meta", { meta: null }),
    plain("change", { value: 6 }),
    owner("remove", { path: "s" }),
    asking("remove", {}),
    plain("remove"),
  ],
  "meta in a fetch that begins, get and list": [
    owner("add", { path: "s", value: 5, meta: META }),
    ...fetches({ meta: true }),
    asking("add", { value: 5, meta: META }),
    plain("add", { value: 5 }),
    asker("get", { meta: true }, [{ path: "s", value: 5, meta: META }]),
    asker("get", {}, [{ path: "s", value: 5 }]),
    asker("list", { values: true, meta: true }, [
      { path: "s", value: 5, meta: META },
    ]),
    asker("list", { values: true }, [{ path: "s", value: 5 }]),
  ],
  "times, at and quality": [
    ...fetches({ times: true }),
    owner("add", { path: "s", value: 1, at: 1234.5, quality: "good" }),
    asking("add", { value: 1, ...TIMES, at: 1234.5, quality: "good" }),
    plain("add", { value: 1 }),
    owner("change", { path: "s", value: 2, at: 1235, quality: "bad" }),
    asking("change", { value: 2, ...TIMES, at: 1235, quality: "bad" }),
    plain("change", { value: 2 }),
    owner("change", { path: "s", quality: "uncertain" }),
    asking("change", { value: 2, ...TIMES, quality: "uncertain" }),
    asker("get", { times: true }, [
      { path: "s", value: 2, ...TIMES, quality: "uncertain" },
    ]),
    asker("list", { values: true, times: true }, [
      { path: "s", value: 2, ...TIMES, quality: "uncertain" },
    ]),
    owner("change", { path: "s", value: 3 }),
    asking("change", { value: 3, ...TIMES }),
    plain("change", { value: 3 }),
    owner("remove", { path: "s" }),
    asking("remove", TIMES),
    plain("remove"),
  ],
  "expires and stale": [
    ...fetches({ times: true }),
    owner("add", { path: "s", value: 1, expires: 0.02 }),
    asking("add", { value: 1, ...TIMES }),
    asking("stale", TIMES),
    asker("get", { times: true }, [
      { path: "s", value: 1, ...TIMES, stale: true },
    ]),
    asker("list", { values: true, times: true }, [
      { path: "s", value: 1, ...TIMES, stale: true },
    ]),
    owner("change", { path: "s", value: 1 }),
    asking("change", { value: 1, ...TIMES }),
    plain("add", { value: 1 }),
    plain("change", { value: 1 }),
  ],
  "rate": [
    owner("add", { path: "s", value: 0 }),
    ...fetches({ rate: 20 }),
    asking("add", { value: 0 }),
    plain("add", { value: 0 }),
    ...[1, 2, 3].map((value) => owner("change", { path: "s", value })),
    asking("change", { value: 1 }),
    asking("change", { value: 3 }),
    ...[1, 2, 3].map((value) => plain("change", { value })),
  ],
  "dead band": [
    owner("add", { path: "s", value: 0 }),
    ...fetches({ deadband: { absolute: 1 } }),
    asking("add", { value: 0 }),
    plain("add", { value: 0 }),
    ...[1, 2, 3].map((value) => owner("change", { path: "s", value })),
    asking("change", { value: 2 }),
    ...[1, 2, 3].map((value) => plain("change", { value })),
  ],
  "keep by a pattern of the daemon": [
    ...fetches({ times: true }),
    asker("set", { path: "kept/s", value: 21 }),
    {
      who: "asker",
      receives: { event: "add", path: "kept/s", value: 21, ...TIMES },
    },
    { who: "plain", receives: { event: "add", path: "kept/s", value: 21 } },
    asker("set", { path: "kept/s", value: 22 }),
    {
      who: "asker",
      receives: { event: "change", path: "kept/s", value: 22, ...TIMES },
    },
    { who: "plain", receives: { event: "change", path: "kept/s", value: 22 } },
    asker("remove", { path: "kept/s" }),
    { who: "asker", receives: { event: "remove", path: "kept/s", ...TIMES } },
    { who: "plain", receives: { event: "remove", path: "kept/s" } },
  ],
  "keep by the owner": [
    owner("add", { path: "s", value: 20, keep: true }),
    owner("change", { path: "s", value: 21.5, at: 1764338400000 }),
    owner("remove", { path: "s", keep: true }),
    owner("add", { path: "s", value: 20, keep: true }, {
      kept: 21.5,
      at: 1764338400000,
    }),
    owner("remove", { path: "s" }),
    owner("add", { path: "s", value: 20, keep: true }),
  ],
  "stay and presence": [
    ...fetches({ presence: true }),
    owner("add", { path: "s", value: 1, stay: 60 }),
    asking("add", { value: 1 }),
    plain("add", { value: 1 }),
    { who: "owner", goes: "away" },
    asking("away", {}),
    asker("get", { presence: true }, [{ path: "s", value: 1, away: true }]),
    asker("list", { values: true, presence: true }, [
      { path: "s", value: 1, away: true },
    ]),
    asker("get", {}, [{ path: "s", value: 1 }]),
    {
      who: "plain",
      says: ["set", { path: "s", value: 7 }],
      later: true,
    },
    { who: "owner", goes: "back" },
    owner("add", { path: "s", value: 2, stay: 60 }),
    asking("back", {}),
    asking("change", { value: 2 }),
    plain("change", { value: 2 }),
    { who: "owner", isAsked: { path: "s", value: 7 } },
    { who: "plain", isAnswered: "ok" },
  ],
  "a group and a condition": [
    owner("add", { path: "g/a", value: 1, group: "g1" }),
    owner("add", { path: "g/b", value: 1, group: "g1" }),
    owner("add", { path: "g/c", value: 1 }),
    {
      who: "asker",
      says: ["set", { below: "g", values: { a: 5, b: [6] } }],
      later: true,
    },
    {
      who: "owner",
      isAsked: { method: "g1", below: "g", values: { a: 5, b: [6] } },
    },
    { who: "asker", isAnswered: "ok" },
    {
      who: "asker",
      says: ["set", { below: "g", values: { a: 5, c: 6 } }],
      error: /together/,
    },
    {
      who: "asker",
      says: ["set", { path: "g/a", value: 5, if: { revision: 0 } }],
      error: /conflict/i,
    },
  ],
  "signals": [
    ...fetches({ type: ["signal"], meta: true, times: true }),
    owner("add", { path: "s", type: "signal", meta: META }),
    asking("add", { type: "signal", ...TIMES, meta: META }),
    owner("signal", { path: "s", value: { by: "joe" } }),
    asking("signal", { value: { by: "joe" }, ...TIMES }),
    plain("add", { value: { by: "joe" } }),
    plain("remove"),
    owner("change", { path: "s", meta: null }),
    asking("meta", { ...TIMES, meta: null }),
    asker("get", { type: ["signal"] }, [{ path: "s", type: "signal" }]),
    asker("get", {}, []),
    owner("remove", { path: "s", type: "signal" }),
    asking("remove", { type: "signal", ...TIMES }),
  ],
};

const ALL_KINDS = [...KINDS, "MessagePack", "binary"] as const;

async function connect(
  bus: TestBus,
  kind: typeof ALL_KINDS[number],
): Promise<WirePeer> {
  if (kind === "binary") {
    return await BinaryPeer.connect(bus.daemon.binaryPort);
  }
  if (kind !== "MessagePack") return await jsonPeer(bus, kind);
  const client = await MsgpackClient.tcp(bus.daemon.port);
  await client.switch();
  return new JsonPeer(kind, {
    send: (message) => client.send(message),
    next: async () => plainNumbers(await client.next()),
    close: () => client[Symbol.dispose](),
  });
}

async function jsonPeer(bus: TestBus, kind: Kind): Promise<WirePeer> {
  const { client } = await speaker(bus, kind);
  return new JsonPeer(kind, {
    send: (message) => client.send(message),
    next: () => client.next(),
    close: () => client.close(),
  });
}

/** Integers above 32 bits are long ones in MessagePack. */
function plainNumbers(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, plainNumbers(member)]),
  );
}

/** A form, carried out by peers of one kind. */
class Play implements Disposable {
  readonly #bus: TestBus;
  readonly #kind: typeof ALL_KINDS[number];
  readonly #peers = new Map<Who, WirePeer>();
  readonly #later = new Map<Who, () => Promise<unknown>>();

  constructor(bus: TestBus, kind: typeof ALL_KINDS[number]) {
    this.#bus = bus;
    this.#kind = kind;
  }

  async #peer(who: Who): Promise<WirePeer> {
    let peer = this.#peers.get(who);
    if (peer === undefined) {
      peer = await connect(this.#bus, this.#kind);
      this.#peers.set(who, peer);
    }
    return peer;
  }

  async run(lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      try {
        await this.#perform(line);
      } catch (error) {
        throw new Error(JSON.stringify(line), { cause: error });
      }
    }
    for (const peer of this.#peers.values()) await peer.quiet();
  }

  async #perform(line: Line): Promise<void> {
    const { who } = line;
    if ("goes" in line) {
      if (line.goes === "away") (await this.#peer(who)).leave();
      this.#peers.delete(who);
      return;
    }
    const peer = await this.#peer(who);
    if ("receives" in line) {
      const expected = this.#placed(line.receives);
      assertEquals(withoutTimes(await peer.event(), expected), expected);
    } else if ("isAsked" in line) {
      const forward = await peer.forward();
      assertEquals(forward.request, this.#placed(line.isAsked));
      await peer.accept(forward);
    } else if ("isAnswered" in line) {
      assertEquals(await this.#later.get(who)?.(), { result: line.isAnswered });
    } else await this.#say(peer, line);
  }

  async #say(
    peer: WirePeer,
    line: Extract<Line, { says: unknown }>,
  ): Promise<void> {
    const [method, given] = line.says;
    const params = this.#params(method, given);
    if (line.later) {
      this.#later.set(line.who, await peer.begin(method, params));
      return;
    }
    const { result, error } = await peer.ask(method, params);
    if (line.error !== undefined) {
      assert(line.error.test(error ?? ""), `${error ?? result}`);
      return;
    }
    assertEquals(error, undefined);
    const expected = line.result ?? "ok";
    if (!Array.isArray(expected)) return assertEquals(result, expected);
    assert(Array.isArray(result));
    const entries = expected.map((entry) => this.#placed(entry));
    assertEquals(
      result.map((entry, i) => withoutTimes(entry, entries[i] ?? {})),
      entries,
    );
  }

  #params(method: string, given: Members): Members {
    if (method === "fetch" || method === "get") {
      const id = method === "fetch" ? { id: "f" } : {};
      return { ...id, path: this.#bus.here(), ...given };
    }
    if (method === "list") {
      return { path: this.#bus.prefix.slice(0, -1), ...given };
    }
    return this.#placed(given);
  }

  /** With the paths of this test. */
  #placed(members: Members): Members {
    const placed = { ...members };
    for (const name of ["path", "below"]) {
      const path = placed[name];
      if (typeof path === "string") placed[name] = this.#bus.path(path);
    }
    return placed;
  }

  [Symbol.dispose](): void {
    for (const peer of this.#peers.values()) peer.leave();
  }
}

/** Times are looked at, and left out where they are expected. */
function withoutTimes(actual: Members, expected: Members): Members {
  const rest = { ...actual };
  for (const name of ["time", "revision"]) {
    if (expected[name] !== "any") continue;
    assert(Number.isSafeInteger(rest[name]), `${name}: ${rest[name]}`);
    rest[name] = "any";
  }
  return rest;
}

for (const kind of ALL_KINDS) {
  for (const [form, lines] of Object.entries(FORMS)) {
    test(`${kind}: ${form}`, async (bus) => {
      using play = new Play(bus, kind);
      await play.run(lines);
    });
  }
}
