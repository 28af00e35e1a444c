/**
 * A program with a state whose value is kept.
 *
 * Arguments: the address of the daemon and the path of the state.
 */
import process from "node:process";
import { PeerSync, State } from "../../../peer_sync.ts";

const [, , url, path] = process.argv;
const peer = PeerSync.connect(url);
const state = new State(path, 1, {
  keep: true,
  set(value) {
    console.log("kept", value);
    peer.close();
  },
});
peer.add(state);
if (process.argv[4] === "change") {
  peer.change(state, 2.5);
  peer.close();
} else {
  peer.serve();
  console.log("value", state.value);
}
