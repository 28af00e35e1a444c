/**
 * The bus in memory on all runtimes that programs test on.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { nodePath } from "../support/node.ts";
import { commandFor, NO_BUN, ROOT, RUNTIMES } from "../support/runtimes.ts";

const PROGRAM = `${ROOT}tests/testing/programs/in_memory.ts`;

const FOUND = {
  seen: [20, 21, 25],
  warning: { code: 1, message: "rounded" },
  refused: "InvalidArgument",
  late: "PeerTimeout",
  peers: ["owner", "client"],
  value: 25,
  now: 86_410_000,
};

for (const runtime of [...RUNTIMES, "node"] as const) {
  const ignore = runtime === "bun" && NO_BUN;
  Deno.test(`${runtime}: a bus in memory`, { ignore }, async () => {
    const command = runtime === "node"
      ? new Deno.Command(await nodePath(), {
        args: ["--no-warnings", PROGRAM],
      })
      : await commandFor(runtime, PROGRAM, []);
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    assertEquals([code, decoder.decode(stderr)], [0, ""]);
    assertEquals(JSON.parse(decoder.decode(stdout)), FOUND);
  });
}
