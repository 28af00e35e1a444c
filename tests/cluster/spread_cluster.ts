/**
 * Random programs of peers of all dialects at a cluster in which nothing fails.
 *
 * @module
 */
import { type HostedDaemon, TRANSPORTS } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { startMembers } from "./members.ts";
import { type Member, runSpreadPrograms } from "./spread_program.ts";

/** Actions of each of nine peers. */
const ACTIONS = 40;
/** Seconds: nothing fails, and a busy machine must not look like it. */
const LEASE_S = 30;
/** Programs that run at a time. */
const BESIDE = 8;

function memberOf(daemon: HostedDaemon, number: number): Member {
  let connections = 0;
  return {
    name: `d${number}`,
    isStopped: false,
    stops: 0,
    wsPort: daemon.wsPort,
    binaryPort: daemon.binaryPort,
    connect: (kind) =>
      daemon.connect(
        kind === "pack" ? "tcp" : TRANSPORTS[connections++ % TRANSPORTS.length],
      ),
  };
}

/** Runs programs at a cluster of three members. */
export async function runSpreadCluster(
  seed: number,
  count: number,
  progress?: (done: number) => void,
): Promise<void> {
  await using nats = await NatsServer.start();
  const args = ["--hierarchy", "open", "--cluster-lease", String(LEASE_S)];
  const daemons = await startMembers(
    ["deno", "bun", "deno"],
    [nats],
    () => args,
  );
  await using stack = new AsyncDisposableStack();
  for (const daemon of daemons) stack.use(daemon);
  await runSpreadPrograms(daemons.map(memberOf), seed, count, {
    actions: ACTIONS,
    beside: BESIDE,
    progress,
  });
}
