/**
 * Outages of the network, in short; `deno task test:long outages` has the long
 * ones. Without the right to make network namespaces they are ignored.
 *
 * @module
 */
import { assert } from "@std/assert";
import { onEachRuntime } from "../support/runtimes.ts";
import { Network } from "./network.ts";
import { outage } from "./outage.ts";

const missing = await Network.missing();
const why = missing === undefined ? "" : ` (no network: ${missing.trim()})`;

onEachRuntime(
  `peers notice a black hole, and come back${why}`,
  async (runtime) => {
    const options = { daemon: runtime, peers: runtime };
    const rows = await outage({ ...options, heartbeat: 1, seconds: 4 });
    for (const { transport, whole } of rows) {
      assert(whole < 20, `${transport}: whole after ${whole} s`);
    }
  },
  { beside: true, ignore: missing !== undefined },
);
