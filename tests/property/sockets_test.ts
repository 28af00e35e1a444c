import { DaemonProcess, TRANSPORTS } from "../support/daemon_process.ts";
import { onEachRuntime, type RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { Chance } from "./chance.ts";
import { Failure } from "./failure.ts";
import { Population, SocketPeer } from "./socket_peer.ts";

// As in bus_test.ts, but what takes sockets takes longer.
const SEED = Number(Deno.env.get("JET_PROPERTY_SEED") ?? 1);
const ROUNDS = Math.ceil(
  Number(Deno.env.get("JET_PROPERTY_ROUNDS") ?? 0) / 1e4,
);
const KINDS = ["node2", "lua", "cjet", "v3", "node2", "v3", "cjet"] as const;
const ACTIONS = 150;

async function check(daemon: DaemonProcess, seed: number, patience: number) {
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
  // The daemon has all that was said, then everybody has all of that.
  await all((peer) => peer.barrier());
  await all((peer) => peer.barrier());
  await right(peers, patience);

  while (peers.length > 0) {
    peers.shift()?.vanish();
    // When the daemon hears of it, nobody knows.
    await right(peers, 200);
  }
}

/** Looks again and again, for peers that hear of some things later. */
async function right(peers: SocketPeer[], patience: number): Promise<void> {
  for (;; patience--) {
    await Promise.all(peers.map((peer) => peer.barrier()));
    try {
      for (const peer of peers) peer.mustBeRight();
      return;
    } catch (error) {
      if (!(error instanceof Failure) || patience === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function rounds(
  runtime: RuntimeName,
  softBacklog: number,
  patience: number,
): Promise<void> {
  await using folder = await TemporaryFolder.create();
  const config = await folder.write("config.json", {
    softBacklog,
    hierarchy: "open",
  });
  await using daemon = await DaemonProcess.start(runtime, undefined, {
    args: ["--config", config],
  });
  for (let seed = SEED; seed <= SEED + ROUNDS; seed++) {
    try {
      await check(daemon, seed, patience);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`seed ${seed}: ${reason}`, { cause: error });
    }
  }
}

onEachRuntime(
  "what is acknowledged has been told to all fetches over real sockets",
  (runtime) => rounds(runtime, 1 << 20, 0),
);

onEachRuntime(
  "peers for whom changes are conflated see the true state in the end",
  (runtime) => rounds(runtime, 400, 200),
);
