/**
 * Peers of all dialects that do random things over sockets, at a daemon of the
 * test.
 *
 * @module
 */
import { HostedDaemon, TRANSPORTS } from "../support/daemon_process.ts";
import type { RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { Chance } from "./chance.ts";
import { Failure } from "./failure.ts";
import { Population } from "./population.ts";
import { SocketPeer } from "./socket_peer.ts";

const KINDS = ["node2", "lua", "cjet", "v3", "node2", "v3", "cjet"] as const;
const ACTIONS = 150;

async function check(daemon: HostedDaemon, seed: number, retries: number) {
  const population = new Population();
  const peers: SocketPeer[] = [];
  for (const [i, kind] of KINDS.entries()) {
    const client = await daemon.connect(TRANSPORTS[i % TRANSPORTS.length]);
    const chance = new Chance(seed * KINDS.length + i);
    peers.push(new SocketPeer(client, kind, population, chance));
  }
  const all = (what: (peer: SocketPeer) => Promise<void>) =>
    Promise.all(peers.map(what));
  await all((peer) => peer.greet());
  await all(async (peer) => {
    for (let i = 0; i < ACTIONS; i++) await peer.act();
  });
  // The daemon has all requests, then all peers have their events.
  await all((peer) => peer.barrier());
  await all((peer) => peer.barrier());
  await right(peers, retries);

  while (peers.length > 0) {
    peers.shift()?.vanish();
    // The daemon notices it at an unknown time.
    await right(peers, 200);
  }
}

/** Checks again and again, since conflated changes come later. */
async function right(peers: SocketPeer[], retries: number): Promise<void> {
  for (;; retries--) {
    await Promise.all(peers.map((peer) => peer.barrier()));
    try {
      for (const peer of peers) peer.mustBeRight();
      return;
    } catch (error) {
      if (!(error instanceof Failure) || retries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Rounds with the seeds from the first one on. */
export interface SocketRounds {
  readonly firstSeed: number;
  readonly rounds: number;
  /** Bytes from which on changes are conflated for a peer. */
  readonly softBacklog: number;
  /** How often, each 20 ms, peers are given time to have the true state. */
  readonly retries: number;
  /** Called with the number of rounds done. */
  readonly progress?: (rounds: number) => void;
}

/**
 * Runs the rounds at one daemon.
 *
 * @throws {Error} if a fetch differs from what the peers own.
 */
export async function checkSockets(
  runtime: RuntimeName,
  { firstSeed, rounds, softBacklog, retries, progress }: SocketRounds,
): Promise<void> {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("config.json", {
    softBacklog,
    hierarchy: "open",
  });
  await using daemon = await HostedDaemon.start(runtime, {
    args: ["--config", config],
  });
  for (let round = 0; round < rounds; round++) {
    const seed = firstSeed + round;
    try {
      await check(daemon, seed, retries);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`seed ${seed}: ${reason}`, { cause: error });
    }
    progress?.(round + 1);
  }
}
