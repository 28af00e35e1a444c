/**
 * An outage of the network between a daemon and its peers.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { nodePath } from "../support/node.ts";
import { bunPath, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { DAEMON_ADDRESS, Network } from "./network.ts";

const PEERS = `${ROOT}tests/outages/programs/peers.ts`;

/** A runtime of peers. */
export type PeerRuntime = RuntimeName | "node";

/** How an outage is made. */
export interface OutageOptions {
  readonly daemon: RuntimeName;
  readonly peers: PeerRuntime;
  /** Heartbeat of the peers, in seconds. */
  readonly heartbeat: number;
  /** Least time that the network is away, in seconds. */
  readonly seconds: number;
}

/** What an outage did to the peers of one address. */
export interface OutageRow {
  /** The scheme of the address. */
  readonly transport: string;
  /** Seconds until owner and fetcher knew of it. */
  readonly noticed: number;
  /** Seconds from the end of the outage until a value passed again. */
  readonly whole: number;
}

interface Line {
  readonly what: string;
  readonly url: string;
  readonly at: number;
}

/** The command that runs TypeScript on a runtime. */
export async function commandOf(runtime: PeerRuntime): Promise<string[]> {
  switch (runtime) {
    case "deno":
      return [Deno.execPath(), "run", "--no-lock", "-A"];
    case "bun":
      return [await bunPath()];
    case "node":
      return [await nodePath(), "--no-warnings"];
  }
}

/** Makes an outage; returns what came of it for each transport. */
export async function outage(options: OutageOptions): Promise<OutageRow[]> {
  await using network = await Network.create();
  const [runtime, ...flags] = await commandOf(options.daemon);
  await using daemon = network.run("daemon", runtime, [
    ...[...flags, `${ROOT}daemon.ts`, "--host", DAEMON_ADDRESS, "--no-unix"],
    ...["--port", "0", "--ws-port", "0", "--binary-port", "0"],
  ]);
  const urls: string[] = [];
  for (const scheme of ["tcp", "ws", "jetb"]) {
    const line = await daemon.stdout.match(
      new RegExp(`listening on (${scheme}://\\S+:\\d+)`),
    );
    urls.push(line[1]);
  }
  const [program, ...before] = await commandOf(options.peers);
  await using peers = network.run("peers", program, [
    ...[...before, PEERS, `${options.heartbeat}`, ...urls],
  ]);
  await peers.stdout.match(/"ready"/);
  const printed = peers.stdout.all.length;
  const cut = Date.now();
  await network.cut();
  const lines = (what: string, url?: string): Line[] =>
    peers.stdout.all.slice(printed).map((line): Line => JSON.parse(line))
      .filter((line) =>
        line.what === what && (url === undefined || line.url === url)
      );
  // Half of the interval more than what is promised, for a busy machine.
  const promised = options.heartbeat * 1.5 + 6 + options.heartbeat / 2;
  await until(() => lines("lost").length >= 2 * urls.length, promised);
  await until(() => Date.now() - cut >= options.seconds * 1000, Infinity);
  const mended = Date.now();
  await network.mend();
  await until(() => lines("whole").length >= urls.length, 60);
  assertEquals(lines("lost").length, 2 * urls.length);
  assertEquals([lines("add"), lines("remove")], [[], []]);
  assertEquals(peers.stderr.all, []);
  return urls.map((url) => ({
    transport: url.replace(/:.*/, ""),
    noticed: (Math.max(...lines("lost", url).map(({ at }) => at)) - cut) / 1000,
    whole: (lines("whole", url)[0].at - mended) / 1000,
  }));
}

/** Waits until something has happened. */
export async function until(
  done: () => boolean,
  seconds: number,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!done()) {
    assert(Date.now() < end, `not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
