/**
 * How many requests a second a program makes that has one in flight: with the
 * synchronous peer, and with the asynchronous one.
 *
 *     deno run -A bench/peer_sync.ts --help
 */
import process from "node:process";
import { seconds } from "../command_line/convert.ts";
import { UsageError } from "../command_line/errors.ts";
import { Peer } from "../peer.ts";
import { PeerSync, State } from "../peer_sync.ts";
import { argumentsOf, runProgram } from "./program.ts";

const HELP = `Measures the requests a second of PeerSync and of Peer.

deno run -A bench/peer_sync.ts URL [SECONDS]   (or bun, or node)

  URL       the address of a daemon, as unix:@/var/run/jet.socket
  SECONDS   those of each figure (default 1)`;

let duration = 0;

async function main(): Promise<void> {
  const { positionals } = argumentsOf({ allowPositionals: true });
  const [url, time = "1"] = positionals;
  if (url === undefined || positionals.length > 2) {
    throw new UsageError("needs URL");
  }
  duration = seconds(3600, 0.05)(time, "SECONDS") * 1000;
  const peer = await Peer.connect(url);
  const other = await Peer.connect(url);
  const sync = PeerSync.connect(url);
  const path = `speed/${process.pid}`;
  await other.add(new State(path, 0));

  report("get, PeerSync", measure(() => sync.get(path)));
  report("get, Peer", await measureAsync(() => peer.get({ path })));

  await other.close();
  // The owner answers in the thread of the synchronous peers.
  const owner = PeerSync.connect(url);
  owner.add(new State(path, 0, { set() {} }));
  report("set of its own state, PeerSync", measure(() => sync.set(path, 1)));
  owner.close();

  await peer.add(new State(path, 0, { set() {} }));
  report(
    "set of its own state, Peer",
    await measureAsync(() => peer.set(path, 1)),
  );
  sync.close();
  await peer.close();
}

function measure(act: () => void): number {
  for (let n = 0; n < 200; n++) act();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < duration) {
    act();
    done++;
  }
  return done / (performance.now() - began) * 1000;
}

async function measureAsync(act: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < 200; n++) await act();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < duration) {
    await act();
    done++;
  }
  return done / (performance.now() - began) * 1000;
}

function report(what: string, rate: number): void {
  console.log(`${what}: ${Math.round(rate)}/s`);
}

await runProgram(HELP, main);
