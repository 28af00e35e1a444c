/**
 * When a program with a synchronous peer ends, and what is left of it then.
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { Peer } from "../../peer.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { within } from "../support/within.ts";
import {
  addressOf,
  PEER_RUNTIMES,
  type PeerRuntime,
  startProgram,
  succeeds,
} from "./programs.ts";

const test = sharedDaemon();

function start(bus: TestBus, runtime: PeerRuntime, way: string) {
  return startProgram(
    runtime,
    "ending",
    addressOf(bus, "tcp"),
    bus.prefix,
    way,
  );
}

for (const [index, runtime] of PEER_RUNTIMES.entries()) {
  test.onOneRuntime(
    `on ${runtime}: a program that owns nothing ends by itself`,
    async (bus) => {
      await using program = await start(bus, runtime, "client");
      await succeeds(program, ["ready"]);
    },
    { beside: true, index },
  );

  for (const way of ["exit", "throw"]) {
    test.onOneRuntime(
      `on ${runtime}: what it had is gone after an end by ${way}`,
      async (bus) => {
        await using watcher = await Watcher.begin(bus);
        await using program = await start(bus, runtime, way);
        await watcher.sees("add");
        const { code } = await program.ended();
        if (way === "exit") assertEquals(code, 3);
        else assertNotEquals(code, 0);
        await watcher.sees("remove");
      },
      { beside: true, index },
    );
  }

  for (const way of ["idle", "serve"]) {
    for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
      // Each signal and each way once, and SIGKILL, which no program handles,
      // on one runtime; all of them in the whole matrix.
      const isOther = (signal === "SIGTERM") === (way === "idle") ||
        (signal === "SIGKILL" && index > 0);
      if (isOther && !WHOLE_MATRIX) continue;
      test.onOneRuntime(
        `on ${runtime}: an owner in ${way} stays until ${signal}`,
        async (bus) => {
          await using watcher = await Watcher.begin(bus);
          await using program = await start(bus, runtime, way);
          await program.stdout.match(/^ready$/);
          await watcher.sees("add");
          program.signal(signal);
          assertNotEquals((await program.ended()).code, 0);
          await watcher.sees("remove");
        },
        { beside: true, index },
      );
    }
  }

  test.onOneRuntime(
    `on ${runtime}: a program with a callback stays`,
    async (bus) => {
      await using program = await start(bus, runtime, "callback");
      await program.stdout.match(/^ready$/);
      const ended = await Promise.race([
        program.status.then(() => true),
        new Promise((resolve) => setTimeout(() => resolve(false), 300)),
      ]);
      assertEquals(ended, false);
    },
    { beside: true, index },
  );
}

/** Watches what comes and goes. */
class Watcher implements AsyncDisposable {
  readonly #peer: Peer;
  readonly #events: AsyncIterator<{ event: string }>;

  private constructor(peer: Peer, path: string) {
    this.#peer = peer;
    this.#events = peer.fetch({ path })[Symbol.asyncIterator]();
  }

  static async begin(bus: TestBus): Promise<Watcher> {
    return new Watcher(
      await Peer.connect(bus.daemon.url("unix")),
      bus.path("mine"),
    );
  }

  async sees(event: string): Promise<void> {
    const { value } = await within(this.#events.next(), event);
    assertEquals(value?.event, event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#peer.close();
  }
}
