/**
 * Who is killed while it writes.
 *
 * @module
 */
import { callOf, type Ledger } from "./kill_ledger.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { noteComplaints, type Victim } from "../support/killing.ts";
import { Program } from "../support/process.ts";
import { ROOT, type RuntimeName } from "../support/runtimes.ts";

/** Starts one. */
export type StartVictim = (
  runtime: RuntimeName,
  path: string,
  first: number,
) => Promise<Victim<Ledger>>;

/** A program that does nothing but to write to a store. */
export const startWriter: StartVictim = async (runtime, path, first) => {
  const args = [path, `${first}`];
  const script = `${ROOT}tests/gun/kill_writer.ts`;
  const program = await Program.start(runtime, script, { args });
  return {
    writing: program.stdout.match(/^acknowledged/),
    async kill(ledger) {
      program.signal("SIGKILL");
      await program.ended();
      noteComplaints(program);
      for (const line of program.stdout.all) {
        const number = /^acknowledged (\d+)\.$/.exec(line)?.[1];
        if (number !== undefined) ledger.acknowledge(Number(number));
      }
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
};

const MOST_UNDER_WAY = 100;

/** The daemon, with a client that puts. */
export const startDaemon: StartVictim = async (runtime, path, first) => {
  const args = ["--gun-store", path];
  const daemon = await DaemonProcess.start(runtime, undefined, { args });
  const socket = new WebSocket(`ws://127.0.0.1:${daemon.wsPort}/gun`);
  const writing = Promise.withResolvers<void>();
  const acknowledged: number[] = [];
  const refused: unknown[] = [];
  let next = first;
  const put = () => {
    while (
      next - first - acknowledged.length - refused.length < MOST_UNDER_WAY
    ) {
      socket.send(messageOf(next++));
    }
  };
  socket.onopen = put;
  socket.onmessage = ({ data }) => {
    const parsed: unknown = JSON.parse(data);
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
      const number = /^call(\d+)x$/.exec(message["@"])?.[1];
      if (number === undefined) continue;
      if (message.err) refused.push(message.err);
      else acknowledged.push(Number(number));
      writing.resolve();
    }
    put();
  };
  return {
    writing: writing.promise,
    async kill(ledger) {
      // What has been received counts, whatever else was on its way.
      daemon.signal("SIGKILL");
      await daemon.ended();
      socket.onmessage = null;
      socket.close();
      noteComplaints(daemon);
      if (refused.length > 0) throw new Error(`refused: ${refused[0]}`);
      for (const number of acknowledged) ledger.acknowledge(number);
    },
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
};

function messageOf(number: number): string {
  const writes = callOf(number);
  const [{ soul }] = writes;
  const states = writes.map(({ key, state }) => [key, state]);
  const values = writes.map(({ key, text }) => [key, JSON.parse(text)]);
  const meta = { "#": soul, ">": Object.fromEntries(states) };
  const node = { _: meta, ...Object.fromEntries(values) };
  return JSON.stringify({ "#": `call${number}x`, put: { [soul]: node } });
}
