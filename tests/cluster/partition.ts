/**
 * A cluster in a network namespace of its own, in which packets between a member
 * and NATS can vanish, in both directions or in one. Each member reaches the
 * server at an address of its own, which rules of the packet filter name. Peers
 * come from outside, by unix sockets and by TCP to sockets that were opened
 * outside, so they are never cut off from their daemon.
 *
 * @module
 */
import { freeAddresses } from "../support/daemon_process.ts";
import { Program } from "../support/process.ts";
import { NO_PYTHON, pythonPath } from "../support/python.ts";
import { bunPath, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Which packets between a member and NATS vanish. */
export type Cut = "both" | "to NATS" | "from NATS";

/** Starts the programs of a cluster, which end with the stack. */
interface Starter {
  member(owner: AsyncDisposableStack, member: number): Program;
  server(owner: AsyncDisposableStack, server: number): Program;
}

/** Ports of a member at 127.0.0.1, outside of the namespace. */
export interface Ports {
  readonly wsPort: number;
  readonly binaryPort: number;
}

/** Where NATS keeps the log. */
export type Store = "memory" | "file";

/** What members are started with. */
interface MemberOptions {
  /** Of each member; Deno unless given. */
  readonly runtimes?: readonly RuntimeName[];
  readonly args?: readonly string[];
  /** In memory unless given. */
  readonly store?: Store;
}

/** Port of the first server of NATS: nothing else is in the namespace. */
const NATS_PORT = 4222;
/** Port at which the first server of NATS takes the connections of others. */
const ROUTE_PORT = 6222;

/** Hands sockets of this network namespace over. */
const WITH_SOCKETS = `${ROOT}tests/support/with_sockets.py`;

async function run(executable: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(executable, { args })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

let missing: Promise<string | undefined> | undefined;

/** See the module. */
export class PartitionedCluster implements AsyncDisposable {
  /** Addresses for the peers of each member. */
  readonly urls: readonly string[];
  readonly #namespace: string;
  readonly #stack: AsyncDisposableStack;
  readonly #members: Program[];
  readonly #ports: Ports[];
  readonly #servers: Program[];
  readonly #starter: Starter;

  private constructor(
    namespace: string,
    urls: readonly string[],
    members: Program[],
    ports: Ports[],
    servers: Program[],
    starter: Starter,
    stack: AsyncDisposableStack,
  ) {
    this.#members = members;
    this.#ports = ports;
    this.#servers = servers;
    this.#starter = starter;
    this.#namespace = namespace;
    this.urls = urls;
    this.#stack = stack;
  }

  /**
   * Starts the members; resolves when all of them listen.
   *
   * @param lease Seconds.
   * @param servers Number of servers of NATS; all of them keep the log.
   */
  static async start(
    count: number,
    lease: number,
    servers = 1,
    { runtimes = [], args = [], store = "memory" }: MemberOptions = {},
  ): Promise<PartitionedCluster> {
    await using stack = new AsyncDisposableStack();
    const namespace = await createNamespace(stack);
    const folder = stack.use(await TemporaryFolder.create());
    const inside = ["netns", "exec", namespace];
    const numbers = Array.from({ length: servers }, (_, server) => server);
    const sockets = Array.from(
      { length: count },
      (_, i) => folder.path(`d${i}`),
    );
    await Promise.all(numbers.map((server) => {
      const config = natsConfig(server, numbers);
      return folder.write(`n${server}.conf`, config);
    }));
    const bun = runtimes.includes("bun") ? await bunPath() : "";
    const starter: Starter = {
      server: (owner, i) =>
        owner.use(Program.run("ip", [
          ...[...inside, "nats-server"],
          ...["-c", folder.path(`n${i}.conf`)],
          ...["-js", "-sd", folder.path(`nats${i}`)],
        ])),
      member(owner, i) {
        const isBun = runtimes[i] === "bun";
        return owner.use(Program.run(pythonPath(), [
          ...["-B", WITH_SOCKETS, "ws:binary", "ip", ...inside],
          isBun ? bun : Deno.execPath(),
          ...isBun ? [] : ["run", "--no-lock", "-A"],
          `${ROOT}daemon.ts`,
          ...freeAddresses({ unix: sockets[i], args: ["--name", `d${i}`] }),
          ...["--cluster", serversFor(i, numbers)],
          ...["--cluster-replicas", String(servers)],
          ...["--cluster-lease", String(lease), "--cluster-store", store],
          ...args,
        ]));
      },
    };
    const nats = numbers.map((i) => starter.server(stack, i));
    const members = sockets.map((_, i) => starter.member(stack, i));
    const ports = await Promise.all(members.map(listening));
    const urls = sockets.map((socket) => `unix:${socket}`);
    return new PartitionedCluster(
      namespace,
      urls,
      members,
      ports,
      nats,
      starter,
      stack.move(),
    );
  }

  /** Why there can be no such cluster here; `undefined` if there can. */
  static missing(): Promise<string | undefined> {
    return missing ??= PartitionedCluster.#try();
  }

  static async #try(): Promise<string | undefined> {
    if (NO_PYTHON) return "Python 3.10";
    try {
      await using stack = new AsyncDisposableStack();
      await createNamespace(stack);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Lets packets between a member and NATS vanish. */
  async cut(member: number, what: Cut): Promise<void> {
    const sides = what === "both"
      ? ["daddr", "saddr"]
      : [what === "to NATS" ? "daddr" : "saddr"];
    for (const side of sides) {
      await this.#filter(
        ...["add", "rule", "inet", "jet", "arriving"],
        ...["ip", side, addressOf(member), "drop"],
      );
    }
  }

  /** Lets packets between a server of NATS and the other ones vanish. */
  async isolate(server: number): Promise<void> {
    const port = String(ROUTE_PORT + server);
    const rule = ["add", "rule", "inet", "jet", "arriving"];
    for (const [net, side] of [["daddr", "dport"], ["saddr", "sport"]]) {
      await this.#filter(...rule, "ip", net, `127.1.${server}.0/24`, "drop");
      await this.#filter(...rule, "tcp", side, port, "drop");
    }
  }

  /** Lets all packets arrive again. */
  async mend(): Promise<void> {
    await this.#filter("flush", "chain", "inet", "jet", "arriving");
  }

  /** Stops a member, or lets it go on. */
  signal(member: number, signal: "SIGSTOP" | "SIGCONT"): void {
    this.#members[member].signal(signal);
  }

  /** Ends a member without a warning, and starts it anew. */
  async restart(member: number): Promise<void> {
    const killed = this.#members[member];
    killed.signal("SIGKILL");
    await killed.status;
    const started = this.#starter.member(this.#stack, member);
    this.#members[member] = started;
    this.#ports[member] = await listening(started);
  }

  /** Where a member listens now. */
  ports(member: number): Ports {
    return this.#ports[member];
  }

  /** Ends a server of NATS without a warning. */
  async killServer(server: number): Promise<void> {
    this.#servers[server].signal("SIGKILL");
    await this.#servers[server].status;
  }

  /** Starts a server of NATS anew. */
  startServer(server: number): void {
    this.#servers[server] = this.#starter.server(this.#stack, server);
  }

  /** The last lines that each member has printed. */
  logs(lines: number): string {
    return this.#members.flatMap(({ stdout, stderr }, i) =>
      [...stdout.all.slice(-lines), ...stderr.all.slice(-lines)]
        .map((line) => `d${i} ${line}`)
    ).join("\n");
  }

  async #filter(...args: string[]): Promise<void> {
    await run("ip", "netns", "exec", this.#namespace, "nft", ...args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

async function listening({ stdout }: Program): Promise<Ports> {
  const [, wsPort] = await stdout.match(/ listening on ws:.*:([0-9]+)\/$/);
  const [, binaryPort] = await stdout.match(/ listening on jetb:.*:([0-9]+)$/);
  await stdout.match(/ info listening on unix:/);
  return { wsPort: Number(wsPort), binaryPort: Number(binaryPort) };
}

/** The address at which a member reaches NATS. */
function addressOf(member: number): string {
  return `127.0.0.${10 + member}`;
}

/** The servers of NATS as a member dials them. */
function serversFor(member: number, servers: readonly number[]): string {
  return servers.map((server) =>
    `nats://${addressOf(member)}:${NATS_PORT + server}`
  ).join();
}

/**
 * A server that dials each other one at an address of their own, and at no other:
 * what servers tell each other of their addresses leads nowhere.
 */
function natsConfig(server: number, servers: readonly number[]): string {
  const name = `listen: "0.0.0.0:${NATS_PORT + server}"\n` +
    `server_name: n${server}\n`;
  if (servers.length === 1) return name;
  const routes = servers.filter((other) => other !== server).map((other) =>
    `nats://127.1.${server}.${other + 1}:${ROUTE_PORT + other}`
  );
  return `${name}cluster { name: c, no_advertise: true, ` +
    `advertise: "127.1.${server}.254:1", ` +
    `listen: "0.0.0.0:${ROUTE_PORT + server}", routes: [${routes.join()}] }\n`;
}

/** Makes a namespace whose packets pass a filter. */
async function createNamespace(stack: AsyncDisposableStack): Promise<string> {
  const name = `jet-${crypto.randomUUID().slice(0, 8)}`;
  await run("ip", "netns", "add", name);
  stack.defer(() => run("ip", "netns", "del", name));
  await run("ip", "-n", name, "link", "set", "lo", "up");
  const filter = ["netns", "exec", name, "nft"];
  await run("ip", ...filter, "add", "table", "inet", "jet");
  const hook = "{ type filter hook input priority 0; }";
  await run("ip", ...filter, "add", "chain", "inet", "jet", "arriving", hook);
  return name;
}
