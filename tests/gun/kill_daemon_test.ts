import { assert } from "@std/assert";
import { onEachRuntime } from "../support/runtimes.ts";
import { killAgainAndAgain } from "./kill.ts";
import { startDaemon } from "./kill_victims.ts";

onEachRuntime(
  "a killed daemon has kept every put that it acknowledged",
  async (runtime) => {
    const { acknowledged } = await killAgainAndAgain(5, runtime, startDaemon);
    assert(acknowledged > 50, `only ${acknowledged} acknowledged puts`);
  },
);
