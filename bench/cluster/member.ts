/**
 * The daemon, which collects garbage when SIGUSR2 asks it to: then its resident
 * memory is what it needs.
 *
 *     deno run -A --v8-flags=--expose-gc bench/cluster/member.ts [options of daemon.ts]
 *
 * @module
 */
import { main } from "../../daemon/main.ts";

const collect: unknown = Reflect.get(globalThis, "gc");
if (typeof collect === "function") {
  Deno.addSignalListener("SIGUSR2", () => collect());
}
await main();
