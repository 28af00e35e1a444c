/**
 * Two network namespaces with a cable between them, which can turn into a black
 * hole: whatever is sent vanishes without a word, as both kernels see it.
 *
 * @module
 */
import { Program } from "../support/process.ts";

/** Addresses of the two ends. */
export const DAEMON_ADDRESS = "10.99.0.1";
export const PEERS_ADDRESS = "10.99.0.2";

/** One end of the cable. */
export type Side = "daemon" | "peers";

/** Runs `ip`, of iproute2. @throws {Error} if that fails. */
async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

let missing: Promise<string | undefined> | undefined;

/** See the module. */
export class Network implements AsyncDisposable {
  readonly #name: string;

  private constructor(name: string) {
    this.#name = name;
  }

  /** Makes both namespaces. @throws {Error} where that is not allowed. */
  static async create(): Promise<Network> {
    const id = crypto.randomUUID().slice(0, 8);
    const network = new Network(`jet-${id}`);
    try {
      const [daemon, peers] = [network.#of("daemon"), network.#of("peers")];
      await ip("netns", "add", daemon);
      await ip("netns", "add", peers);
      await ip(
        ...["link", "add", "cable", "netns", daemon, "type", "veth"],
        ...["peer", "name", "cable", "netns", peers],
      );
      for (
        const [name, address] of [
          [daemon, DAEMON_ADDRESS],
          [peers, PEERS_ADDRESS],
        ]
      ) {
        await ip("-n", name, "addr", "add", `${address}/24`, "dev", "cable");
        await ip("-n", name, "link", "set", "cable", "up");
        await ip("-n", name, "link", "set", "lo", "up");
        // Makes room for a rule before that of local delivery.
        const local = ["pref", "10", "lookup", "local"];
        await ip("-n", name, "rule", "add", ...local);
        await ip("-n", name, "rule", "del", "pref", "0");
      }
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw error;
    }
    return network;
  }

  /** Why there can be no network here; `undefined` if there can. */
  static missing(): Promise<string | undefined> {
    return missing ??= Network.#try();
  }

  static async #try(): Promise<string | undefined> {
    try {
      await using network = await Network.create();
      await network.cut();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Starts a program at one end. */
  run(side: Side, executable: string, args: readonly string[]): Program {
    const at = ["netns", "exec", this.#of(side)];
    return Program.run("ip", [...at, executable, ...args]);
  }

  /** Lets everything vanish that arrives at either end. */
  async cut(): Promise<void> {
    await this.#rule("add");
  }

  /** Lets everything arrive again. */
  async mend(): Promise<void> {
    await this.#rule("del");
  }

  async #rule(what: "add" | "del"): Promise<void> {
    for (const side of ["daemon", "peers"] as const) {
      // No packet of it is answered, not even with an ICMP message.
      await ip(
        ...["-n", this.#of(side), "rule", what, "pref", "1"],
        ...["iif", "cable", "blackhole"],
      );
    }
  }

  #of(side: Side): string {
    return `${this.#name}-${side}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const side of ["daemon", "peers"] as const) {
      await ip("netns", "del", this.#of(side)).catch(() => {});
    }
  }
}
