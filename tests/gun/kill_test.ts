import { assert } from "@std/assert";
import { onEachRuntime, WHOLE_MATRIX } from "../support/runtimes.ts";
import { killAgainAndAgain } from "./kill.ts";
import { startWriter } from "./kill_victims.ts";

onEachRuntime(
  "the store: a killed writer has kept what was acknowledged",
  async (runtime) => {
    const rounds = WHOLE_MATRIX ? 5 : 2;
    const { acknowledged } = await killAgainAndAgain(
      rounds,
      runtime,
      startWriter,
    );
    assert(acknowledged > 0, "nothing was acknowledged");
  },
  { beside: true },
);
