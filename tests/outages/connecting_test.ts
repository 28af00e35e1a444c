/**
 * Attempts to connect into a black hole: the kernel would try for two minutes.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { besideOthers } from "../support/beside.ts";
import { isMissing, isOnPath, ROOT } from "../support/runtimes.ts";
import { DAEMON_ADDRESS, Network } from "./network.ts";
import { commandOf } from "./outage.ts";

const missing = await Network.missing() ?? (isOnPath("ss") ? undefined : "ss");
const why = missing === undefined ? "" : ` (missing: ${missing.trim()})`;

besideOthers(
  `an attempt that is given up leaves no socket behind${why}`,
  async () => {
    await using network = await Network.create();
    await network.cut();
    await using programs = new AsyncDisposableStack();
    const urls = ["tcp://", "ws://", "jetb://"].map((scheme) =>
      `${scheme}${DAEMON_ADDRESS}:9`
    );
    const connecting = `${ROOT}tests/outages/programs/connecting.ts`;
    const sockets = async () => {
      const ss = network.run("peers", "ss", ["-tnH", "state", "all"]);
      await ss.ended();
      return ss.stdout.all.filter((line) => line !== "");
    };
    for (const runtime of ["deno", "bun", "node"] as const) {
      const [command, ...flags] = await commandOf(runtime);
      const program = programs.use(
        network.run("peers", command, [...flags, connecting, ...urls]),
      );
      await program.stdout.match(/^ended$/);
      assertEquals([runtime, await sockets()], [runtime, []]);
    }
  },
  { ignore: missing !== undefined || isMissing("bun") },
);
