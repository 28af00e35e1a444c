/**
 * Outages of peers of other projects: a short one, which no connection may be
 * closed for, and one that is longer than the daemon waits for acknowledgements.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { cachedPackages, nodePath } from "../support/node.ts";
import { ROOT, type RuntimeName } from "../support/runtimes.ts";
import { within } from "../support/within.ts";
import { DAEMON_ADDRESS, Network, PEERS_ADDRESS } from "./network.ts";
import { commandOf, until } from "./outage.ts";

const PROGRAMS = `${ROOT}tests/outages/programs`;
const PACKAGES = [
  "node-jet-2@npm:node-jet@2.1.1",
  "node-jet-3@npm:node-jet@3.0.17",
  "ws@8.18.0",
];

/** Kinds of peers, and what they connect over. */
export const FOREIGN_KINDS = [
  ...["node-jet-2-tcp", "node-jet-2-ws", "node-jet-3-tcp", "node-jet-3-ws"],
  ...["cpp-tcp", "lua-tcp", "lua-ws"],
] as const;

/** How their outages are made; all times in seconds. */
export interface ForeignOptions {
  readonly runtime: RuntimeName;
  /** Option of the daemon. */
  readonly deadAfter: number;
  /** The outage that is shorter. */
  readonly short: number;
  /** The outage that is longer. */
  readonly long: number;
}

/** What became of the owner and the fetcher of one kind; times in seconds. */
export interface ForeignRow {
  readonly kind: string;
  /** From the end of the short outage until a set had reached the fetcher. */
  readonly whole: number;
  /** From the beginning of the long one until the state was removed. */
  readonly dropped: number;
}

/** Makes both outages; returns a row for each kind. */
export async function foreignOutages(
  { runtime, deadAfter, short, long }: ForeignOptions,
): Promise<ForeignRow[]> {
  const packages = await cachedPackages("node-jet", PACKAGES);
  await using network = await Network.create();
  const [program, ...flags] = await commandOf(runtime);
  await using daemon = network.run("daemon", program, [
    ...[...flags, `${ROOT}daemon.ts`, "--no-unix", "--binary-port", "0"],
    ...["--host", `${DAEMON_ADDRESS},127.0.0.1`, "--port", "9001"],
    ...["--ws-port", "9002", "--dead-after", `${deadAfter}`],
    ...["--ping-interval", `${deadAfter / 4}`],
  ]);
  await daemon.stdout.match(/listening on ws:/);
  await using peers = network.run("peers", await nodePath(), [
    ...["--no-warnings", `${PROGRAMS}/foreign.mjs`],
    ...[packages, DAEMON_ADDRESS, "9001", "9002"],
  ]);
  for (const kind of FOREIGN_KINDS) {
    await within(peers.stdout.match(new RegExp(`^${kind} ready$`)), kind, 60);
  }
  await using witness = network.run("daemon", program, [
    ...[...flags, `${PROGRAMS}/witness.ts`, "tcp://127.0.0.1:9001"],
  ]);
  await witness.stdout.match(/^ready$/);

  /** When a value that was set after a time first came back. */
  const seen = (kind: string, since: number): number | undefined =>
    peers.stdout.all.map((line) => line.split(" "))
      .filter(([of, what]) => of === kind && what === "got")
      .map(([_kind, _got, value, at]) => ({ value: Number(value), at }))
      .filter(({ value }) => value >= since).map(({ at }) => Number(at))[0];
  const allSeen = (since: number) => () =>
    FOREIGN_KINDS.every((kind) => seen(kind, since) !== undefined);
  const removed = (kind: string): number | undefined => {
    const line = witness.stdout.all.find((line) =>
      line.startsWith(`remove foreign/${kind} `)
    );
    return line === undefined ? undefined : Number(line.split(" ")[2]);
  };
  const pause = (seconds: number) =>
    new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  await until(allSeen(Date.now()), 20);
  // WebSockets have answered pings by then.
  await pause(deadAfter / 2);

  await network.cut();
  await pause(short);
  const mended = Date.now();
  await network.mend();
  await until(allSeen(mended), 30).catch((error: unknown) => {
    const missing = FOREIGN_KINDS.filter((kind) => !seen(kind, mended));
    const lines = [peers, witness, daemon].flatMap(({ stdout, stderr }) => [
      ...stdout.all.filter((line) => !line.includes(" got ")),
      ...stderr.all,
    ]);
    throw new Error(`not whole: ${missing}\n${lines.join("\n")}`, {
      cause: error,
    });
  });
  const whole = new Map(
    FOREIGN_KINDS.map((kind) => [kind, Number(seen(kind, mended)) - mended]),
  );
  assertEquals(FOREIGN_KINDS.filter((kind) => removed(kind)), []);
  assertEquals(peers.stdout.all.filter((line) => line.endsWith("lost")), []);

  const cut = Date.now();
  await network.cut();
  await until(
    () => FOREIGN_KINDS.every((kind) => removed(kind) !== undefined),
    long,
  );
  // The fetchers' connections are quiet.
  const left = Date.now() + 2 * deadAfter * 1000;
  for (;;) {
    const filter = ["state", "established", "dst", PEERS_ADDRESS];
    await using ss = network.run("daemon", "ss", ["-Htn", ...filter]);
    await ss.ended();
    if (ss.stdout.all.length === 0) break;
    assert(Date.now() < left, `still there: ${ss.stdout.all}`);
    await pause(0.2);
  }
  await until(() => Date.now() - cut >= long * 1000, Infinity);
  await network.mend();
  return FOREIGN_KINDS.map((kind) => ({
    kind,
    whole: Number(whole.get(kind)) / 1000,
    dropped: (Number(removed(kind)) - cut) / 1000,
  }));
}
