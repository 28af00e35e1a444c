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

// Each pair of peer and transport; each daemon with both in the whole matrix.
for (const [i, runtime] of PEER_RUNTIMES.entries()) {
  const name = `on ${runtime}: every operation waits and answers`;
  test.onOneRuntime(name, async (bus) => {
    await using program = await startProgram(
      runtime,
      "operations",
      bus.prefix,
      ...WAYS.map((way) => addressOf(bus, way)),
    );
    await succeeds(program, WAYS.map((way) => `done ${addressOf(bus, way)}`));
  }, { beside: true, index: i });
}
