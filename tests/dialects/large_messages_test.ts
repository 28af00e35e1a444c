import { assert, assertEquals, assertMatch } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { register, type RuntimeName, RUNTIMES } from "../support/runtimes.ts";
import { type Kind, Speaker } from "../support/speaker.ts";

/** Largest frame that HBK's peers take. */
const MAX = 262144;

/** Peers at a daemon of their own, and what the daemon logs. */
class World implements AsyncDisposable {
  readonly daemon: HostedDaemon;

  constructor(daemon: HostedDaemon) {
    this.daemon = daemon;
  }

  /** A peer that asserts the size of each frame that it takes. */
  async speaker(kind: Kind): Promise<Speaker> {
    const client = await this.daemon.connect("tcp");
    if (kind === "cjet") {
      const { text } = client;
      client.text = async () => {
        const message = await text.call(client);
        assert(new TextEncoder().encode(message).length <= MAX);
        return message;
      };
    }
    return await Speaker.begin(kind, client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.daemon[Symbol.asyncDispose]();
  }
}

function test(name: string, run: (world: World) => Promise<void>): void {
  const each = async (runtime: RuntimeName) => {
    await using world = new World(await HostedDaemon.start(runtime));
    await run(world);
  };
  for (const runtime of RUNTIMES) register(runtime, name, () => each(runtime));
}

/** A value with which a `change` for fetch id 1 has so many bytes. */
function valueFor(path: string, bytes: number): string {
  const params = { path, event: "change", value: "" };
  const empty = JSON.stringify({ method: 1, params });
  return "x".repeat(bytes - empty.length);
}

test("no frame above 262144 bytes reaches a C++ peer: states that are too large are removed until they fit", async (world) => {
  const owner = await world.speaker("2.x");
  const peer = await world.speaker("cjet");
  const path = "large";
  const [fits, tooLarge] = [valueFor(path, MAX), valueFor(path, MAX + 1)];
  await owner.do("add", { path, value: 1 });
  await peer.fetch({ path: { equals: path } }, peer.event("add", path, 1));
  const change = (value: unknown) => owner.do("change", { path, value });
  await change(fits);
  await peer.client.expect(peer.event("change", path, fits));
  await change(tooLarge);
  await peer.client.expect(peer.event("remove", path));
  await change(`${tooLarge}x`);
  await change(2);
  await peer.client.expect(peer.event("add", path, 2));
  await change(3);
  await peer.client.expect(peer.event("change", path, 3));
  // Of what was withheld, no remove is sent.
  await change(tooLarge);
  await peer.client.expect(peer.event("remove", path));
  await owner.do("remove", { path });
  await owner.do("add", { path, value: tooLarge });
  await peer.quiet();
  // A fetch that begins does not find it, one with value rules neither.
  const late = await world.speaker("cjet");
  await late.fetch({ path: { equals: path }, value: { isType: "string" } });
  await owner.do("change", { path, value: "small" });
  await peer.client.expect(peer.event("add", path, "small"));
  await late.client.expect(late.event("add", path, "small"));
  // Other peers have noticed nothing of it; it is logged once.
  await change(tooLarge);
  const other = await world.speaker("2.x");
  await other.fetch(
    { path: { equals: path } },
    other.event("add", path, tooLarge),
  );
  await world.daemon.stdout.match(
    / info "large" is withheld from cjet peers .*: \d+ bytes, they take 262144; divide/,
  );
  const lines = [
    ...world.daemon.stdout.all,
    ...world.daemon.stderr.all,
  ].filter((line) => line.includes("withheld"));
  assertEquals(lines.length, 1);
});

test("no frame above 262144 bytes reaches a C++ peer: answers and requests that are too large fail", async (world) => {
  const owner = await world.speaker("2.x");
  const peer = await world.speaker("cjet");
  const half = "x".repeat(MAX / 2);
  await owner.do("add", { path: "a", value: half });
  await owner.do("add", { path: "m" });
  const get = async (path: unknown, more = {}) =>
    await peer.ask("get", { path, ...more });
  assertEquals(await get({ equals: "a" }), {
    result: [{ path: "a", value: half }],
  });
  await owner.do("add", { path: "b", value: half });
  const tooLarge = [
    await get({ containsOneOf: ["a", "b"] }),
    await get({ containsOneOf: ["a", "b"] }, { sort: { byPath: true } }),
    await peer.ask("list", { values: true }),
  ];
  const call = await peer.request("call", { path: "m", args: [] });
  const forward = await owner.forwarded();
  await owner.send({ id: forward.id, result: half + half });
  tooLarge.push(await peer.answer(call));
  for (const { error } of tooLarge) {
    const { code, data } = asRecord(error);
    assertEquals(code, -32603);
    assertMatch(`${asRecord(data).reason}`, /larger than 262144/);
  }
  // A request to a C++ owner.
  await peer.do("add", { path: "cpp", value: 1 });
  const { error } = await owner.ask("set", { path: "cpp", value: half + half });
  assertEquals(asRecord(error).code, -32603);
  await owner.notify("set", { path: "cpp", value: half + half });
  const set = await owner.request("set", { path: "cpp", value: 2 });
  const request = await peer.forwarded();
  assertEquals(request.request, peer.setForward("cpp", 2));
  await peer.accept(request.id, "cpp", 2);
  assertEquals(await owner.answer(set), { result: true });
});

test("no frame above 262144 bytes reaches a C++ peer: rows are divided, those that are too large left out", async (world) => {
  const owner = await world.speaker("2.x");
  const peer = await world.speaker("cjet");
  const part = "x".repeat(MAX / 3);
  const paths = ["a", "b", "c", "d", "e"];
  for (const path of paths) await owner.do("add", { path, value: part });
  await owner.do("add", { path: "ab", value: "x".repeat(MAX) });
  const id = await peer.request("fetch", { id: 1, sort: { byPath: true } });
  const rows: unknown[] = [];
  for (;;) {
    const message = asRecord(await peer.client.next());
    if (message.id === id) break;
    const { changes, n } = asRecord(message.params);
    assertEquals(n, paths.length);
    if (Array.isArray(changes)) rows.push(...changes);
  }
  assertEquals(
    rows,
    paths.map((path, i) => ({ path, value: part, index: i + 1 })),
  );
});
