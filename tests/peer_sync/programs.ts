/**
 * Programs with a synchronous peer, as processes on each runtime.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { startNode } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { ROOT, WHOLE_MATRIX } from "../support/runtimes.ts";
import type { TestBus } from "../support/shared_daemon.ts";
import { within } from "../support/within.ts";

/** Runtimes of a synchronous peer. */
export const PEER_RUNTIMES = ["deno", "bun", "node"] as const;
/** One of {@linkcode PEER_RUNTIMES}. */
export type PeerRuntime = typeof PEER_RUNTIMES[number];

/** Ways from a synchronous peer to its daemon. */
export const WAYS = ["tcp", "unix", "websocket", "jetb"] as const;
/** One of {@linkcode WAYS}. */
export type Way = typeof WAYS[number];

/** The address of a daemon. */
export function addressOf({ daemon }: TestBus, way: Way): string {
  return way === "jetb"
    ? `jetb://127.0.0.1:${daemon.binaryPort}`
    : daemon.url(way);
}

/** Starts a program of the folder beside this file. */
export async function startProgram(
  runtime: PeerRuntime,
  name: string,
  ...args: string[]
): Promise<Program> {
  const script = `${ROOT}tests/peer_sync/programs/${name}.ts`;
  // One of them shows that Node runs the peer and its thread as they are.
  return runtime === "node"
    ? await startNode(script, args, WHOLE_MATRIX || name === "hammered")
    : await Program.start(runtime, script, { args });
}

/** Waits for the end of a program, which must have nothing to complain of. */
export async function succeeds(
  program: Program,
  lines?: readonly string[],
): Promise<void> {
  // Others run beside it.
  await within(program.status, "the end of the program", 90);
  const { code } = await program.ended();
  const { stdout, stderr } = program;
  assertEquals([code, stderr.all], [0, []], stdout.all.join("\n"));
  if (lines !== undefined) assertEquals(stdout.all, lines);
}
