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
    assert(
      acknowledged > rounds,
      `only ${acknowledged} acknowledged calls`,
    );
  },
  { beside: true },
);
