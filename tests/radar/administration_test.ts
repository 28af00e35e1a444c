import { assert, assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { copyOf, maskPasswords } from "../../daemon/inspection.ts";
import { Peer, State } from "../../peer.ts";
import { readCluster } from "../../radar/peers/members.ts";
import { asRecord } from "../support/client.ts";

const encoder = new TextEncoder();

Deno.test("passwords never reach an inspector", () => {
  assertEquals(
    maskPasswords(
      '{"method":"authenticate","params":{"user":"a","password":"se\\"cret"}}',
    ),
    '{"method":"authenticate","params":{"user":"a","password":"•••"}}',
  );
  assertEquals(maskPasswords('{"password": "cut of'), '{"password": "•••"');
  const binary = new Uint8Array([2, 1, 0, 0, 0, 13, 1, 0, 97]);
  assertEquals(copyOf(binary), { bytes: 9, hidden: true });
  const packed = encoder.encode("\u0001password\u0001x");
  assertEquals(copyOf(packed), { bytes: packed.length, hidden: true });
});

Deno.test("a long message is copied in part", () => {
  const bytes = encoder.encode(`["${"x".repeat(9000)}"]`);
  const { text, cut, bytes: length } = copyOf(bytes);
  assertEquals([text?.length, cut, length], [8192, true, 9004]);
});

Deno.test("the messages of a peer are copied while they are inspected", async () => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ port: 0 });
  await using target = await Peer.connect(url, { name: "target" });
  await target.add(new State("a", 1));
  await using watcher = daemon.peer();
  const rows = await watcher.call("$jet/peers", { traffic: true });
  assert(Array.isArray(rows));
  const row = rows.map(asRecord).find(({ name }) => name === "target");
  assertEquals([row?.own, typeof row?.taken, typeof row?.age], [
    false,
    "number",
    "number",
  ]);
  const owner = asRecord(await watcher.call("$jet/owner", ["a"]));
  assertEquals([owner.id, owner.name], [row?.id, "target"]);
  assertEquals(await watcher.call("$jet/owner", ["none"]), null);
  const status = asRecord(await watcher.call("$jet/status"));
  assertEquals([status.elements, status.peers], [1, 2]);
});

Deno.test("an inspection reports both directions, and ends", async () => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  await using target = daemon.peer({ name: "target" });
  await target.info();
  const port = new URL(url).port;
  const origin = `http://127.0.0.1:${port}`;
  const client = await PageClient.open(port, origin);
  const rows = await client.ask("$jet/peers", []);
  assert(Array.isArray(rows));
  const { id } = asRecord(rows.find((row) => asRecord(row).name === "target"));
  assertEquals(await client.ask("$jet/inspect", { peer: id, id: "i1" }), true);
  await target.config({ name: "renamed" });
  const report = await client.report("i1");
  const { messages } = asRecord(report);
  assert(Array.isArray(messages));
  assertEquals(messages.map((one) => asRecord(one).in), [true, false]);
  assert(String(asRecord(messages[0]).text).includes("renamed"));
  assertEquals(await client.ask("$jet/inspect", { peer: null }), true);
  // The connection is as before, and can be inspected again.
  await target.config({ name: "again" });
  assertEquals(await client.ask("$jet/inspect", { peer: id, id: "i2" }), true);
  await target.config({ name: "once more" });
  await client.report("i2");
  client.close();
  await target.config({ name: "alone" });
});

Deno.test("a page of another origin does not administer", async () => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const { port } = new URL(url);
  const client = await PageClient.open(port, "http://localhost:9999");
  assertEquals(await client.ask("$jet/peers", []), undefined);
  client.close();
});

/** A WebSocket as a page opens it. */
class PageClient {
  readonly #socket: WebSocket;
  #waiting: ((message: Record<string, unknown>) => boolean)[] = [];
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const read: unknown = JSON.parse(data);
      for (const one of Array.isArray(read) ? read : [read]) {
        const message = asRecord(one);
        this.#waiting = this.#waiting.filter((take) => !take(message));
      }
    };
  }

  static async open(port: string, origin: string): Promise<PageClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, {
      headers: { origin },
    });
    await new Promise((resolve) => socket.onopen = resolve);
    return new PageClient(socket);
  }

  #next(wanted: (message: Record<string, unknown>) => boolean) {
    return new Promise<Record<string, unknown>>((resolve) => {
      this.#waiting.push((message) => {
        if (!wanted(message)) return false;
        resolve(message);
        return true;
      });
    });
  }

  async ask(path: string, args: unknown): Promise<unknown> {
    const id = ++this.#id;
    const answer = this.#next((message) => message.id === id);
    const request = { id, method: "call", params: { path, args } };
    this.#socket.send(JSON.stringify(request));
    return (await answer).result;
  }

  async report(method: string): Promise<unknown> {
    return (await this.#next((message) => message.method === method)).params;
  }

  close(): void {
    this.#socket.close();
  }
}

Deno.test("the members of a cluster are shown with the daemon of the page first", () => {
  const member = (id: string, name: string) => ({
    member: id,
    name,
    version: "1.0.0",
    elements: 2,
    since: 1_000,
    heard: id === "m3" ? 7_000 : 10_000,
  });
  const cluster = readCluster({
    member: "m2",
    state: "joined",
    lease: 5,
    members: [member("m3", "west"), member("m1", "east"), member("m2", "")],
  });
  assertEquals(cluster?.state, "joined");
  assertEquals(
    cluster?.members.map(({ id, name, own, ageMs, silentMs, isSilent }) => [
      ...[id, name, own],
      ...[ageMs, silentMs, isSilent],
    ]),
    [
      ["m2", "", true, 9_000, 0, false],
      ["m1", "east", false, 9_000, 0, false],
      ["m3", "west", false, 9_000, 3_000, true],
    ],
  );
  const older = readCluster({ member: "m", members: [{ member: "m" }] });
  assertEquals(older?.members[0].silentMs, undefined);
  assertEquals(older?.members[0].isSilent, false);
  assertEquals(readCluster(undefined), undefined);
});
