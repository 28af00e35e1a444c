/**
 * Connections with bytes on their way into a black hole: keep-alive sends
 * nothing for them, the kernel ends them by the user timeout.
 *
 * @module
 */
import { assert, assertMatch } from "@std/assert";
import { isOnPath, onEachRuntime } from "../support/runtimes.ts";
import { deadLink } from "./dead_links.ts";
import { Network } from "./network.ts";

const missing = await Network.missing() ?? (isOnPath("ss") ? undefined : "ss");
const why = missing === undefined ? "" : ` (missing: ${missing.trim()})`;

onEachRuntime(
  `a busy connection into a black hole ends${why}`,
  async (runtime) => {
    const { timers, seconds } = await deadLink(runtime, 3);
    assertMatch(timers, /^timer:\(on,/);
    // The kernel acts at the next time it sends again, which doubles.
    assert(seconds > 2 && seconds < 8, `ended after ${seconds} s`);
  },
  { beside: true, ignore: missing !== undefined },
);
