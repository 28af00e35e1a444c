/**
 * Tests that share one daemon for each runtime: quick, as long as each of them
 * keeps to its own paths and does not end the daemon.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  type AnyClient,
  DaemonProcess,
  type TransportName,
} from "./daemon_process.ts";
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
export class TestBus implements AsyncDisposable {
  readonly runtime: RuntimeName;
  readonly daemon: DaemonProcess;
  /** What all paths of this test begin with, ended by a slash. */
  readonly prefix: string;
  /** Whether the test runs on one runtime only, in the short form. */
  readonly isOnOneRuntime: boolean;
  readonly #clients: AsyncDisposable[] = [];

  constructor(
    runtime: RuntimeName,
    daemon: DaemonProcess,
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
export type DaemonTest = (bus: TestBus) => Promise<void>;

/** Registers a test at a shared daemon. */
export type RegisterDaemonTest = (
  name: string,
  test: DaemonTest,
  options?: RegisterOptions,
) => void;

/** Registers tests at shared daemons. */
export interface DaemonTests extends RegisterDaemonTest {
  /**
   * Registers a test at the daemon of one runtime, or of each in the whole
   * matrix: for what is the same code on all runtimes. Without it a test is
   * registered for each runtime.
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
  return sharedProgram(undefined, args);
}

/**
 * As {@linkcode sharedDaemon}, for a file that does not keep to paths of its
 * own: no other file shares the daemon.
 */
export function ownDaemon(...args: string[]): DaemonTests {
  return startedOnce(undefined, args);
}

const programs = new Map<string, DaemonTests>();

/** As {@linkcode sharedDaemon}, with another program than the daemon's. */
export function sharedProgram(
  script: string | undefined,
  args: string[],
): DaemonTests {
  const key = JSON.stringify([script, args]);
  const tests = programs.get(key) ?? startedOnce(script, args);
  programs.set(key, tests);
  return tests;
}

function startedOnce(script: string | undefined, args: string[]): DaemonTests {
  const needed = new Set<RuntimeName>();
  const daemons = new Map<RuntimeName, DaemonProcess>();
  let serial = 0;

  Deno.test.beforeAll(async () => {
    await Promise.all(Array.from(needed, async (runtime) => {
      const daemon = await DaemonProcess.start(runtime, script, {
        args: script !== undefined || args.includes("--gun-store")
          ? args
          : [...MEMORY, ...args],
      });
      daemons.set(runtime, daemon);
    }));
  });

  Deno.test.afterAll(async () => {
    for (const [runtime, daemon] of daemons) {
      await daemon[Symbol.asyncDispose]();
      assertEquals(daemon.stderr.all, [], `${runtime} complains of nothing`);
    }
  });

  const registerAll = (
    runtimes: readonly RuntimeName[],
    name: string,
    test: DaemonTest,
    options: RegisterOptions = {},
  ) => {
    for (const runtime of runtimes) {
      const prefix = `test${++serial}/`;
      if (!options.ignore && !isMissing(runtime)) needed.add(runtime);
      register(runtime, name, async () => {
        const daemon = daemons.get(runtime);
        if (daemon === undefined) throw new Error("the daemon did not start");
        const isOne = runtimes.length === 1;
        await using bus = new TestBus(runtime, daemon, prefix, isOne);
        await test(bus);
      }, options);
    }
  };
  const onEachRuntime: RegisterDaemonTest = (name, test, options) =>
    registerAll(RUNTIMES, name, test, options);
  const onOneRuntime: RegisterDaemonTest = (name, test, options) =>
    registerAll(selected(options), name, test, options);
  return Object.assign(onEachRuntime, { onOneRuntime });
}
