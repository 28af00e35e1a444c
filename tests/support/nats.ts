/**
 * Servers of NATS for tests.
 */

/** Whether nats-server is not installed. */
export const natsMissing: boolean = !hasNats();

function hasNats(): boolean {
  try {
    const { success } = new Deno.Command("nats-server", {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return success;
  } catch {
    return false;
  }
}

/** A server with JetStream at a free port of the loopback. */
export class NatsServer implements AsyncDisposable {
  readonly url: string;
  #process: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(
    url: string,
    process: Deno.ChildProcess,
    folder: string,
  ) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Starts a server; resolves when it takes connections. */
  static async start(config = ""): Promise<NatsServer> {
    const folder = await Deno.makeTempDir({ prefix: "jet-nats-" });
    const { process, url } = await run(folder, "-1", config);
    return new NatsServer(url, process, folder);
  }

  /** Kills it, and starts it at the same port with what it has on disk. */
  async restart(config = ""): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
    const { port } = new URL(this.url);
    const { process } = await run(this.#folder, port, config);
    this.#process = process;
  }

  /** Starts servers that are one cluster of NATS. */
  static async cluster(count: number): Promise<NatsCluster> {
    // Each has to know the addresses of all before it starts.
    const ports = freePorts(count);
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join();
    const all = await Promise.all(
      ports.map((port, i) =>
        NatsServer.start(
          `server_name: n${i}\ncluster { name: c, ` +
            `listen: "127.0.0.1:${port}", routes: [${routes}] }\n`,
        )
      ),
    );
    return new NatsCluster(all);
  }

  /** The process. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Sends a signal. */
  signal(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Stops it; fulfilled when none of its threads runs, where the system tells. */
  async pause(): Promise<void> {
    this.signal("SIGSTOP");
    const folder = `/proc/${this.#process.pid}/task`;
    if (Deno.build.os !== "linux") return;
    for (const { name } of Deno.readDirSync(folder)) {
      const isStopped = async () =>
        (await Deno.readTextFile(`${folder}/${name}/status`))
          .includes("\nState:\tT");
      while (!await isStopped()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#process.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function run(
  folder: string,
  port: string,
  config: string,
): Promise<{ process: Deno.ChildProcess; url: string }> {
  const file = `${folder}/nats.conf`;
  await Deno.writeTextFile(file, config);
  const process = new Deno.Command("nats-server", {
    args: ["-c", file, "-js", "-sd", folder, "-a", "127.0.0.1", "-p", port]
      .concat("--ports_file_dir", folder),
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = await Promise.race([
    urlIn(`${folder}/nats-server_${process.pid}.ports`),
    process.status.then(({ code }): never => {
      throw new Error(`nats-server ended with ${code}, with ${config}`);
    }),
  ]);
  return { process, url };
}

/** Servers that are one cluster of NATS. */
export class NatsCluster implements AsyncDisposable {
  readonly all: readonly NatsServer[];

  constructor(all: readonly NatsServer[]) {
    this.all = all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.all) await server[Symbol.asyncDispose]();
  }
}

/** The address in a file that a server writes when it is ready. */
async function urlIn(file: string): Promise<string> {
  for (;;) {
    try {
      const { nats: [url] } = JSON.parse(await Deno.readTextFile(file));
      return url;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Ports that nothing listens on now. */
function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}
