import { assert } from "@std/assert";
import { onEachRuntime, WHOLE_MATRIX } from "../support/runtimes.ts";
import { killAgainAndAgain } from "./kill.ts";
import { startDaemon } from "./kill_victims.ts";

onEachRuntime(
  "a killed daemon has kept every put that it acknowledged",
  async (runtime) => {
    const rounds = WHOLE_MATRIX ? 5 : 3;
    const { acknowledged } = await killAgainAndAgain(
      rounds,
      runtime,
      startDaemon,
    );
    assert(
      acknowledged > 10 * rounds,
      `only ${acknowledged} acknowledged puts`,
    );
  },
);
