/**
 * The daemon in the isolate of its tests: for what is the same code on all
 * runtimes, since a process takes 0.4 s of CPU to start.
 *
 * @module
 */
import { Daemon } from "../../daemon.ts";
import { readOptions } from "../../daemon/options/read.ts";
import { UserStore, type UserStoreOptions } from "../../daemon/users/store.ts";
import {
  type AnyClient,
  connectTo,
  type TestDaemon,
  type TransportName,
  uniqueSocketName,
  urlOf,
} from "./daemon_process.ts";

/** A daemon whose options are those of a command line. */
export class LocalDaemon implements TestDaemon {
  readonly #daemon: Daemon;
  readonly unix: string;
  readonly #complaints: string[] = [];

  private constructor(daemon: Daemon, unix: string) {
    this.#daemon = daemon;
    this.unix = unix;
    daemon.addEventListener("error", ({ error }) => {
      this.#complaints.push(
        error instanceof Error ? `${error.stack}` : String(error),
      );
    });
  }

  /**
   * Starts a daemon; fulfilled when it listens.
   *
   * @param args What would be its command line.
   * @param storeOptions Options of its user store.
   */
  static async start(
    args: readonly string[],
    storeOptions?: UserStoreOptions,
  ): Promise<LocalDaemon> {
    const task = await readOptions(args, {}, (path) => Deno.readTextFile(path));
    if ("print" in task) throw new TypeError(`it only prints: ${args}`);
    const { daemon: options, listen, users } = task.run;
    const store = users === undefined
      ? undefined
      : await UserStore.open(users, storeOptions);
    const daemon = new Daemon({ ...options, users: store });
    const unix = uniqueSocketName();
    const local = new LocalDaemon(daemon, unix);
    await daemon.listen({ ...listen, port: 0, wsPort: 0, binaryPort: 0, unix });
    return local;
  }

  get port(): number {
    return this.#portOf("tcp:");
  }

  get wsPort(): number {
    return this.#portOf("ws:");
  }

  get binaryPort(): number {
    return this.#portOf("jetb:");
  }

  get complaints(): readonly string[] {
    return this.#complaints;
  }

  #portOf(scheme: string): number {
    return this.#daemon.addresses.find(({ url }) => url.startsWith(scheme))
      ?.port ?? 0;
  }

  url(transport: TransportName): string {
    return urlOf(this, transport);
  }

  connect(transport: TransportName): Promise<AnyClient> {
    return connectTo(this, transport);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#daemon.close();
  }
}
