/**
 * Every operation of a synchronous peer, one after the other, at each address.
 * It ends with an error at the first that does not do what it should.
 *
 * Arguments: what all paths begin with, and the addresses of daemons.
 */
import assert from "node:assert/strict";
import process from "node:process";
import {
  type Change,
  ConnectionClosed,
  FetchOnly,
  Group,
  InvalidArgument,
  JetError,
  Method,
  NotFound,
  Occupied,
  PeerError,
  PeerSync,
  PeerTimeout,
  Signal,
  State,
  typed,
  TypedBytes,
  Unauthorized,
} from "../../../peer_sync.ts";

const [, , prefix, ...urls] = process.argv;
for (const [i, url] of urls.entries()) {
  tryEverything(url, `${prefix}${i}/`);
  console.log(`done ${url}`);
}

/** An owner and a client at one daemon. */
interface Scene {
  readonly url: string;
  readonly isBinary: boolean;
  readonly prefix: string;
  readonly owner: PeerSync;
  readonly client: PeerSync;
  /** A path of this scene. */
  at(name: string): string;
}

function tryEverything(url: string, prefix: string): void {
  const scene: Scene = {
    url,
    isBinary: url.startsWith("jetb:"),
    prefix,
    owner: PeerSync.connect(url, { name: "owner" }),
    client: PeerSync.connect(url, { timeout: 5 }),
    at: (name) => prefix + name,
  };
  daemon(scene);
  const level = states(scene);
  errors(scene);
  methods(scene);
  nestedCalls(scene);
  values(scene);
  fetches(scene);
  described(scene);
  limited(scene);
  signals(scene);
  sortedFetch(scene);
  hierarchy(scene);
  grouped(scene);
  end(scene, level);
}

/** What a client knows of its daemon, and its login. */
function daemon({ client }: Scene): void {
  assert.equal(client.info().name, "jet");
  assert.equal(client.daemon?.name, "jet");
  assert.ok(client.open && !client.closed);
  assert.equal(client.pending, 0);
  client.config({ name: "client" });
  assert.throws(() => client.authenticate("stranger", "x"), Unauthorized);
}

/** States. */
function states({ owner, client, at }: Scene): State<number> {
  const level = owner.add(
    new State(at("level"), 1, {
      set(value) {
        if (value > 100) throw new InvalidArgument("at most 100");
        if (value < 0) throw new JetError("below", { code: 17, data: [value] });
        if (value === 13) throw new TypeError("unlucky");
        if (Number.isInteger(value)) return;
        return { value: Math.round(value), warning: "rounded" };
      },
    }),
  );
  assert.ok(level.added);
  assert.equal(client.get(at("level")), 1);
  assert.deepEqual(client.set(at("level"), 2), {});
  assert.equal(level.value, 2);
  assert.deepEqual(client.set(at("level"), 2.6), {
    warning: { code: 1, message: "rounded" },
  });
  assert.equal(client.get<number>(at("level")), 3);
  const taken = client.set(at("level"), 4.2, { valueAsResult: true });
  assert.deepEqual(taken, { value: 4 });
  level.value = 5;
  owner.change(level, 6);
  assert.equal(client.get(at("level")), 6);
  assert.deepEqual(client.get({ path: at("level") }), [
    { path: at("level"), type: "state", value: 6 },
  ]);
  owner.add(new State(at("fixed"), "f"));
  return level;
}

/** A fetch with a rate and a dead band. */
function limited({ owner, client, at }: Scene): void {
  const path = at("limited");
  const state = owner.add(new State(path, 0));
  const fetcher = client.fetch({ path, rate: 20, deadband: { absolute: 1 } });
  for (const value of [1, 5, 8, 20]) owner.change(state, value);
  assert.equal(fetcher.next(5)?.value, 5);
  // On a slow machine an interval may end between the changes.
  const next = fetcher.next(5)?.value;
  assert.equal(next === 8 ? fetcher.next(5)?.value : next, 20);
  fetcher.close();
  owner.remove(state);
}

/** What is sent and not kept. */
function signals({ owner, client, at }: Scene): void {
  const path = at("opened");
  const fetcher = client.fetch({ path, type: ["signal"] });
  const opened = owner.add(new Signal(path, { meta: { title: "Door" } }));
  owner.signal(opened, { by: "Ann" });
  const added = fetcher.next(5);
  assert.deepEqual([added?.event, added?.type], ["add", "signal"]);
  const sent = fetcher.next(5);
  assert.deepEqual([sent?.event, sent?.value], ["signal", { by: "Ann" }]);
  assert.deepEqual(fetcher.entries, [{ path, type: "signal" }]);
  const [entry] = client.get({ path, type: ["signal"], meta: true });
  assert.equal(entry.meta?.title, "Door");
  owner.remove(opened);
  thrown(() => owner.signal(opened, 1), ConnectionClosed);
  fetcher.close();
}

/** What elements say about themselves. */
function described({ owner, client, at }: Scene): void {
  const path = at("described");
  const state = owner.add(
    new State(path, 1, { meta: { unit: "V" }, expires: 60, quality: "good" }),
  );
  const reset = new Method(at("reset"), () => 1, { meta: { title: "Reset" } });
  owner.add(reset);
  const fetcher = client.fetch({ path, meta: true, times: true });
  const [entry] = fetcher.entries;
  assert.deepEqual([entry.meta, entry.quality], [{ unit: "V" }, "good"]);
  owner.change(state, 2, { at: 77, quality: "bad" });
  const change = fetcher.next(5);
  assert.deepEqual([change?.event, change?.value, change?.at], [
    "change",
    2,
    77,
  ]);
  assert.deepEqual([change?.meta, change?.quality], [{ unit: "V" }, "bad"]);
  owner.setMeta(state, { unit: "mV" });
  assert.equal(fetcher.next(5)?.event, "meta");
  assert.equal(fetcher.entries[0].meta?.unit, "mV");
  const [method] = client.get({ path: at("reset"), meta: true, times: true });
  assert.equal(method.meta?.title, "Reset");
  assert.ok(Number(method.revision) > 0);
  thrown(() => owner.setMeta(state, { long: "x".repeat(1 << 14) }), JetError);
  assert.equal(state.meta?.unit, "mV");
  fetcher.close();
  owner.remove(state);
  owner.remove(reset);
}

/** Errors have their classes. */
function errors({ url, owner, client, at }: Scene): void {
  const refused = thrown(() => client.set(at("level"), 101), InvalidArgument);
  assert.equal(refused.message, "at most 100");
  const own = thrown(() => client.set(at("level"), -1), JetError);
  assert.deepEqual([own.code, own.data, own.message], [17, [-1], "below"]);
  thrown(() => client.set(at("level"), 13), PeerError);
  assert.equal(thrown(() => client.get(at("nix")), NotFound).path, at("nix"));
  assert.equal(
    thrown(() => client.set(at("nix"), 1), NotFound).path,
    at("nix"),
  );
  thrown(() => client.set(at("fixed"), 1), FetchOnly);
  thrown(() => client.add(new State(at("level"), 1)), Occupied);
  thrown(() => owner.add(new State(at("level"), 1)), Occupied);
  thrown(() => owner.add(new State(at("level/below"), 1)), Occupied);
  thrown(() => client.set(at("level"), undefined), TypeError);
  thrown(() => client.set(at("level"), () => {}), TypeError);
  thrown(() => client.set(at("level"), 1, { timeout: -1 }), RangeError);
  thrown(() => PeerSync.connect("http://localhost"), TypeError);
  thrown(() => PeerSync.connect("unix:@jet-test-none"), ConnectionClosed);
  const misspelt: object = { usr: "joe" };
  const unknown = thrown(() => PeerSync.connect(url, misspelt), TypeError);
  assert.ok(unknown.message.includes("usr"));
  assert.ok(refused.stack?.includes("operations"), "thrown where it was asked");
  assert.equal(client.pending, 0);
}

/** Methods. */
function methods({ owner, client, at }: Scene): void {
  owner.add(
    new Method(
      at("sum"),
      (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0),
    ),
  );
  owner.add(new Method(at("named"), ({ a }: { a: string }) => a.toUpperCase()));
  owner.add(new Method(at("echo"), ([value]: unknown[]) => value));
  owner.add(new Method(at("nothing"), () => {}));
  owner.add(new Method(at("bad"), () => () => {}));
  assert.equal(client.call(at("sum"), [1, 2, 3]), 6);
  assert.equal(client.call(at("named"), { a: "b" }), "B");
  assert.deepEqual(client.call(at("nothing")), {});
  thrown(() => client.call(at("bad")), PeerError);
  thrown(() => client.call(at("nix")), NotFound);
  thrown(() => client.get(at("sum")), InvalidArgument);
  const late = new Method(at("late"), () => new Promise(() => {}));
  owner.add(late);
  const began = performance.now();
  thrown(() => client.call(at("late"), [], { timeout: 0.2 }), PeerTimeout);
  assert.ok(performance.now() - began < 2000, "a timeout is kept");
}

/** Handlers that ask others, inside each other. */
function nestedCalls({ owner, client, at }: Scene): void {
  owner.add(
    new Method(
      at("countdown"),
      ([n]: number[]): number =>
        n === 0 ? 0 : 1 + client.call<number>(at("countdown"), [n - 1]),
    ),
  );
  assert.equal(client.call(at("countdown"), [20]), 20);
}

/** Values of every type, and what they are where there is only JSON. */
function values({ owner, client, at, isBinary }: Scene): void {
  const bytes = new Uint8Array([0, 1, 254, 255]);
  const part = new Uint8Array([9, 0, 1, 254, 255, 9]).subarray(1, 5);
  const octets = new TypedBytes("application/octet-stream", bytes).dataUrl;
  const picture = new TypedBytes("image/png", bytes);
  const big = "x".repeat(1024 * 1024 - 1000);
  const VALUES: readonly [value: unknown, json?: unknown][] = [
    [0],
    [-1.5],
    ["héllo 🎈"],
    [""],
    [true],
    [null],
    [{ a: [1, { b: "ü" }], "__proto__x": null }],
    [[]],
    [big],
    [bytes, octets],
    [part, octets],
    [-5n, -5],
    [2n ** 63n],
    [new Float64Array([0.5, -1]), [0.5, -1]],
    [new Float32Array([1.5, 2.5]).subarray(1), [2.5]],
    [new Int32Array([-1]), [-1]],
    [new Uint32Array([2 ** 32 - 1]), [2 ** 32 - 1]],
    [new Int16Array([-2]), [-2]],
    [new Uint16Array([65535]), [65535]],
    [new Int8Array([-3]), [-3]],
    [new Uint8ClampedArray([200]), [200]],
    [picture, picture.dataUrl],
  ];
  const sets: unknown[] = [];
  const any = owner.add(
    new State<unknown>(at("any"), 0, { set: (value) => void sets.push(value) }),
  );
  const watching = client.fetch({ path: at("any") });
  for (const [value, json = value] of VALUES) {
    const received = isBinary ? value : json;
    owner.change(any, value);
    assert.deepEqual(client.get(at("any")), received);
    assert.deepEqual(watching.next(5)?.value, received);
    client.set(at("any"), value);
    assert.deepEqual(sets.pop(), received);
    assert.deepEqual(watching.next(5)?.value, received);
    assert.deepEqual(client.call(at("echo"), [value]), received);
  }
  if (typeof Reflect.get(JSON, "rawJSON") === "function" || isBinary) {
    client.set(at("any"), typed("u64", 2n ** 64n - 1n));
    const most = 2n ** 64n - 1n;
    assert.deepEqual(sets.pop(), most);
  }
  client.set(at("any"), { when: new Date(0), no: undefined });
  assert.deepEqual(sets.pop(), { when: "1970-01-01T00:00:00.000Z" });
  client.set(at("any"), { deep: picture });
  assert.deepEqual(sets.pop(), { deep: picture.dataUrl });
  watching.close();
}

/** Fetches. */
function fetches({ owner, client, at, prefix }: Scene): void {
  const events: string[] = [];
  const line = ({ event, path, value }: Change) =>
    `${event} ${path.slice(prefix.length)} ${value}`;
  const room = owner.add(new State(at("rooms/1"), "a"));
  const fetcher = client.fetch<string>(
    { path: { startsWith: at("rooms/") } },
    (change) => events.push(line(change)),
  );
  assert.deepEqual(events, ["add rooms/1 a"]);
  assert.deepEqual([...fetcher], [
    { path: at("rooms/1"), type: "state", fetchOnly: true, value: "a" },
  ]);
  assert.equal(fetcher.next(0.01), undefined);
  owner.add(new State(at("rooms/2"), "b"));
  room.value = "c";
  assert.equal(line(present(fetcher.next(5))), "add rooms/2 b");
  assert.equal(line(present(fetcher.next(5))), "change rooms/1 c");
  owner.remove(room);
  assert.deepEqual([...fetcher.changes(0.5)].map(line), ["remove rooms/1 c"]);
  assert.deepEqual(events.slice(1), [
    "add rooms/2 b",
    "change rooms/1 c",
    "remove rooms/1 c",
  ]);
  assert.deepEqual([...fetcher.states], [[at("rooms/2"), "b"]]);
  fetcher.close();
  assert.ok(fetcher.closed);
  assert.equal(fetcher.next(), undefined);
  thrown(
    () => client.fetch({ valueField: { "a[": { equals: 1 } } }),
    InvalidArgument,
  );
}

/** A sorted fetch. */
function sortedFetch({ owner, client, at }: Scene): void {
  const sorted = client.fetch<number>({
    path: { startsWith: at("list/") },
    sort: { byValue: "number", descending: true, to: 2 },
  });
  for (const n of [1, 3, 2]) owner.add(new State(at(`list/${n}`), n));
  while (sorted.entries.length < 2 || sorted.entries[1].value !== 2) {
    present(sorted.next(5));
  }
  assert.deepEqual(sorted.entries.map(({ value }) => value), [3, 2]);
  sorted.close();
}

/** Many at once, and the hierarchy. */
function hierarchy({ owner, client, at }: Scene): void {
  for (let n = 0; n < 30; n++) owner.add(new State(at(`many/${n}`), n));
  const { n, children } = client.list(at("many"), { limit: 2, values: true });
  assert.deepEqual([n, children.map(({ value }) => value)], [30, [0, 1]]);
  assert.equal([...client.children(at("many"), { page: 7 })].length, 30);
  thrown(() => client.list(at("nix")), NotFound);
  owner.changeBelow(at("many"), { 0: "zero", 1: "one" });
  assert.equal(client.get(at("many/1")), "one");
  thrown(() => owner.changeBelow(at("many"), { 0: 1, nix: 2 }), NotFound);
  assert.equal(client.get(at("many/0")), "zero");
  owner.removeBelow(at("many"));
  assert.deepEqual(client.get({ path: { startsWith: at("many") } }), []);
  owner.remove(at("nix"));
}

/** States that are set together, here by the program itself. */
function grouped({ owner, client, at }: Scene): void {
  const path = at("psu");
  const supply = new Group(path, { v: 1, a: 2 }, {
    set(values) {
      if (values.v === 13) throw new InvalidArgument("bad luck");
    },
  });
  const taken = client.add(new State(`${path}/a`, "taken"));
  // All of it or nothing.
  thrown(() => owner.add(supply), Occupied);
  thrown(() => client.get(`${path}/v`), NotFound);
  client.remove(taken);
  owner.add(supply);
  assert.ok(supply.added);
  client.setBelow(path, { v: 3, a: 4 });
  assert.deepEqual(supply.values, { v: 3, a: 4 });
  thrown(() => client.setBelow(path, { v: 13, a: 5 }), InvalidArgument);
  owner.changeBelow(path, { v: 5 });
  assert.equal(client.get(`${path}/v`), 5);
  owner.remove(supply);
  assert.ok(!supply.added);
  thrown(() => client.get(`${path}/v`), NotFound);
}

/** The end. */
function end({ owner, client, at, url }: Scene, level: State<number>): void {
  client.close();
  client.close();
  assert.ok(client.closed && !client.open);
  thrown(() => client.get(at("level")), ConnectionClosed);
  const other = PeerSync.connect(url);
  assert.equal(other.get(at("fixed")), "f");
  owner.close();
  assert.ok(!level.added);
  thrown(() => other.get(at("fixed")), NotFound);
  other[Symbol.dispose]();
}

function thrown<E extends Error>(
  act: () => void,
  kind: new (...args: never[]) => E,
): E {
  try {
    act();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  assert.fail(`no ${kind.name}`);
}

function present<T>(item: T | undefined): T {
  assert.ok(item !== undefined, "it did not come");
  return item;
}
