/**
 * Quiet peers behind nginx and haproxy whose timeouts are 5 s; `deno task
 * test:long proxies` has their own. Without these programs, or the right to make
 * network namespaces, they are ignored.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { onEachRuntime } from "../support/runtimes.ts";
import { Network } from "./network.ts";
import { keepQuiet, missingProxies } from "./proxies.ts";

const reasons = [await Network.missing(), ...missingProxies()]
  .filter((reason) => reason !== undefined);
const why = reasons.length === 0 ? "" : ` (missing: ${reasons.join(", ")})`;

onEachRuntime(
  `proxies close no connection of quiet peers${why}`,
  async (runtime) => {
    const times = { closesAfter: 5, interval: 1, seconds: 8 };
    const rows = await keepQuiet({ runtime, ...times });
    for (const { way, by, lost, passed } of rows) {
      const name = `${way}, kept open by ${by}`;
      assertEquals([name, lost > 0], [name, by === "nothing"]);
      assertEquals([name, passed], [name, true]);
    }
  },
  { beside: true, ignore: reasons.length > 0 },
);
