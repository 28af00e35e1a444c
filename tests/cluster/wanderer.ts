/**
 * A program that owns a state, wherever it finds a daemon.
 *
 * Arguments: `Peer` or `PeerSync`, the path of the state, addresses of daemons.
 */
import process from "node:process";
import { Peer, State } from "../../peer.ts";
import { PeerSync } from "../../peer_sync.ts";

const [, , kind, path, ...urls] = process.argv;
const target = urls.length === 1 ? urls[0] : urls;
const state = new State(path, 1, { set: () => undefined });
if (kind === "Peer") {
  const peer = await Peer.connect(target);
  await peer.add(state);
} else {
  const peer = PeerSync.connect(target);
  peer.add(state);
  while (!peer.closed) peer.serve(1);
}
