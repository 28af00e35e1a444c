/**
 * Peers of other projects beside peers that use all that elements can say: what
 * they are sent is the same, byte for byte, as beside peers like themselves.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { decode } from "npm:@msgpack/msgpack@3.1.3";
import { asRecord } from "../support/client.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { type Kind, KINDS } from "../support/speaker.ts";
import type { StreamClient } from "../support/stream_client.ts";

const test = sharedDaemon(
  ...["--keep", "+/kept/#", "--keep-file", ":memory:"],
).onOneRuntime;

type Members = Record<string, unknown>;
const ALL_KINDS = [...KINDS, "MessagePack"] as const;
type OldKind = typeof ALL_KINDS[number];

/** A connection of an old peer. */
interface Pipe {
  send(message: unknown): Promise<void>;
  /** The next message: its bytes as text, and what it says. */
  next(): Promise<[bytes: string, said: Members]>;
  close(): void;
}

async function oldPipe(bus: TestBus, kind: OldKind): Promise<Pipe> {
  if (kind !== "MessagePack") return jsonPipe(await speaker(bus, kind));
  const client = await MsgpackClient.tcp(bus.daemon.port);
  await client.switch();
  return {
    send: (message) => client.send(message),
    async next() {
      const raw = await client.raw();
      assert(raw instanceof Uint8Array);
      return [raw.join(" "), asRecord(decode(raw))];
    },
    close: () => client[Symbol.dispose](),
  };
}

function jsonPipe(
  { kind, client }: { readonly kind: Kind; readonly client: JsonClient },
): Pipe {
  const mark = kind === "cjet" ? { jsonrpc: "2.0" } : {};
  return {
    send: (message) => client.send({ ...mark, ...asRecord(message) }),
    async next() {
      const text = await client.text();
      return [text, asRecord(JSON.parse(text))];
    },
    close: () => client.close(),
  };
}

type JsonClient = Pick<StreamClient, "send" | "text" | "close">;

/** An old peer, and all that it was sent. */
class OldPeer {
  readonly kind: OldKind;
  readonly log: string[] = [];
  readonly #pipe: Pipe;
  #id = 0;

  private constructor(kind: OldKind, pipe: Pipe) {
    this.kind = kind;
    this.#pipe = pipe;
  }

  static async connect(bus: TestBus, kind: OldKind): Promise<OldPeer> {
    return new OldPeer(kind, await oldPipe(bus, kind));
  }

  get isV3(): boolean {
    return this.kind === "3.x";
  }

  /** Sends a request; its answer is looked at later. */
  async say(method: string, params: unknown): Promise<void> {
    const id = ++this.#id;
    await this.#pipe.send({ id: this.isV3 ? `${id}` : id, method, params });
  }

  /** Sends a request, and reads until its answer has come. */
  async ask(method: string, params: unknown): Promise<void> {
    await this.say(method, params);
    const asked = this.#id;
    while (await this.#next() !== asked);
  }

  /** Reads all that has been sent to it, and carries out what it is asked. */
  read(): Promise<void> {
    return this.ask("echo", { barrier: this.#id });
  }

  /** Takes the next message; returns which request it is the answer to. */
  async #next(): Promise<number | undefined> {
    const [bytes, { id, method, params }] = await this.#pipe.next();
    this.log.push(bytes);
    if (method === undefined) return Number(id);
    if (id === undefined) return undefined;
    await this.#pipe.send({ id, result: this.isV3 ? params : true });
  }

  close(): void {
    this.#pipe.close();
  }
}

/**
 * What is beside the old peers: it owns elements that they fetch, and does the
 * same for them as an old one would; what more it does differs.
 */
interface Beside {
  /** Adds a state that the old peers fetch and set. */
  begin(): Promise<void>;
  /** Says more, as long as the values stay. */
  chatter(): Promise<void>;
  change(value: number): Promise<void>;
  /** Answers the set that it is asked for. */
  accept(): Promise<void>;
  /** Sends something that is gone at once. */
  flash(): Promise<void>;
  end(): Promise<void>;
}

/** Peers like the old ones. */
class PlainBeside implements Beside {
  readonly #bus: TestBus;
  readonly path: string;
  protected owner: StreamClient;

  constructor(bus: TestBus, owner: StreamClient) {
    this.#bus = bus;
    this.owner = owner;
    this.path = bus.path("beside/s");
  }

  protected get flashPath(): string {
    return this.#bus.path("beside/flash");
  }

  protected get here(): Members {
    return this.#bus.here();
  }

  begin(): Promise<void> {
    return this.owner.do("add", { path: this.path, value: 1 });
  }

  chatter(): Promise<void> {
    return Promise.resolve();
  }

  change(value: number): Promise<void> {
    return this.owner.do("change", { path: this.path, value });
  }

  async accept(): Promise<void> {
    const { id, params } = asRecord(await this.owner.next());
    const { value } = asRecord(params);
    await this.owner.do("change", { path: this.path, value });
    await this.owner.send({ id, result: true });
  }

  async flash(): Promise<void> {
    const path = this.flashPath;
    await this.owner.do("add", { path, value: { by: "joe" } });
    await this.owner.do("remove", { path });
  }

  async end(): Promise<void> {
    await this.owner.do("remove", { path: this.path });
    this.owner.close();
  }
}

const META = { title: "Voltage", unit: "V", max: 30 };
const STATE = { meta: META, quality: "good", at: 1, stay: 60, group: "g1" };

/** Peers that use everything. */
class NewBeside extends PlainBeside {
  readonly #bus: TestBus;
  readonly #watcher: StreamClient;
  #value = 1;

  constructor(bus: TestBus, owner: StreamClient, watcher: StreamClient) {
    super(bus, owner);
    this.#bus = bus;
    this.#watcher = watcher;
  }

  /** Waits for an event of the state that only new peers get. */
  async #until(event: string): Promise<void> {
    for (;;) {
      const message = asRecord(await this.#watcher.next());
      assertEquals(message.error, undefined);
      const { method, params } = message;
      if (method !== "all") continue;
      const { path, event: name } = asRecord(params);
      if (path === this.path && name === event) return;
    }
  }

  async #add(): Promise<void> {
    const params = { path: this.path, value: this.#value, keep: true };
    await this.owner.send({
      id: "add",
      method: "add",
      params: { ...params, ...STATE, expires: 0.02 },
    });
    assert("result" in asRecord(await this.owner.next()));
  }

  override async begin(): Promise<void> {
    const all = { meta: true, times: true, presence: true };
    const type = ["signal", "state", "method", "node"];
    const rules = [
      { id: "all", ...all },
      { id: "paced", rate: 5, deadband: { percent: 10 } },
      { id: "typed", type, ...all },
    ];
    for (const rule of rules) {
      const params = { path: this.here, ...rule };
      await this.#watcher.send({ id: rule.id, method: "fetch", params });
    }
    await this.#add();
    const signal = { path: this.flashPath, type: "signal", meta: META };
    await this.owner.do("add", signal);
  }

  override async chatter(): Promise<void> {
    const { path } = this;
    await this.owner.do("change", { path, meta: { unit: "mV" } });
    await this.owner.do("change", { path, quality: "uncertain", at: 2 });
    await this.#until("stale");
    this.owner.close();
    await this.#until("away");
    this.owner = await this.#bus.tcp();
    await this.#add();
    await this.#until("back");
    const signal = { path: this.flashPath, type: "signal" };
    await this.owner.ask("remove", signal);
    await this.owner.ask("add", signal);
  }

  override async change(value: number): Promise<void> {
    this.#value = value;
    const notes = { at: value, quality: "bad", meta: { value } };
    await this.owner.do("change", { path: this.path, value, ...notes });
  }

  override async accept(): Promise<void> {
    this.#value = 7;
    await super.accept();
  }

  override flash(): Promise<void> {
    const params = { path: this.flashPath, value: { by: "joe" } };
    return this.owner.do("signal", params);
  }

  override async end(): Promise<void> {
    await this.owner.do("remove", { path: this.flashPath });
    await super.end();
    this.#watcher.close();
  }
}

/** A session of two old peers; returns all that they were sent. */
async function session(
  bus: TestBus,
  kind: OldKind,
  beside: Beside,
): Promise<string[]> {
  const owner = await OldPeer.connect(bus, kind);
  const client = await OldPeer.connect(bus, kind);
  const [state, method] = [bus.path("old/s"), bus.path("old/m")];
  const [other, kept] = [bus.path("beside/s"), bus.path("kept/k")];
  const readAll = async () => {
    await client.read();
    await owner.read();
    await client.read();
  };
  await owner.say("add", { path: state, value: 1, fetchOnly: false });
  await owner.say("add", { path: method });
  await owner.read();
  await beside.begin();
  const path = bus.here();
  const id = kind === "cjet" ? 1 : "f";
  await client.say("fetch", { id, path });
  const value = { greaterThan: 1 };
  await client.say("fetch", { id: "v", path, value });
  const sort = { byPath: true, from: 1, to: 3 };
  // Rows have no signals, which look like states to the others.
  const calm = bus.here({ containsNot: "flash" });
  await client.say("fetch", { id: "sorted", path: calm, sort });
  await readAll();
  for (let round = 2; round < 4; round++) {
    await beside.chatter();
    await owner.say("change", { path: state, value: round });
    await readAll();
    await beside.change(round);
    await client.say("set", { path: state, value: [round] });
    await readAll();
    await client.say("call", { path: method, args: [round] });
    await readAll();
    await beside.flash();
    await client.say("get", { path });
    await readAll();
  }
  await client.say("set", { path: other, value: 7 });
  await beside.accept();
  await beside.chatter();
  // It waits for the disk.
  await client.ask("set", { path: kept, value: 1 });
  await client.say("set", { path: bus.path("nowhere"), value: 1 });
  await client.say("call", { path: other });
  await client.say("change", { path: other, value: 1 });
  await readAll();
  await client.ask("remove", { path: kept });
  await owner.say("remove", { path: method });
  await readAll();
  await beside.end();
  await client.say("unfetch", { id: "v" });
  await readAll();
  owner.close();
  client.close();
  return [...owner.log, "", ...client.log];
}

/** Waits until nothing of a session is left. */
async function untilEmpty(bus: TestBus): Promise<void> {
  const peer = await bus.tcp();
  for (;;) {
    const answer = await peer.ask("get", { path: bus.here() });
    if (JSON.stringify(asRecord(answer).result) === "[]") return;
  }
}

for (const kind of ALL_KINDS) {
  test(`${kind}: peers are sent the same bytes, whatever others say of their elements`, async (bus) => {
    const plain = new PlainBeside(bus, await bus.tcp());
    const alone = await session(bus, kind, plain);
    await untilEmpty(bus);
    const busy = new NewBeside(bus, await bus.tcp(), await bus.tcp());
    const beside = await session(bus, kind, busy);
    assert(alone.length > 50, `${alone.length}`);
    assertEquals(beside, alone);
  });
}
