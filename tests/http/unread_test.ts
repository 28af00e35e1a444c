import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onEachRuntime, type RuntimeName } from "../support/runtimes.ts";
import { StreamClient } from "../support/stream_client.ts";
import { within } from "../support/within.ts";

/** Between two requests for the limits, which cost the daemon no core. */
const LOOK_MS = 10;
const MEGABYTE = 1_000_000;
const BIG = 12;
const encoder = new TextEncoder();

/** Clients of HTTP that read when they want to, and a peer that looks on. */
class Clients implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;

  private constructor(
    readonly peer: StreamClient,
    readonly port: number,
    stack: AsyncDisposableStack,
  ) {
    this.#stack = stack;
  }

  /** With states of a megabyte, and a little one. */
  static async of(runtime: RuntimeName, ...args: string[]): Promise<Clients> {
    await using stack = new AsyncDisposableStack();
    const daemon = stack.use(await HostedDaemon.start(runtime, { args }));
    const peer = stack.use(await StreamClient.tcp(daemon.port));
    const value = "x".repeat(MEGABYTE);
    for (let number = 0; number < BIG; number++) {
      await peer.do("add", { path: `big/${number}`, value });
    }
    const little = "x".repeat(MEGABYTE / 10);
    await peer.do("add", { path: "little", value: little });
    return new Clients(peer, daemon.wsPort, stack.move());
  }

  /** Asks for something, and reads nothing of it. */
  async ask(path: string, accept = "*/*"): Promise<Deno.Conn> {
    const { port } = this;
    const conn = this.#stack.adopt(
      await Deno.connect({ hostname: "127.0.0.1", port }),
      (conn) => conn.close(),
    );
    const lines = [`GET ${path} HTTP/1.1`, "Host: x", `Accept: ${accept}`];
    await conn.write(encoder.encode(`${lines.join("\r\n")}\r\n\r\n`));
    return conn;
  }

  /** How often a limit was reached. */
  async reached(name: string): Promise<unknown> {
    const { result } = asRecord(await this.peer.ask("info", { limits: true }));
    return asRecord(asRecord(asRecord(result).limits)[name]).reached;
  }

  /** Fulfilled when a limit has been reached once; fails if it was twice. */
  async isReached(name: string, meanwhile = async () => {}): Promise<void> {
    const isReached = async () => {
      for (;;) {
        const reached = await this.reached(name);
        if (reached !== 0) return assertEquals(reached, 1);
        await meanwhile();
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    };
    await within(isReached(), `the limit ${name}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** What a client gets until its connection ends, or a text has come. */
async function restOf(conn: Deno.Conn, last?: string): Promise<string> {
  const chunk = new Uint8Array(1 << 16);
  const parts: string[] = [];
  // A look at the end of all megabytes would copy them each time.
  let end = "";
  for (;;) {
    const length = await within(
      conn.read(chunk).catch(() => null),
      "the end of the connection",
    );
    if (length === null) return parts.join("");
    const part = new TextDecoder().decode(chunk.subarray(0, length));
    parts.push(part);
    if (last === undefined) continue;
    end = (end + part).slice(-last.length);
    if (end === last) return parts.join("");
  }
}

onEachRuntime(
  "an answer and a stream over HTTP that are not read end after --stall-timeout",
  async (runtime) => {
    for (const accept of ["application/json", "text/event-stream"]) {
      await using clients = await Clients.of(runtime, "--stall-timeout", "0.3");
      const conn = await clients.ask("/v1/fetch?startsWith=big/", accept);
      await clients.isReached("stallTimeout");
      const text = await restOf(conn);
      assert(text.length < BIG * MEGABYTE, "it is complete");
    }
  },
  { beside: true },
);

onEachRuntime(
  "a quiet stream over HTTP outlives --stall-timeout",
  async (runtime) => {
    await using clients = await Clients.of(runtime, "--stall-timeout", "0.1");
    const { port } = clients;
    const headers = { Accept: "text/event-stream" };
    const url = `http://localhost:${port}/v1/fetch?equals=late`;
    const { body } = await fetch(url, { headers });
    assert(body !== null);
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const reads = async (part: string) => {
      while (!text.includes(part)) {
        const { value, done } = await within(reader.read(), part);
        assert(!done, text);
        text += value;
      }
    };
    await reads("event: ready");
    // Another one is cut meanwhile.
    await clients.ask("/v1/fetch?startsWith=big/");
    await clients.isReached("stallTimeout");
    await clients.peer.do("add", { path: "late", value: 1 });
    await reads("event: add");
    assertEquals(await clients.reached("stallTimeout"), 1);
    await reader.cancel();
  },
  { beside: true },
);

onEachRuntime(
  "a stream over HTTP that leaves too much unread is cut with the reason, behind what it was sent",
  async (runtime) => {
    await using clients = await Clients.of(
      runtime,
      "--hard-backlog",
      "3000000",
    );
    const live = await clients.ask(
      "/v1/fetch?startsWith=big/",
      "text/event-stream",
    );
    const { peer } = clients;
    let round = 0;
    await clients.isReached("hardBacklog", async () => {
      const value = `${++round}`.padEnd(MEGABYTE, "y");
      await peer.do("change", { path: `big/${round % BIG}`, value });
    });
    const text = await restOf(live, '(hardBacklog)"}\n\n\r\n0\r\n\r\n');
    assertStringIncludes(text, "event: ready");
    assertStringIncludes(text, "event: end");
  },
  { beside: true },
);

onEachRuntime(
  "--max-backlog counts what clients of HTTP leave unread: of all, the one with most goes, unless it has just come",
  async (runtime) => {
    await using clients = await Clients.of(runtime, "--max-backlog", "3000000");
    const begun = performance.now();
    const most = await clients.ask("/v1/fetch?startsWith=big/");
    const little = await clients.ask("/v1/states/little");
    const url = `http://localhost:${clients.port}/v1/states/little`;
    await clients.isReached("maxBacklog", async () => {
      await (await fetch(url)).arrayBuffer();
    });
    assert(performance.now() - begun > 900, "it had just come");
    assert((await restOf(most)).length < BIG * MEGABYTE, "it is complete");
    assertStringIncludes(await restOf(little, `x"`), "200 OK");
  },
  { beside: true },
);
