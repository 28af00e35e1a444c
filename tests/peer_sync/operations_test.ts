/**
 * Every operation of the synchronous peer, on every runtime, over every
 * transport.
 *
 * @module
 */
import { RUNTIMES, WHOLE_MATRIX } from "../support/runtimes.ts";
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
  const name = `on ${runtime}: every operation waits and answers`;
  test(name, async (bus) => {
    const ways = WAYS.filter((_, j) =>
      WHOLE_MATRIX || bus.runtime === RUNTIMES[(i + j) % RUNTIMES.length]
    );
    await using program = await startProgram(
      runtime,
      "operations",
      bus.prefix,
      ...ways.map((way) => addressOf(bus, way)),
    );
    await succeeds(program, ways.map((way) => `done ${addressOf(bus, way)}`));
  }, { beside: true });
}
