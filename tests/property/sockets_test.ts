import { onEachRuntime } from "../support/runtimes.ts";
import { checkSockets } from "./sockets.ts";

// As in bus_test.ts, but what takes sockets takes longer.
const firstSeed = Number(Deno.env.get("JET_PROPERTY_SEED") ?? 1);
const rounds = 1 + Math.ceil(
  Number(Deno.env.get("JET_PROPERTY_ROUNDS") ?? 0) / 1e4,
);

onEachRuntime(
  "acknowledged requests are seen by all fetches over real sockets",
  (runtime) =>
    checkSockets(runtime, {
      firstSeed,
      rounds,
      softBacklog: 1 << 20,
      retries: 0,
    }),
);

onEachRuntime(
  "peers whose changes are conflated see the true state in the end",
  (runtime) =>
    checkSockets(runtime, {
      firstSeed,
      rounds,
      softBacklog: 400,
      retries: 200,
    }),
);
