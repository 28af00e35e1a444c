import { assertEquals, assertRejects } from "@std/assert";
import {
  ConnectionClosed,
  FetchOnly,
  InvalidArgument,
  Method,
  NotFound,
  Occupied,
  Peer,
  PeerError,
  PeerTimeout,
  State,
} from "../../peer.ts";
import {
  DaemonProcess,
  HostedDaemon,
  TRANSPORTS,
} from "../support/daemon_process.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();

for (const transport of TRANSPORTS) {
  test(`our peers over ${transport} use each other's states and methods`, async (bus) => {
    const url = bus.daemon.url(transport);
    await using owner = await Peer.connect(url);
    await using client = await Peer.connect(url);
    const path = bus.path("level");
    const level = await owner.add(
      new State<number>(path, 1, {
        set: (value) => ({ value: Math.min(value, 10) }),
      }),
    );
    await owner.add(
      new Method(
        bus.path("sum"),
        (args: number[]) => args.reduce((a, b) => a + b),
      ),
    );
    const seen: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    const fetcher = client.fetch<number>({ path }, ({ event, value }) => {
      seen.push([event, value]);
      if (event === "remove") ended.resolve();
    });
    await fetcher.ready;
    const answer = await client.set(path, 20, { valueAsResult: true });
    assertEquals(answer, { value: 10 });
    assertEquals(await client.call(bus.path("sum"), [1, 2, 3]), 6);
    level.value = 5;
    await level.remove();
    await ended.promise;
    assertEquals(seen, [["add", 1], ["change", 10], ["change", 5], [
      "remove",
      5,
    ]]);
  });

  test(`every refusal over ${transport} is an error of its class`, async (bus) => {
    const url = bus.daemon.url(transport);
    await using owner = await Peer.connect(url);
    await using client = await Peer.connect(url);
    const [ro, picky, broken, silent] = ["ro", "picky", "broken", "silent"]
      .map((name) => bus.path(name));
    await owner.add(new State(ro, 1, { fetchOnly: true }));
    await owner.add(
      new State<number>(picky, 1, {
        set() {
          throw new InvalidArgument("too much");
        },
      }),
    );
    await owner.add(
      new Method(broken, () => {
        throw new Error("broken");
      }),
    );
    await owner.add(new Method(silent, () => new Promise(() => {})));
    const nothing = bus.path("nothing");
    await assertRejects(() => client.set(nothing, 1), NotFound);
    await assertRejects(() => client.call(nothing), NotFound);
    await assertRejects(() => client.add(new State(ro, 1)), Occupied);
    await assertRejects(() => client.set(ro, 2), FetchOnly);
    await assertRejects(
      () => client.set(picky, 2),
      InvalidArgument,
      "too much",
    );
    await assertRejects(() => client.call(broken), PeerError, "broken");
    await assertRejects(
      () => client.call(silent, [], { timeout: 0.02 }),
      PeerTimeout,
    );
    const left = assertRejects(
      () => client.call(silent, [], { timeout: 60 }),
      PeerError,
      "gone",
    );
    // Not before the request is at its owner.
    await client.info();
    await owner.close();
    await left;
    const closed = assertRejects(
      () => client.call(silent, [], { timeout: 60 }),
      NotFound,
    );
    await closed;
  });
}

onEachRuntime(
  "after the daemon came back everything is there again, over each transport",
  async (runtime) => {
    await using first = await DaemonProcess.start(runtime);
    await using stack = new AsyncDisposableStack();
    const pairs = await Promise.all(TRANSPORTS.map(async (transport) => {
      const url = first.url(transport);
      return stack.use(await Pair.connect(url, `${transport}/`));
    }));
    first.signal("SIGKILL");
    await first.ended();
    for (const pair of pairs) await pair.isLost();
    await using second = await HostedDaemon.start(runtime, {
      args: ["--port", `${first.port}`, "--ws-port", `${first.wsPort}`],
      unix: first.unix,
    });
    for (const transport of TRANSPORTS) {
      assertEquals(second.url(transport), first.url(transport));
    }
    for (const pair of pairs) await pair.isBack();
  },
);

/** An owner and a client whose daemon ends and comes back. */
class Pair implements AsyncDisposable {
  readonly #owner: Peer;
  readonly #client: Peer;
  readonly #prefix: string;
  readonly #state: State<number>;
  readonly #seen: unknown[] = [];
  readonly #changed = Promise.withResolvers<void>();
  readonly #back: Promise<unknown>;
  #waiting: Promise<unknown> | undefined;

  private constructor(owner: Peer, client: Peer, prefix: string) {
    this.#owner = owner;
    this.#client = client;
    this.#prefix = prefix;
    this.#state = new State(`${prefix}state`, 1, { set() {} });
    this.#back = Promise.all(
      [owner, client].map((peer) =>
        new Promise((resolve) => peer.addEventListener("reconnect", resolve))
      ),
    );
  }

  static async connect(url: string, prefix: string): Promise<Pair> {
    const reconnect = { min: 0.02, max: 0.1 };
    const owner = await Peer.connect(url, { reconnect });
    const client = await Peer.connect(url, { reconnect });
    const pair = new Pair(owner, client, prefix);
    await pair.#begin();
    return pair;
  }

  async #begin(): Promise<void> {
    const [owner, client, prefix] = [this.#owner, this.#client, this.#prefix];
    await owner.add(this.#state);
    await owner.add(new Method(`${prefix}method`, () => "done"));
    await owner.add(new Method(`${prefix}silent`, () => new Promise(() => {})));
    await client.fetch({ path: `${prefix}state` }, ({ event, value }) => {
      this.#seen.push([event, value]);
      if (value === 3) this.#changed.resolve();
    }).ready;
    this.#waiting = assertRejects(
      () => client.call(`${prefix}silent`, [], { timeout: 60 }),
      ConnectionClosed,
    );
    await client.info();
  }

  /** Expects that what waited has failed. */
  async isLost(): Promise<void> {
    await this.#waiting;
    this.#state.value = 2;
  }

  /** Expects everything to be there again. */
  async isBack(): Promise<void> {
    await this.#back;
    const [client, prefix] = [this.#client, this.#prefix];
    // The owner may be back later than the client.
    for await (const { event } of client.fetch({ path: `${prefix}method` })) {
      if (event === "add") break;
    }
    assertEquals(await client.call(`${prefix}method`), "done");
    await client.set(`${prefix}state`, 3);
    await this.#changed.promise;
    assertEquals(this.#seen[0], ["add", 1]);
    assertEquals(this.#seen.at(-1), ["change", 3]);
    assertEquals(this.#state.value, 3);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owner.close();
    await this.#client.close();
  }
}
