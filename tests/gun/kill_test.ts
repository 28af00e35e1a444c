import { assert } from "@std/assert";
import { onEachRuntime, WHOLE_MATRIX } from "../support/runtimes.ts";
import { killAgainAndAgain } from "./kill.ts";
import { startWriter } from "./kill_victims.ts";

onEachRuntime(
  "the store: a killed writer has kept what was acknowledged",
  async (runtime) => {
    const { acknowledged } = await killAgainAndAgain(
      WHOLE_MATRIX ? 5 : 3,
      runtime,
      startWriter,
    );
    assert(acknowledged > 100, `only ${acknowledged} acknowledged calls`);
  },
);
