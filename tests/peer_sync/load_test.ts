/**
 * Synchronous peers while others hammer at them.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Method, Peer, State } from "../../peer.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { addressOf, PEER_RUNTIMES, startProgram } from "./programs.ts";

const test = sharedDaemon();

/** How often a state changes while a program does not look. */
const FLOOD = WHOLE_MATRIX ? 30_000 : 10_000;
/** How often it asks while the others hammer. */
const ROUNDS = WHOLE_MATRIX ? 100 : 40;

for (const [index, runtime] of PEER_RUNTIMES.entries()) {
  test.onOneRuntime(
    `on ${runtime}: a program works while it is hammered and flooded`,
    async (bus) => {
      await using peer = await Peer.connect(bus.daemon.url("unix"));
      await peer.add(new State(bus.path("theirs"), 0, { set() {} }));
      await peer.add(new Method(bus.path("echo"), ([it]: unknown[]) => it));
      const flood = await peer.add(new State(bus.path("flood"), 0));
      await using program = await startProgram(
        runtime,
        "hammered",
        addressOf(bus, "tcp"),
        bus.prefix,
        `${FLOOD}`,
        `${ROUNDS}`,
      );
      const reaches = async (name: string) => {
        try {
          await program.stdout.match(new RegExp(`^${name}$`));
        } catch (error) {
          throw new Error(program.stderr.all.join("\n"), { cause: error });
        }
      };
      await reaches("ready");
      let hammering = true;
      let sent = 0;
      const hammer = async () => {
        while (hammering) {
          sent++;
          await peer.set(bus.path("mine"), sent);
        }
      };
      const hammers = Array.from({ length: 20 }, hammer);
      await reaches("away");
      hammering = false;
      for (let value = 1; value <= FLOOD; value++) {
        flood.value = value;
        // Others want to be heard as well.
        if (value % 1000 === 0) await peer.info();
      }
      await reaches("done");
      await Promise.all(hammers);
      assertEquals(await peer.call(bus.path("count")), sent);
    },
    { index },
  );
}
