/**
 * The processes of a cluster that is measured: a server of NATS, members, load.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { readFineCpu, readMemory } from "../proc.ts";
import { type RunningServer, start } from "../servers.ts";
import { JET } from "../stream/protocols.ts";
import { NatsServer } from "../../tests/support/nats.ts";
import type { Answer, LoadTask } from "./tasks.ts";

const PROJECT = new URL("../..", import.meta.url);
/** Collections of garbage, and milliseconds for each. */
const COLLECTIONS = 2;
const COLLECT_MS = 700;
const encoder = new TextEncoder();

/** CPU milliseconds of the members in their order, and of NATS. */
export interface Cpu {
  readonly members: readonly number[];
  readonly nats: number;
}

/** Starts a daemon with these arguments. */
export function startDaemon(...args: string[]): Promise<RunningServer> {
  return start({
    name: "member",
    protocols: { tcp: JET },
    dialect: "classic",
    version: [Deno.execPath(), "--version"],
    command: ({ tcp }) => [
      ...[Deno.execPath(), "run", "-A", "--v8-flags=--expose-gc"],
      ...["bench/cluster/member.ts", "--port", tcp, "--ws-port", "0"],
      ...["--binary-port", "0", "--no-unix", ...args],
    ],
  });
}

/** Resident memory of a daemon in bytes, without garbage. */
export async function memoryOf({ pid }: RunningServer): Promise<number> {
  for (let times = 0; times < COLLECTIONS; times++) {
    Deno.kill(pid, "SIGUSR2");
    await new Promise((resolve) => setTimeout(resolve, COLLECT_MS));
  }
  return readMemory(pid).rss * 1024;
}

/** A server of NATS and members of one cluster. */
export class BenchCluster implements AsyncDisposable {
  readonly members: RunningServer[] = [];
  readonly #nats: NatsServer;
  readonly #lease: number;
  readonly #loads: Load[] = [];

  private constructor(nats: NatsServer, lease: number) {
    this.#nats = nats;
    this.#lease = lease;
  }

  /** Starts members. */
  static async start(count: number, lease = 5): Promise<BenchCluster> {
    const cluster = new BenchCluster(await NatsServer.start(), lease);
    await cluster.grow(count);
    return cluster;
  }

  /** Starts members until there are so many. */
  async grow(count: number): Promise<void> {
    while (this.members.length < count) await this.join();
  }

  /** Starts a member. */
  async join(): Promise<RunningServer> {
    const daemon = await startDaemon(
      ...["--name", `m${this.members.length}`],
      ...["--cluster", this.#nats.url, "--cluster-name", "bench"],
      ...["--cluster-lease", String(this.#lease)],
    );
    this.members.push(daemon);
    return daemon;
  }

  /** Ends the member that joined last. */
  async leave(): Promise<void> {
    await this.members.pop()?.[Symbol.asyncDispose]();
  }

  /** Starts a process of load for the present members. */
  load(): Load {
    const load = new Load(this.members);
    this.#loads.push(load);
    return load;
  }

  /** Ends the processes of load. */
  async endLoads(): Promise<void> {
    await Promise.all(this.#loads.splice(0).map((load) => load.end()));
  }

  /** CPU that was taken so far. */
  cpu(): Cpu {
    return {
      members: this.members.map(({ pid }) => readFineCpu(pid)),
      nats: readFineCpu(this.#nats.pid),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endLoads();
    await Promise.all(
      this.members.map((daemon) => daemon[Symbol.asyncDispose]()),
    );
    await this.#nats[Symbol.asyncDispose]();
  }
}

/** CPU between two readings. */
export function cpuBetween(before: Cpu, after: Cpu): Cpu {
  return {
    members: after.members.map((ms, i) => ms - before.members[i]),
    nats: after.nats - before.nats,
  };
}

/** A process of load. */
export class Load {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: AsyncIterator<string>;

  constructor(members: readonly RunningServer[]) {
    const task = {
      dialect: "classic",
      daemons: members.map(({ pid, addresses }) => ({
        pid,
        port: Number(addresses.tcp),
      })),
      awake: [],
    };
    const file = new URL("load.ts", import.meta.url);
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", file.href, JSON.stringify(task)],
      cwd: PROJECT,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = this.#process.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      [Symbol.asyncIterator]();
  }

  /**
   * Does a task.
   *
   * @throws {Error} if it fails.
   */
  async do(task: LoadTask): Promise<Required<Answer>> {
    await this.#input.write(encoder.encode(`${JSON.stringify(task)}\n`));
    const { value, done } = await this.#output.next();
    if (done === true) throw new Error(`no answer to ${task.do}`);
    const answer: Required<Answer> = JSON.parse(value);
    if (answer.failure) throw new Error(`${task.do}: ${answer.failure}`);
    return answer;
  }

  /** Ends it. */
  async end(): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#process.status;
  }
}
