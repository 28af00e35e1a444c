/**
 * Tests that share one daemon for each runtime: quick, as long as each of them
 * keeps to its own paths and does not end the daemon.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { CHEAP_HASHES } from "./cheap_hashes.ts";
import {
  type AnyClient,
  HostedDaemon,
  type RunningDaemon,
  type TestDaemon,
  type TransportName,
} from "./daemon_process.ts";
import { LocalDaemon } from "./local_daemon.ts";
import {
  isMissing,
  register,
  type RegisterOptions,
  type RuntimeName,
  RUNTIMES,
  selected,
} from "./runtimes.ts";
import { StreamClient } from "./stream_client.ts";
import { type HandshakeOptions, WebSocketClient } from "./websocket_client.ts";

/** What a test is given. */
export class TestBus<Daemon extends TestDaemon = TestDaemon>
  implements AsyncDisposable {
  readonly runtime: RuntimeName;
  readonly daemon: Daemon;
  /** What all paths of this test begin with, ended by a slash. */
  readonly prefix: string;
  /** Whether the test runs on one runtime only, in the short form. */
  readonly isOnOneRuntime: boolean;
  readonly #clients: AsyncDisposable[] = [];

  constructor(
    runtime: RuntimeName,
    daemon: Daemon,
    prefix: string,
    isOnOneRuntime = false,
  ) {
    this.runtime = runtime;
    this.daemon = daemon;
    this.prefix = prefix;
    this.isOnOneRuntime = isOnOneRuntime;
  }

  /** A path of this test. */
  path(name: string): string {
    return this.prefix + name;
  }

  /** Path rules that find everything of this test, and what else is asked. */
  here(rules: Record<string, unknown> = {}): Record<string, unknown> {
    return { startsWith: this.prefix, ...rules };
  }

  /** A client over a transport; it is closed when the test ends. */
  async connect(transport: TransportName): Promise<AnyClient> {
    return this.#noted(await this.daemon.connect(transport));
  }

  /** A client over TCP. */
  async tcp(): Promise<StreamClient> {
    return this.#noted(await StreamClient.tcp(this.daemon.port));
  }

  /** A client over a WebSocket. */
  async websocket(options?: HandshakeOptions): Promise<WebSocketClient> {
    return this.#noted(
      await WebSocketClient.connect(this.daemon.wsPort, options),
    );
  }

  /** An uninvolved peer; see {@linkcode Bystander}. */
  async bystander(): Promise<Bystander> {
    const bystander = new Bystander(await this.tcp(), this.path("bystander"));
    await bystander.begin();
    return bystander;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client[Symbol.asyncDispose]();
  }

  #noted<T extends AsyncDisposable>(client: T): T {
    this.#clients.push(client);
    return client;
  }
}

/**
 * A peer with a state and a fetch of its own, to which nothing may happen
 * whatever others do.
 */
export class Bystander {
  readonly #client: StreamClient;
  readonly #path: string;
  #value = 0;

  constructor(client: StreamClient, path: string) {
    this.#client = client;
    this.#path = path;
  }

  async begin(): Promise<void> {
    const { id, method } = { id: this.#path, method: "bystander" };
    await this.#client.do("add", { path: this.#path, value: 0 });
    await this.#client.do("fetch", { id: method, path: { equals: id } });
    await this.#client.expect({
      method,
      params: { path: id, event: "add", value: 0 },
    });
  }

  /** Asserts that nothing has come that is not its own, and that it works. */
  async noticedNothing(): Promise<void> {
    const path = this.#path;
    const value = ++this.#value;
    await this.#client.quiet();
    await this.#client.send({
      id: "mine",
      method: "change",
      params: { path, value },
    });
    await this.#client.expect(
      { method: "bystander", params: { path, event: "change", value } },
      { id: "mine", result: true },
    );
  }
}

/** The body of a test at a shared daemon. */
export type DaemonTest<Daemon extends TestDaemon = TestDaemon> = (
  bus: TestBus<Daemon>,
) => Promise<void>;

/** Registers a test at a shared daemon. */
export type RegisterDaemonTest<Daemon extends TestDaemon = TestDaemon> = (
  name: string,
  test: DaemonTest<Daemon>,
  options?: RegisterOptions,
) => void;

/** Registers tests at shared daemons. */
export interface DaemonTests extends RegisterDaemonTest<RunningDaemon> {
  /**
   * Registers a test at the daemon of one runtime, or of each in the whole
   * matrix: for what is the same code on all runtimes. Deno's is in the isolate
   * of the test, unless it is of the matrix. Without it a test is registered
   * for each runtime.
   */
  readonly onOneRuntime: RegisterDaemonTest;
}

/** Daemons at the same time can't share the file that is the default. */
const MEMORY = ["--gun-store", ":memory:"];

/**
 * Returns what registers tests at daemons that are started before the tests of
 * the file: one for each runtime that a test is registered for. Files that run
 * in one isolate (`tests/groups/`) share those with the same arguments.
 *
 * @param args More arguments of the daemon.
 */
export function sharedDaemon(...args: string[]): DaemonTests {
  return sharedWith({}, args);
}

/**
 * As {@linkcode sharedDaemon}, for a file that does not keep to paths of its
 * own: no other file shares the daemon.
 */
export function ownDaemon(...args: string[]): DaemonTests {
  return startedOnce({}, args);
}

const shared = new Map<string, DaemonTests>();

/** As {@linkcode sharedDaemon}, with cheap password hashes or without. */
export function sharedWith(
  hashes: { cheap?: boolean },
  args: string[],
): DaemonTests {
  const key = JSON.stringify([hashes, args]);
  const tests = shared.get(key) ?? startedOnce(hashes, args);
  shared.set(key, tests);
  return tests;
}

/** A daemon that some tests want, started before the first of them. */
class Wanted<Daemon extends TestDaemon> {
  readonly #name: string;
  readonly #start: () => Promise<Daemon>;
  #isWanted = false;
  #daemon: Daemon | undefined;

  constructor(name: string, start: () => Promise<Daemon>) {
    this.#name = name;
    this.#start = start;
    Deno.test.afterAll(() => this.#end());
  }

  want(): void {
    this.#isWanted = true;
  }

  async begin(): Promise<void> {
    if (this.#isWanted) this.#daemon = await this.#start();
  }

  get daemon(): Daemon {
    if (this.#daemon === undefined) throw new Error("the daemon did not start");
    return this.#daemon;
  }

  async #end(): Promise<void> {
    if (this.#daemon === undefined) return;
    await this.#daemon[Symbol.asyncDispose]();
    const { complaints } = this.#daemon;
    assertEquals(complaints, [], `${this.#name} complains of nothing`);
  }
}

function startedOnce(
  { cheap = false }: { cheap?: boolean },
  own: string[],
): DaemonTests {
  const needsNone = cheap ||
    ["--gun-store", "--no-gun"].some((option) => own.includes(option));
  const args = needsNone ? own : [...MEMORY, ...own];
  const ofRuntime = (runtime: RuntimeName) =>
    new Wanted(runtime, () => HostedDaemon.start(runtime, { args, cheap }));
  const hosted = { deno: ofRuntime("deno"), bun: ofRuntime("bun") };
  const local = new Wanted(
    "the daemon",
    () => LocalDaemon.start(args, cheap ? CHEAP_HASHES : undefined),
  );
  let serial = 0;

  Deno.test.beforeAll(async () => {
    const all = [...Object.values(hosted), local];
    await Promise.all(all.map((wanted) => wanted.begin()));
  });

  const registerOne = <Daemon extends TestDaemon>(
    wanted: Wanted<Daemon>,
    runtime: RuntimeName,
    isOne: boolean,
    ...[name, test, options = {}]: Parameters<RegisterDaemonTest<Daemon>>
  ) => {
    const prefix = `test${++serial}/`;
    if (!options.ignore && !isMissing(runtime)) wanted.want();
    register(runtime, name, async () => {
      const { daemon } = wanted;
      await using bus = new TestBus(runtime, daemon, prefix, isOne);
      await test(bus);
    }, { beside: false, ...options });
  };
  const onEachRuntime: RegisterDaemonTest<RunningDaemon> = (...given) => {
    for (const runtime of RUNTIMES) {
      registerOne(hosted[runtime], runtime, false, ...given);
    }
  };
  const onOneRuntime: RegisterDaemonTest = (...given) => {
    const runtimes = selected(given[2]);
    const isOne = runtimes.length === 1;
    for (const runtime of runtimes) {
      if (isOne && runtime === "deno") {
        registerOne(local, runtime, isOne, ...given);
      } else registerOne(hosted[runtime], runtime, isOne, ...given);
    }
  };
  return Object.assign(onEachRuntime, { onOneRuntime });
}
