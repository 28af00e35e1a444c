/**
 * Kills daemons that keep values, again and again, and checks that each value
 * that was acknowledged is kept. Long run: `deno task test:long kill-keep`.
 *
 * @module
 */
import { KeptFile } from "../../daemon/kept/file.ts";
import type { KeptValue } from "../../bus/kept/store.ts";
import { parseAsJson } from "../../protocol/values/to_json.ts";
import { asRecord } from "../support/client.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import {
  killRepeatedly,
  noteComplaints,
  type Outcome,
  type Victim,
} from "../support/killing.ts";
import { isOnPath, type RuntimeName } from "../support/runtimes.ts";
import { Program } from "../support/process.ts";
import { StreamClient } from "../support/stream_client.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Paths that are written in turn. */
const PATHS = 300;
const MOST_UNDER_WAY = 100;

/** The path of a write: one of the daemon's own, or one of an owner. */
function pathOf(number: number): string {
  const place = number * 31 % PATHS;
  return `${place % 2 === 0 ? "config" : "own"}/${place}`;
}

/** A value that shows its number; a few need many pages. */
function valueOf(number: number): [number, string] {
  const length = number % 97 === 0 ? 60_000 : number * 7919 % 1500;
  return [number, "é".repeat(length)];
}

/** Keeps account of the writes that were acknowledged. */
class Ledger {
  // The last of them for each path.
  readonly #acknowledged = new Map<string, number>();
  /** Writes with this number and above were not made yet. */
  next = 1;
  count = 0;

  acknowledge(number: number): void {
    const path = pathOf(number);
    const known = this.#acknowledged.get(path) ?? 0;
    this.#acknowledged.set(path, Math.max(number, known));
    this.count++;
  }

  /** @throws {Error} if anything is lost or different. */
  check(values: readonly KeptValue[]): void {
    const found = new Map(values.map((value) => [value.path, numberOf(value)]));
    for (const [path, number] of this.#acknowledged) {
      const kept = found.get(path) ?? 0;
      if (kept < number) {
        throw new Error(`${path}: ${number} is lost (${kept})`);
      }
    }
  }
}

/** @throws {Error} if the value is not the whole one of a write. */
function numberOf(value: KeptValue): number {
  const json = parseAsJson(value);
  const number = Array.isArray(json) ? Number(json[0]) : NaN;
  const isWhole = JSON.stringify(json) === JSON.stringify(valueOf(number));
  if (isWhole && pathOf(number) === value.path) return number;
  throw new Error(`${value.path}: not a whole value`);
}

/** Kills and checks; see `killRepeatedly`. */
export function killKeeping(
  rounds: number,
  runtime: RuntimeName,
  progress?: (rounds: number) => void,
): Promise<Outcome> {
  return killRepeatedly(rounds, {
    ledger: () => new Ledger(),
    start: (path, ledger) => start(runtime, path, ledger),
    look,
  }, progress);
}

async function look(path: string, ledger: Ledger): Promise<void> {
  let values: readonly KeptValue[] = [];
  const file = new KeptFile({ file: path }, (all) => values = all);
  await file.open();
  await file.close();
  ledger.check(values);
}

async function start(
  runtime: RuntimeName,
  path: string,
  ledger: Ledger,
): Promise<Victim<Ledger>> {
  const args = ["--no-gun", "--keep", "config/#", "--keep-file", path];
  const daemon = await DaemonProcess.start(runtime, undefined, { args });
  const client = await StreamClient.tcp(daemon.port);
  const writing = Promise.withResolvers<void>();
  const acknowledged: number[] = [];
  const refused: unknown[] = [];
  const work = write(client, ledger, (number, error) => {
    if (error !== undefined) refused.push(error);
    else acknowledged.push(number);
    writing.resolve();
  }).catch((error) => writing.reject(error));
  // It ends with the connection.
  writing.promise.catch(() => {});
  return {
    writing: writing.promise,
    async kill(ledger) {
      // What has been received counts, whatever else was on its way.
      daemon.signal("SIGKILL");
      await daemon.ended();
      await work;
      client.close();
      noteComplaints(daemon);
      if (refused.length > 0) {
        throw new Error(`refused: ${JSON.stringify(refused[0])}`);
      }
      for (const number of acknowledged) ledger.acknowledge(number);
    },
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

/** Adds the states of an owner, then writes until the connection ends. */
async function write(
  client: StreamClient,
  ledger: Ledger,
  done: (number: number, error: unknown) => void,
): Promise<void> {
  for (let place = 1; place < PATHS; place += 2) {
    const path = `own/${place}`;
    const params = { path, value: null, keep: true };
    await client.send({ id: `add ${place}`, method: "add", params });
  }
  let open = 0;
  for (;;) {
    while (open < MOST_UNDER_WAY) {
      const number = ledger.next++;
      const path = pathOf(number);
      const method = path.startsWith("own") ? "change" : "set";
      const params = { path, value: valueOf(number) };
      await client.send({ id: number, method, params });
      open++;
    }
    const { id, error } = asRecord(await client.next());
    if (typeof id !== "number") continue;
    open--;
    done(id, error);
  }
}

/** Whether what a daemon synchronises can be traced here. */
export const CAN_TRACE: boolean = isOnPath("strace");

const TRACED = 20;

/**
 * Traces the system calls of a daemon: each answer comes after a `fsync` or
 * `fdatasync` of its own.
 *
 * @throws {Error} if an answer comes before.
 */
export async function traceKeeping(runtime: RuntimeName): Promise<void> {
  await using folder = await TemporaryFolder.create();
  const args = ["--no-gun", "--keep", "config/#"];
  args.push("--keep-file", folder.path("kept.db"));
  await using daemon = await DaemonProcess.start(runtime, undefined, { args });
  const client = await StreamClient.tcp(daemon.port);
  // The first write makes the file and the thread.
  await client.do("set", { path: "config/first", value: 0 });
  const trace = folder.path("trace");
  const calls = "trace=fsync,fdatasync,write,writev,sendto,sendmsg";
  await using strace = Program.run("strace", [
    ...["-f", "-e", calls, "-s", "60", "-o", trace],
    ...["-p", `${daemon.pid}`],
  ]);
  await strace.stderr.match(/ attached/);
  for (let i = 0; i < TRACED; i++) {
    const params = { path: `config/${i}`, value: i };
    await client.send({ id: `traced ${i}`, method: "set", params });
    await client.expect({ id: `traced ${i}`, result: true });
  }
  client.close();
  strace.signal("SIGINT");
  await strace.ended();
  checkTrace(await Deno.readTextFile(trace));
}

function checkTrace(trace: string): void {
  let isSynchronised = false;
  let answers = 0;
  for (const line of trace.split("\n")) {
    if (/\bf(data)?sync\b/.test(line) && / = 0/.test(line)) {
      isSynchronised = true;
    }
    if (!/traced \d+/.test(line)) continue;
    if (!isSynchronised) throw new Error(`not synchronised before: ${line}`);
    isSynchronised = false;
    answers++;
  }
  if (answers !== TRACED) throw new Error(`${answers} answers in the trace`);
}
