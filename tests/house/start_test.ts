/**
 * What the daemon loads before it takes connections.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { loadedAtStart } from "./graph.ts";

/** Each takes 5 to 10 ms of the start, and is loaded by what needs it. */
const LOADED_ON_USE = [
  "node:fs",
  "node:fs/promises",
  "node:net",
  "node:http",
  "node:crypto",
  "node:tls",
  "npm:hono",
  "npm:@msgpack",
  "npm:@noble",
  "npm:@nats-io",
];

Deno.test("the daemon starts without modules that it may never need", async () => {
  const loaded = await loadedAtStart("daemon.ts", "daemon/main.ts");
  assert(loaded.includes("bus/bus.ts"));
  assertEquals(
    loaded.filter((module) =>
      LOADED_ON_USE.some((name) =>
        module === name || module.startsWith(`${name}@`) ||
        name.startsWith("npm:@") && module.startsWith(name)
      )
    ),
    [],
  );
});
