// Runs daemons and runs of `jet` in one process, as the commands that it reads
// say; see host.ts. It ends with its input.
import process from "node:process";
import { createInterface } from "node:readline";
import {
  type HandledSignal,
  type Outside,
  runIn,
} from "../../../daemon/main.ts";
import { JetHere } from "../jet_here.ts";
import type { Command, Report, Task } from "./messages.ts";

const encoder = new TextEncoder();
const signals = new Map<number, (signal: HandledSignal) => void>();
const rejections = new Map<number, (reason: unknown) => void>();

process.on("unhandledRejection", (reason) => {
  if (rejections.size === 0) throw reason;
  // It may be of any of them.
  for (const listener of rejections.values()) listener(reason);
});

for await (const line of createInterface({ input: process.stdin })) {
  const command: Command = JSON.parse(line);
  const { id } = command;
  if ("signal" in command) signals.get(id)?.(command.signal);
  else if (command.program === "daemon") void runDaemon(id, command);
  else void runJet(id, command);
}
process.exit();

function report(report: Report): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** What takes the output of a program. */
function output(
  id: number,
  name: "stdout" | "stderr",
): (chunk: Uint8Array<ArrayBuffer>) => void {
  return (chunk) => report({ id, [name]: chunk.toBase64() });
}

function exit(id: number, code: number): void {
  signals.delete(id);
  rejections.delete(id);
  report({ id, exit: code });
}

async function runDaemon(
  id: number,
  { args, env, storeOptions }: Task,
): Promise<void> {
  const [stdout, stderr] = [output(id, "stdout"), output(id, "stderr")];
  const outside: Outside = {
    env,
    pid: process.pid,
    stdout: { write: (text) => stdout(encoder.encode(text)) },
    stderr: { write: (text) => stderr(encoder.encode(text)) },
    onSignal: (listener) => signals.set(id, listener),
    onUnhandledRejection: (listener) => rejections.set(id, listener),
    exit: (code) => exit(id, code),
  };
  const code = await runIn(outside, args, storeOptions);
  if (code !== undefined) exit(id, code);
}

async function runJet(
  id: number,
  { args, env, input }: Task,
): Promise<void> {
  const jet = new JetHere(args, {
    env,
    input: Uint8Array.fromBase64(input ?? ""),
    stdout: output(id, "stdout"),
    stderr: output(id, "stderr"),
  });
  signals.set(id, (signal) => {
    if (signal !== "SIGHUP") jet.signal(signal);
  });
  exit(id, await jet.code);
}
