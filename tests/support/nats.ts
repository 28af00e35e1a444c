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
  readonly #process: Deno.ChildProcess;
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
  static async start(): Promise<NatsServer> {
    const folder = await Deno.makeTempDir({ prefix: "jet-nats-" });
    const process = new Deno.Command("nats-server", {
      args: ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", "-1"]
        .concat("--ports_file_dir", folder),
      stdout: "null",
      stderr: "null",
    }).spawn();
    const file = `${folder}/nats-server_${process.pid}.ports`;
    return new NatsServer(await urlIn(file), process, folder);
  }

  /** Sends a signal. */
  signal(signal: Deno.Signal): void {
    this.#process.kill(signal);
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

/** The address in a file that the server writes when it is ready. */
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
