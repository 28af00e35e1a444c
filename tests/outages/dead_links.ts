/**
 * A connection of the daemon whose other end has vanished, with bytes on their
 * way: the timers that the kernel has for it, and when it ends.
 *
 * @module
 */
import { ROOT, type RuntimeName } from "../support/runtimes.ts";
import { DAEMON_ADDRESS, Network } from "./network.ts";
import { commandOf } from "./outage.ts";

const PROGRAMS = `${ROOT}tests/outages/programs`;

/** What became of such a connection. */
export interface DeadLink {
  /** Its timers as `ss -tno` shows them, while it had bytes on their way. */
  readonly timers: string;
  /** Seconds from the cut until the kernel had it no more. */
  readonly seconds: number;
}

/**
 * Cuts the network of a fetcher of a state that changes all the time.
 *
 * @param deadAfter Option of the daemon, in seconds.
 */
export async function deadLink(
  runtime: RuntimeName,
  deadAfter: number,
): Promise<DeadLink> {
  await using network = await Network.create();
  const [program, ...flags] = await commandOf(runtime);
  await using daemon = network.run("daemon", program, [
    ...[...flags, `${ROOT}daemon.ts`, "--no-unix"],
    ...["--host", `${DAEMON_ADDRESS},127.0.0.1`, "--port", "9001"],
    ...["--ws-port", "0", "--binary-port", "0", "--dead-after", `${deadAfter}`],
  ]);
  await daemon.stdout.match(/listening on tcp:/);
  await using beside = network.run("daemon", program, [
    ...[...flags, `${PROGRAMS}/beside.ts`, "tcp://127.0.0.1:9001"],
  ]);
  await beside.stdout.match(/^ready$/);
  await using fetcher = network.run("peers", program, [
    ...[...flags, `${PROGRAMS}/crowd.ts`, `tcp://${DAEMON_ADDRESS}:9001`],
    ...["1", "0"],
  ]);
  await fetcher.stdout.match(/^ready$/);
  const began = Date.now();
  await network.cut();
  let timers = "";
  for (;;) {
    const filter = ["state", "established", "src", DAEMON_ADDRESS];
    await using ss = network.run("daemon", "ss", ["-Htno", ...filter]);
    await ss.ended();
    const line = ss.stdout.all[0];
    const seconds = (Date.now() - began) / 1000;
    if (line === undefined) return { timers, seconds };
    timers = /timer:\(on,.*\)/.exec(line)?.[0] ?? timers;
    if (seconds > 2 * deadAfter + 10) throw new Error(`still there: ${line}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
