/**
 * The same load over WebSocket and over TCP.
 *
 * @module
 */

import { median } from "../summary.ts";
import type { ChangeWork } from "../task.ts";
import type { Dialect } from "./dialect.ts";
import { FanOut } from "./fan_out.ts";
import type { Place, Run } from "./run.ts";
import { Sets } from "./set.ts";
import { compare, Side, type Traffic } from "./turns.ts";

/** Long enough for the daemons of node-jet, which deliver in bursts. */
const TURN_S = 0.25;

/**
 * Figures: `websocket` and `tcp`, what the load counts a second; `share`, what
 * the first is of the second, the median of the turns.
 */
export async function transports(run: Run, of: ChangeWork): Promise<void> {
  // The first daemon is the one whose memory is looked at.
  const websocket = new Side(
    "websocket",
    await traffic(run, of, { transport: "websocket", daemon: 0 }),
  );
  const tcp = new Side(
    "tcp",
    await traffic(run, of, { transport: "tcp", daemon: 1 }),
  );
  await compare(run, [websocket, tcp], of, TURN_S);
  const rates = tcp.rates;
  const shares = websocket.rates.map((rate, n) => 100 * rate / rates[n]);
  run.measures.push({ figure: "share", value: median(shares) });
}

function traffic(run: Run, work: ChangeWork, place: Place): Promise<Traffic> {
  if (work.kind === "set") return Sets.create(run, place);
  const dialects = new Array<Dialect>(work.fetchers).fill(run.dialect);
  return FanOut.create(run, dialects, place);
}
