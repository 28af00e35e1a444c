/**
 * What the daemon loads before it takes connections.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DaemonProcess } from "../support/daemon_process.ts";
import { loadedAtStart } from "./graph.ts";

/** Each takes 5 to 12 ms of the start, and is loaded by what needs it. */
const LOADED_ON_USE = [
  "node:process",
  "node:buffer",
  "node:path",
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
  const loaded = await loadedAtStart(
    "daemon.ts",
    "daemon/main.ts",
    "transport/listen/deno.ts",
  );
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

Deno.test("the daemon listens on Deno before it loads process and Buffer", async () => {
  const data = await Deno.makeTempDir();
  try {
    await using daemon = await DaemonProcess.start(
      "deno",
      new URL("daemon_without_process.ts", import.meta.url).pathname,
      { env: { XDG_DATA_HOME: data } },
    );
    // `node:process` is loaded then, for the first peers.
    await daemon.stdout.match(/^read process$/);
    const lines = daemon.stdout.all;
    const first = lines.findIndex((line) => line.startsWith("read "));
    assert(lines.slice(0, first).some((line) => line.includes("jetb://")));
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
