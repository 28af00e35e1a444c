/**
 * Every operation of the synchronous peer, on every runtime, over every
 * transport.
 *
 * @module
 */
import { sharedDaemon } from "../support/shared_daemon.ts";
import {
  addressOf,
  PEER_RUNTIMES,
  startProgram,
  succeeds,
  WAYS,
} from "./programs.ts";

const test = sharedDaemon();

// Each pair of peer, transport and daemon; all three in the whole matrix.
for (const [i, runtime] of PEER_RUNTIMES.entries()) {
  for (const [j, way] of WAYS.entries()) {
    test.onOneRuntime(
      `on ${runtime} over ${way}: every operation waits and answers`,
      async (bus) => {
        await using program = await startProgram(
          runtime,
          "operations",
          addressOf(bus, way),
          bus.prefix,
        );
        await succeeds(program, ["done"]);
      },
      { index: i + j },
    );
  }
}
