import { assert } from "@std/assert";
import { onEachRuntime, WHOLE_MATRIX } from "../support/runtimes.ts";
import { killKeeping } from "./kill.ts";

onEachRuntime(
  "a killed daemon has kept every value that it acknowledged",
  async (runtime) => {
    const rounds = WHOLE_MATRIX ? 5 : 2;
    const { acknowledged } = await killKeeping(rounds, runtime);
    assert(acknowledged > 0, "nothing was acknowledged");
  },
  { beside: true },
);
