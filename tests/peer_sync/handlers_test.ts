/**
 * What others want of a program with a synchronous peer, whatever it does.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { InvalidArgument, Method, Peer, State } from "../../peer.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import {
  addressOf,
  PEER_RUNTIMES,
  startProgram,
  succeeds,
} from "./programs.ts";

const test = sharedDaemon();

/** What a program does while its handlers run. */
const MODES = ["idle", "serve", "poll", "blocked"] as const;

for (const [i, runtime] of PEER_RUNTIMES.entries()) {
  for (const [j, mode] of MODES.entries()) {
    test.onOneRuntime(
      `on ${runtime}: handlers run in a program in ${mode}`,
      async (bus) => {
        await using peer = await Peer.connect(bus.daemon.url("tcp"));
        const gate = Promise.withResolvers<string>();
        await peer.add(new State(bus.path("theirs"), 7));
        await peer.add(new Method(bus.path("gate"), () => gate.promise));
        await using program = await startProgram(
          runtime,
          "owner",
          addressOf(bus, "unix"),
          bus.prefix,
          mode,
        );
        await program.stdout.match(/^ready$/);

        assertEquals(await peer.call(bus.path("up"), [3]), 3);
        const options = { valueAsResult: true } as const;
        const taken = await peer.set(bus.path("state"), 4.4, options);
        assertEquals(taken, { value: 4 });
        await assertRejects(
          () => peer.set(bus.path("state"), -1),
          InvalidArgument,
          "not below 0",
        );
        assertEquals(await peer.call(bus.path("nested"), [2]), 14);
        // More at once than are carried out inside each other.
        const many = Array.from({ length: 300 }, (_, n) => n);
        assertEquals(
          await Promise.all(
            many.map((n) => peer.call(bus.path("nested"), [n])),
          ),
          many.map((n) => n * 7),
        );
        switch (mode) {
          case "idle":
            assertEquals(await peer.call(bus.path("later")), "promised");
            assertEquals(await peer.call(bus.path("stop")), {});
            return await succeeds(program, ["ready"]);
          case "blocked":
            gate.resolve("open");
            return await succeeds(program, ["ready", "open"]);
          default:
            assertEquals(await peer.call(bus.path("stop")), {});
            await succeeds(program, ["ready", "left"]);
        }
      },
      { index: i + j },
    );
  }

  for (const [j, other] of PEER_RUNTIMES.entries()) {
    if (j < i && !WHOLE_MATRIX) continue;
    test.onOneRuntime(
      `on ${runtime} and ${other}: two programs call each other, inside each other`,
      async (bus) => {
        const url = addressOf(bus, "tcp");
        const start = (one: typeof runtime, me: string, you: string) =>
          startProgram(one, "mutual", url, bus.prefix, me, you);
        await using first = await start(runtime, "a", "b");
        await using second = await start(other, "b", "a");
        await first.stdout.match(/^result 20$/);
        await second.stdout.match(/^result 20$/);
        await using peer = await Peer.connect(url);
        await peer.call(bus.path("a/stop"));
        await peer.call(bus.path("b/stop"));
        await succeeds(first, ["result 20"]);
        await succeeds(second, ["result 20"]);
      },
      { index: i + j },
    );
  }
}
