/**
 * Examples as processes, each with a daemon.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { HostedDaemon } from "../support/daemon_process.ts";
import { Program } from "../support/process.ts";
import { ROOT, type RuntimeName } from "../support/runtimes.ts";
import { Peer } from "../../peer.ts";

/** A daemon, and the examples that have been started with it. */
export class Stage implements AsyncDisposable {
  readonly daemon: HostedDaemon;
  readonly #stack: AsyncDisposableStack;

  private constructor(daemon: HostedDaemon, stack: AsyncDisposableStack) {
    this.daemon = daemon;
    this.#stack = stack;
  }

  /** Starts the daemon on free ports. */
  static async set(runtime: RuntimeName = "deno"): Promise<Stage> {
    const args = ["--gun-store", ":memory:"];
    await using stack = new AsyncDisposableStack();
    const daemon = stack.use(await HostedDaemon.start(runtime, { args }));
    return new Stage(daemon, stack.move());
  }

  /** Starts an example; it finds the daemon by `JET_URL`, a WebSocket's. */
  async start(
    example: string,
    args: readonly string[] = [],
    runtime: RuntimeName = "deno",
  ): Promise<Program> {
    const env = { JET_URL: this.daemon.url("websocket"), PORT: "0" };
    const script = `${ROOT}examples/${example}`;
    return this.#stack.use(await Program.start(runtime, script, { args, env }));
  }

  /** The same, of a program that serves a page: gives the URL of the page. */
  async serve(
    example: string,
    args: readonly string[] = [],
    runtime: RuntimeName = "deno",
  ): Promise<string> {
    const { stdout } = await this.start(example, args, runtime);
    return (await stdout.match(/(http:\/\/localhost:\d+\/)/))[1];
  }

  /** A peer of the daemon. */
  async peer(): Promise<Peer> {
    return this.#stack.use(await Peer.connect(this.daemon.url("tcp")));
  }

  /** Ends all of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
    assertEquals(this.daemon.stderr.all, [], "the daemon complains of nothing");
  }
}

/** Waits until a state has a value that is wanted, and gives it. */
export async function until<T>(
  peer: Peer,
  path: string,
  wanted: (value: T) => boolean,
): Promise<T> {
  for await (const change of peer.fetch<T>({ path })) {
    if (change.event === "remove" || change.type !== "state") continue;
    if (wanted(change.value)) return change.value;
  }
  throw new Error(`${path} never got what is wanted`);
}
