// Keeps rooms from freezing: where it is below 5 degrees, it boosts the heating.
// Its tests, frost_guard_test.ts, need neither rooms nor a daemon.
// Usage: deno run -A examples/frost_guard.ts [url]
import { argv, env } from "node:process";
import { Peer, State } from "../peer.ts";

/** Rooms that are too cold, each with what has been done about it. */
export type ColdRooms = Record<string, string>;

/** Guards all rooms that are on the bus or will come. */
export async function guard(peer: Peer): Promise<State<ColdRooms>> {
  const cold = await peer.add(new State<ColdRooms>("guard/cold", {}));

  // The daemon compares: a room that has become warm enough is a `remove`.
  const rules = {
    path: { matches: "house/+/temperature" },
    value: { lessThan: 5 },
  };
  peer.fetch<number>(rules, async ({ event, path }) => {
    const [, room] = path.split("/");
    if (event === "add") {
      cold.value = { ...cold.value, [room]: "asking" };
      const done = await peer.call(`house/${room}/boost`, [10])
        .then(() => "boosted", (error) => `failed: ${error.name}`);
      if (room in cold.value) cold.value = { ...cold.value, [room]: done };
    } else if (event === "remove") {
      const { [room]: _warm, ...others } = cold.value;
      cold.value = others;
    }
  });
  return cold;
}

if (import.meta.main) {
  const url = argv[2] ?? env.JET_URL ?? "tcp://localhost:11122";
  await guard(await Peer.connect(url, { name: "frost guard" }));
  console.log("on guard");
}
