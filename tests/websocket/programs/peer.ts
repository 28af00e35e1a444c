/**
 * A peer over WebSocket: it owns, sets its own state, and says how long a set
 * took and what came back. Arguments: the addresses of daemons.
 */
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

const SETS = 21;
const LARGE = "é".repeat(1 << 19);

for (const url of process.argv.slice(2)) {
  for (const binary of [false, true]) {
    const owner = await Peer.connect(url, { binary });
    const client = await Peer.connect(url);
    await owner.add(new State<unknown>("websocket/s", 0, { set() {} }));
    const times: number[] = [];
    for (let value = 0; value < SETS; value++) {
      const begin = performance.now();
      await client.set("websocket/s", value);
      times.push(performance.now() - begin);
    }
    times.sort((one, other) => one - other);
    await client.set("websocket/s", LARGE);
    const large = await client.get("websocket/s") === LARGE;
    await owner.close();
    await client.close();
    // Nagle's algorithm and a delayed acknowledgement take 40 ms, each time; a busy
    // machine takes long now and then.
    console.log(times[SETS >> 2] < 20 ? "quick" : `${times}`, large);
  }
}
