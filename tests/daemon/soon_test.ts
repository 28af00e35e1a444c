import { assertEquals } from "@std/assert";
import { commandFor, onEachRuntime, ROOT } from "../support/runtimes.ts";

const PROGRAM = `${ROOT}tests/daemon/programs/soon.ts`;

// With `setImmediate` alone nearly every turn misses the request.
onEachRuntime(
  "soon: what another connection sent during the turn has been read",
  async (runtime) => {
    const command = await commandFor(runtime, PROGRAM, []);
    const { stdout, stderr } = await command.output();
    const text = new TextDecoder();
    assertEquals(
      text.decode(stdout),
      '{"turns":100,"missed":0}\n',
      text.decode(stderr),
    );
  },
);
