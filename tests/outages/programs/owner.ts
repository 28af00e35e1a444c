/**
 * An owner of one state at each address of a daemon: `stopped/own/0` and so on.
 * Prints what it is asked to set, and what becomes of its connections.
 *
 * Arguments: the addresses.
 */
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

for (const [number, url] of process.argv.slice(2).entries()) {
  const peer = await Peer.connect(url, { name: "stopped" });
  const path = `stopped/own/${number}`;
  await peer.add(
    new State(path, 0, {
      set: (value) => console.log(`${path} is set to ${value}`),
    }),
  );
  // Deadlines are in the time of the daemon.
  await peer.now();
  peer.addEventListener("disconnect", () => console.log(`${path} is lost`));
  peer.addEventListener("error", (event) => {
    console.log(`${event.path} is displaced: ${event.reason?.message}`);
  });
  peer.addEventListener("reconnect", () => console.log(`${path} is back`));
}
console.log("ready");
